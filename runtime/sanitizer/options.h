// What RACELAB_OPTIONS says, in the manner of TSAN_OPTIONS: "key=value:key=value".
//
//   log_path=FILE      reports between processes are added to FILE instead of stderr, one file for the whole family
//                      (no colon in its name); when the first process ends it writes the line
//                      "racelab: total process_races=N thread_reports=M", also for N = M = 0
//   exitcode=N         how the first process ends when there was a report; 66 by default, 0: its own way
//   halt_on_error=1    who finds a race ends at once after its report, with that code; 0 by default
//   max_reports=N      further races are counted and not told; by default all are told
//   suppressions=FILE  races that are not reported (suppressions.h)
//   format=json        a report is one line, an object of JSON (json_report.h); text by default
#pragma once

#include <cstdint>
#include <string_view>

namespace race {

inline constexpr int kDefaultExitCode = 66;

enum class ReportFormat { kText, kJson };

struct Options {
  std::string_view log_path;  ///< empty: stderr
  int exit_code = kDefaultExitCode;
  bool halt_on_error = false;
  std::uint32_t max_reports = UINT32_MAX;
  std::string_view suppressions;  ///< empty: there is no such file
  ReportFormat format = ReportFormat::kText;
};

struct ParsedOptions {
  Options options;
  std::string_view wrong;   ///< the part that is not understood; empty: all is well
  std::string_view reason;  ///< what is wrong with it, as the end of a sentence
};

/// Stops at the first part that is wrong. The results point into `text`.
ParsedOptions parse_options(std::string_view text);

/// The value of an environment variable, empty when there is none. Does not call libc, and works before libc is ready.
std::string_view environment(std::string_view name);

}  // namespace race
