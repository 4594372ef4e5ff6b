// A program with one of its locks, joins or waits taken away or changed: what a tired programmer might have written.
//
// Thread safety: pure.
// Invariant: a mutant's lines are the program's lines, so that a finding in it has the place that it would have there.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tests/checker/mutation/lock_uses.h"

namespace checker {

struct Mutant {
  std::string change;  ///< "no lock", "own lock": the name of what was done
  unsigned line = 0;   ///< where
  std::string text;    ///< of the whole file
};

/// All mutants of the file whose text and uses these are. `is_c` tells its language.
std::vector<Mutant> mutants_of(const std::string& text, std::span<const LockUse> uses, bool is_c);

}  // namespace checker
