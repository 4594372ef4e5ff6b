// Which statements are to be put under the lock, and the edits that do it.
//
// The smallest statement around an access is guarded. Where the value that is read decides what is written (a check and then an
// act, a read and a write on two lines), one guard is held from the first to the last. A loop that waits for others is never run
// under the lock: its condition takes it anew in each round.
//
// Thread safety: none.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tool/finding.h"
#include "tool/fix/holding.h"
#include "tool/fix/taking.h"
#include "tool/fix/uses.h"

namespace check {

struct GuardedUse {
  const Use* use = nullptr;
  TakenLock lock;
};

struct Guards {
  std::vector<Edit> edits;
  std::string problem;  ///< why the accesses cannot be guarded; empty when they can
};

/// Guards all `uses`, each with its lock. REQUIRES: each was found in its tree.
Guards guard_all(std::span<const GuardedUse> uses, const Holding& holding);

}  // namespace check
