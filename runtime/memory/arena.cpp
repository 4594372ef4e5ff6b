#include "runtime/memory/arena.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <memory>
#include <new>
#include <optional>

#include "runtime/error.h"
#include "runtime/hooks.h"
#include "runtime/memory/inherited_arena.h"

namespace mp::memory {

struct Arena::Header {
  futex::RobustMutex mutex;
  BlockList::Anchor blocks{};
  ProcessNames names;
  Notice notice;
};

namespace {

constexpr std::size_t kLeastGrowthBytes = std::size_t{1} << 20;
constexpr std::size_t kGrowthStep = std::size_t{64} << 10;

/// Memory for the header, so that the list of blocks can be made behind it.
template <class T>
T& place_at_beginning(Mapping& mapping) {
  mapping.commit(0, sizeof(T));
  return *std::construct_at(reinterpret_cast<T*>(mapping.data()));
}

}  // namespace

Arena::Arena(std::size_t reserved_bytes)
    : mapping_(reserved_bytes),
      header_(place_at_beginning<Header>(mapping_)),
      blocks_(mapping_.data(), BlockList::first_block_at(sizeof(Header)), header_.blocks) {
  blocks_.clear();
}

Arena::Arena(const Mapping::Place& inherited)
    : mapping_(inherited),
      header_(*std::launder(reinterpret_cast<Header*>(mapping_.data()))),
      blocks_(mapping_.data(), BlockList::first_block_at(sizeof(Header)), header_.blocks) {}

void* Arena::allocate(std::size_t bytes, std::size_t alignment) {
  MP_CHECK(std::has_single_bit(alignment));
  const auto too_large = [&] {
    return MemoryError(
        fmt::format("{} bytes of shared memory do not fit: a family of processes has {} bytes of address space for it", bytes,
                    mapping_.size()));
  };
  if (bytes > mapping_.size() || alignment > mapping_.size()) throw too_large();

  const futex::RobustGuard guard(header_.mutex);  // after a death there is nothing to repair (block_list.h)
  if (void* memory = blocks_.take(bytes, alignment)) return memory;

  const std::size_t needed = std::max(BlockList::bytes_for(bytes, alignment), kLeastGrowthBytes);
  const std::size_t growth = (needed + kGrowthStep - 1) / kGrowthStep * kGrowthStep;
  const std::uint64_t old_end = blocks_.end();
  if (growth > mapping_.size() - old_end - BlockList::kHeaderBytes) throw too_large();
  mapping_.commit(old_end, growth);
  blocks_.extend(old_end + growth);
  void* memory = blocks_.take(bytes, alignment);
  MP_CHECK(memory != nullptr);
  return memory;
}

void Arena::free(void* memory) noexcept {
  const futex::RobustGuard guard(header_.mutex);
  blocks_.give_back(memory);
}

bool Arena::contains(const void* address) const noexcept {
  const auto* byte = static_cast<const std::byte*>(address);
  return mapping_.data() <= byte && byte < mapping_.data() + mapping_.size();
}

ProcessNames& Arena::names() noexcept { return header_.names; }
Arena::Notice& Arena::notice() const noexcept { return header_.notice; }

BlockList::Census Arena::census() {
  const futex::RobustGuard guard(header_.mutex);
  return blocks_.census();
}

Arena& family_arena() {
  // Never destroyed: objects with static lifetime may end after everything else.
  static Arena& arena = []() -> Arena& {
    if (const std::optional<Mapping::Place> place = take_inherited_arena()) return *new Arena(*place);
    const std::size_t asked = hooks::announce(&hooks::Listener::arena_bytes);
    for (std::size_t bytes = asked != 0 ? asked : Arena::kReservedBytes;; bytes /= 2) {
      try {
        return *new Arena(bytes);
      } catch (const OSError&) {
        if (bytes < Arena::kLeastReservedBytes) throw;  // less address space is allowed (ulimit -v): try with half of it
      }
    }
  }();
  return arena;
}

}  // namespace mp::memory
