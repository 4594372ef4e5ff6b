// Whose code stands at an address, as far as a symbolizer was asked: so a race that comes again by another way is known for what
// it is by its addresses alone.
//
// Where it lives: in memory of the whole family. All bytes zero: nothing is known.
// Thread, process and signal safety: no locks. A full table learns no more.
#pragma once

#include <atomic>
#include <cstdint>

#include "runtime/sanitizer/hash.h"

namespace race {

enum class CodeOwner { kUnknown, kProgram, kOthers };

class CodeOwners {
 public:
  CodeOwner of(std::uintptr_t code) const {
    const std::atomic<std::uint64_t>* const place = find(code);
    const std::uint64_t known = place == nullptr ? 0 : place->load(std::memory_order_acquire);
    if (known == 0) return CodeOwner::kUnknown;
    return (known & 1) != 0 ? CodeOwner::kProgram : CodeOwner::kOthers;
  }

  /// REQUIRES: `owner` is known; whoever notes the same code says the same.
  void note(std::uintptr_t code, CodeOwner owner) {
    const std::uint64_t word = code << 1 | (owner == CodeOwner::kProgram ? 1 : 0);
    for (;;) {
      auto* const place = const_cast<std::atomic<std::uint64_t>*>(find(code));
      std::uint64_t known = 0;
      if (place == nullptr || place->compare_exchange_strong(known, word, std::memory_order_acq_rel) || known == word) return;
    }
  }

 private:
  static constexpr unsigned kCodes = 1 << 14;

  // Where the code is or would be; nullptr when the table is full.
  const std::atomic<std::uint64_t>* find(std::uintptr_t code) const {
    const std::uint64_t first = mix(0, code);
    for (unsigned step = 0; step < kCodes; ++step) {
      const std::atomic<std::uint64_t>& place = words_[(first + step) % kCodes];
      const std::uint64_t known = place.load(std::memory_order_acquire);
      if (known == 0 || known >> 1 == code) return &place;
    }
    return nullptr;
  }

  std::atomic<std::uint64_t> words_[kCodes];  // the address, and in the lowest bit whether it is the program's
};

}  // namespace race
