// Equal things get one small number, for the life of one analysis.
//
// A table with open addressing (D. Knuth, The Art of Computer Programming 3, 6.4, algorithm L), which keeps a part of each hash
// beside the number: a look-up touches one line of the table and, if it is there, the node. Nodes lie in chunks, and do not move.
//
// Thread safety: none; one analysis is one thread. Node needs == and a hash() member.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace check {

inline std::size_t mix(std::size_t seed, std::size_t value) { return (seed ^ value) * 0x9e3779b97f4a7c15ULL + (seed >> 29); }

template <class Id, class Node>
class Interner {
 public:
  Id intern(const Node& node) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    const std::size_t hash = node.hash();
    const auto part = static_cast<std::uint32_t>(hash);
    std::size_t at = place_of(hash);
    for (; slots_[at].number != kNobody; at = (at + 1) % slots_.size()) {
      if (slots_[at].part == part && at_number(slots_[at].number) == node) return static_cast<Id>(slots_[at].number);
    }
    slots_[at] = {.part = part, .number = static_cast<std::uint32_t>(size_)};
    return add(node);
  }
  const Node& operator[](Id id) const { return at_number(static_cast<std::size_t>(id)); }
  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t kChunk = 256;
  static constexpr std::uint32_t kNobody = 0xffffffff;

  struct Slot {
    std::uint32_t part = 0;  ///< of the hash
    std::uint32_t number = kNobody;
  };

  const Node& at_number(std::size_t number) const { return chunks_[number / kChunk][number % kChunk]; }

  /// By the upper bits, which depend on all that was hashed. REQUIRES: the table's size is a power of two.
  std::size_t place_of(std::size_t hash) const { return (hash >> 32) & (slots_.size() - 1); }

  Id add(const Node& node) {
    if (size_ % kChunk == 0) chunks_.emplace_back().reserve(kChunk);
    chunks_.back().push_back(node);
    return static_cast<Id>(size_++);
  }

  void grow() {
    slots_.assign(slots_.empty() ? 64 : 2 * slots_.size(), {});
    for (std::size_t number = 0; number < size_; ++number) {
      const std::size_t hash = at_number(number).hash();
      std::size_t at = place_of(hash);
      while (slots_[at].number != kNobody) at = (at + 1) % slots_.size();
      slots_[at] = {.part = static_cast<std::uint32_t>(hash), .number = static_cast<std::uint32_t>(number)};
    }
  }

  std::vector<Slot> slots_;  ///< at most half of them are taken
  std::vector<std::vector<Node>> chunks_;
  std::size_t size_ = 0;
};

}  // namespace check
