#include "samples/repetition.h"

#include <fmt/core.h>

#include <optional>

namespace samples {

Repetition repeat_while_final(int right, const std::function<Ended()>& run_once) {
  Repetition result;
  while (result.runs < kMostRuns && !result.lost && result.exit_code == 0) {
    ++result.runs;
    const Ended ended = run_once();
    const std::optional<int> final_value = final_of(ended.output);
    if (final_value) ++result.finals[*final_value];
    result.output = ended.output;
    result.lost = final_value && *final_value != right;
    result.exit_code = ended.exit_code;
    result.errors = ended.errors;
  }
  return result;
}

std::string describe(const Repetition& repetition) {
  std::string text = repetition.output;
  text += fmt::format("\nHow {} {} ended; the last one is shown above:\n{}", repetition.runs,
                      repetition.runs == 1 ? "run" : "runs", histogram(repetition.finals));
  if (repetition.exit_code != 0) {
    text += fmt::format("The last run exited with {}; so no more runs.\n", repetition.exit_code);
  } else if (repetition.lost) {
    text += fmt::format("An update was lost in run {}.\n", repetition.runs);
  } else {
    text +=
        "No update was lost this time. The race is there all the same: try again, or let racecheck or the sanitizer find it.\n";
  }
  return text;
}

}  // namespace samples
