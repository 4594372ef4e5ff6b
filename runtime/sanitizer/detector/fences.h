// What the fences of one thread order: the writes behind a release fence publish what was done before it, and an acquire fence
// takes what the reads before it found.
//
// Where it lives: private to the thread that calls; a forked child has that of the thread that forked. Signal safe. A process
// that dies takes it along, and nobody else needs it.
//
// Invariant: who writes behind a fence publishes what was known at the fence, and who reads before one takes what was published
// until the read, and neither any more: what is done in between races on.
//
// Source: ISO C++20 [atomics.fences].
#pragma once

#include "runtime/sanitizer/family/vector_clock.h"

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

  /// What an acquire fence takes, and whether another process has published of it.
  VectorClock& found() { return found_; }
  void note_others() { has_found_others_ = true; }
  bool has_found_others() const { return has_found_others_; }

 private:
  VectorClock released_;
  VectorClock found_;
  bool has_released_ = false;
  bool has_found_others_ = false;
};

}  // namespace race
