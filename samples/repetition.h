// Runs a racy program until an update is lost: a race is a matter of luck, and one run shows little.
//
// Thread safety: one thread.
#pragma once

#include <functional>
#include <string>

#include "samples/finals.h"
#include "samples/program.h"

namespace samples {

constexpr int kMostRuns = 50;

struct Repetition {
  int runs = 0;
  Finals finals;
  int exit_code = 0;   ///< of the last run
  bool lost = false;   ///< the last run ended with another value than the right one
  std::string output;  ///< of the last run
  std::string errors;  ///< of the last run
};

/// Calls `run_once` until a run does not end with `right`, or does not exit with 0, or kMostRuns are over.
Repetition repeat_while_final(int right, const std::function<Ended()>& run_once);

/// What a learner reads about it: the last run's output, then the distribution of finals, then the last run's outcome.
std::string describe(const Repetition& repetition);

}  // namespace samples
