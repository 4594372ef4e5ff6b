// What a process, or a synchronisation object, knows of the others: for each process, the last epoch that happened before.
//
// Where it lives: in memory that all processes of the family share. All bytes zero is the clock that knows nothing.
// Thread and process safety: every operation may run in any thread and process at any time; no locks.
// Kill safety: a process that dies inside join() leaves a clock that knows less than it should, and never more.
//
// Invariants:
//   1. A component never falls. So a reader that comes late knows more, and an alarm that is raised is not a false one.
//   2. Who learns of an epoch of a process learns, in the same join(), all that the source knew: knowledge is transitive.
//
// Memory ordering: what is joined before a release store of the program's is visible to who acquired that store.
// Source: Mattern, "Virtual Time and Global States of Distributed Systems" (1988); loom's rt/vv.rs for the words.
#pragma once

#include <atomic>

#include "runtime/sanitizer/system/ids.h"

namespace race {

class VectorClock {
 public:
  /// The last epoch of `sid` that is known.
  Epoch of(Sid sid) const { return Epoch{seen_[index(sid)].load(std::memory_order_acquire)}; }

  /// Whether what `sid` did in `epoch` happened before what the clock's owner does next.
  bool covers(Sid sid, Epoch epoch) const { return epoch <= of(sid); }

  /// From now on the clock knows `sid` up to `epoch`.
  void raise(Sid sid, Epoch epoch) {
    std::atomic<std::uint64_t>& seen = seen_[index(sid)];
    const auto wanted = static_cast<std::uint64_t>(epoch);
    std::uint64_t known = seen.load(std::memory_order_acquire);
    while (known < wanted && !seen.compare_exchange_weak(known, wanted, std::memory_order_acq_rel)) {
    }
  }

  /// Learns all that `other` knows of the slots below `width`; no higher slot has been used.
  void join(const VectorClock& other, unsigned width) {
    for (unsigned i = 0; i < width; ++i) raise(Sid{static_cast<std::uint8_t>(i)}, other.of(Sid{static_cast<std::uint8_t>(i)}));
  }

 private:
  std::atomic<std::uint64_t> seen_[kMaxProcesses];
};

}  // namespace race
