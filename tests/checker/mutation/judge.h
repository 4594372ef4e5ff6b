// Makes the mutants of the clean programs, and lets racecheck's analysis judge them, in this process: a program of each mutant
// would cost more than all the rest.
//
// Thread safety: one call at a time, as check::parse_all.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "tests/checker/mutation/mutants.h"
#include "tests/checker/program.h"

namespace checker {

enum class Verdict {
  kFound,           ///< a data race is reported that the program itself has not
  kMissed,          ///< none is
  kDoesNotCompile,  ///< it is no program
  kCrashed,         ///< racecheck itself
};

struct JudgedMutant {
  const Program* program = nullptr;
  std::string file;  ///< the one that was changed, relative to the workspace
  Mutant mutant;
  Verdict verdict = Verdict::kCrashed;
  std::string said;  ///< what the compiler said, or the findings
};

/// Every mutant of the programs, which must be clean. REQUIRES: the working folder is the workspace's.
/// Throws std::runtime_error when a program does not compile.
std::vector<JudgedMutant> judge_mutants(const std::vector<Program>& programs);

}  // namespace checker
