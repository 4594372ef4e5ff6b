// Texts of the family's, each kept once: names that lie in one program's literals, for processes that execute another.
//
// Where it lives: in memory of the whole family. All bytes zero: none.
// Thread, process and signal safety: no locks; a text is written before anyone can find it.
// Kill safety: who dies inside keep() leaves some bytes that nobody uses.
//
// Invariant: a text never changes or goes.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

namespace race {

class Texts {
 public:
  /// The same text, for as long as the family lives, and with a zero behind it; "" when there is no room.
  std::string_view keep(std::string_view text);

 private:
  static constexpr std::uint32_t kBytes = 8 << 20;
  static constexpr std::uint32_t kBuckets = 1 << 12;

  struct Entry {
    std::uint32_t next;  // in its bucket; 0: none
    std::uint32_t size;
  };

  Entry& entry(std::uint32_t at) { return reinterpret_cast<Entry&>(bytes_[at]); }
  std::string_view text(std::uint32_t at);

  std::atomic<std::uint32_t> used_;
  std::atomic<std::uint32_t> buckets_[kBuckets];
  alignas(Entry) char bytes_[kBytes];
};

}  // namespace race
