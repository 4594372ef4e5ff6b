// What the fences of one thread order: the writes behind a release fence publish what was done before it, and an acquire fence
// takes what the reads before it found.
//
// Where it lives: private to the thread that calls; a forked child has that of the thread that forked. Signal safe. A process
// that dies takes it along, and nobody else needs it.
//
// Invariants:
//   1. Who writes behind a fence publishes what was known at the fence, and no more: what is done between the two races on.
//   2. A word that was read counts with all that is published there until the fence, and not only until the read; that may hide
//      a race.
//
// Source: ISO C++20 [atomics.fences].
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "runtime/sanitizer/vector_clock.h"

namespace race {

class Fences {
 public:
  /// A release fence of a thread that knows this.
  void release(const VectorClock& known, unsigned width) {
    released_.join(known, width);
    has_released_ = true;
  }
  bool has_released() const { return has_released_; }
  /// What the writes that come publish. REQUIRES: has_released().
  const VectorClock& released() const { return released_; }

  /// The words that were read since the last fence that acquires, or since they were forgotten.
  std::span<const std::uintptr_t> words() const { return std::span(words_).first(count_); }
  bool has_room() const { return count_ < kWords; }
  /// REQUIRES: has_room().
  void read(std::uintptr_t word) { words_[count_++] = word; }
  void forget_words() { count_ = 0; }

  /// What was found at the words that are forgotten, and whether another process had published there.
  VectorClock& found() { return found_; }
  void note_others() { has_found_others_ = true; }
  bool has_found_others() const { return has_found_others_; }

 private:
  static constexpr std::size_t kWords = 16;

  VectorClock released_;
  VectorClock found_;
  std::uintptr_t words_[kWords] = {};
  std::size_t count_ = 0;
  bool has_released_ = false;
  bool has_found_others_ = false;
};

}  // namespace race
