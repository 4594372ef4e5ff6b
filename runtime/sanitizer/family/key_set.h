// A set of keys that only grows: which races the family has reported already, so that each is reported once.
//
// Where it lives: in memory of the whole family. All bytes zero: empty.
// Thread, process and signal safety: no locks. A full set contains every key: a flood of races ends.
#pragma once

#include <atomic>
#include <cstdint>

#include "runtime/sanitizer/system/hash.h"

namespace race {

/// The key of an unordered pair.
constexpr std::uint64_t pair_key(std::uint64_t a, std::uint64_t b) { return a < b ? mix(mix(1, a), b) : mix(mix(1, b), a); }

class KeySet {
 public:
  bool contains(std::uint64_t key) const {
    const std::atomic<std::uint64_t>* const place = find(key);
    return place == nullptr || place->load(std::memory_order_acquire) == key;
  }

  void insert(std::uint64_t key) {
    for (;;) {
      auto* const place = const_cast<std::atomic<std::uint64_t>*>(find(key));
      std::uint64_t known = 0;
      if (place == nullptr || place->compare_exchange_strong(known, key, std::memory_order_acq_rel) || known == key) return;
    }
  }

 private:
  static constexpr unsigned kKeys = 1 << 14;

  // Where the key is or would be; nullptr when the set is full.
  const std::atomic<std::uint64_t>* find(std::uint64_t key) const {
    for (unsigned step = 0; step < kKeys; ++step) {
      const std::atomic<std::uint64_t>& place = keys_[(key + step) % kKeys];
      const std::uint64_t known = place.load(std::memory_order_acquire);
      if (known == 0 || known == key) return &place;
    }
    return nullptr;
  }

  std::atomic<std::uint64_t> keys_[kKeys];
};

}  // namespace race
