// The figures of `bazel run samples:compare`: what many runs of the racy and of the locked program showed,
// plain and sanitized.
// Data and arithmetic only; they are taken by measurement.h, and written by comparison_table.h and comparison_json.h.
//
// Thread and process safety: plain data.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "samples/finals.h"

namespace samples {

/// What one run showed.
struct RunRecord {
  std::optional<int> final_value;   ///< nothing: the program did not get to its end
  std::optional<int> race_reports;  ///< nothing: the program was not built to look for races
  int exit_code = 0;
  double wall_seconds = 0;
  double cpu_seconds = 0;
};

struct Spread {
  double min = 0;
  double median = 0;
  double max = 0;
};

/// REQUIRES: not empty.
Spread spread_of(std::vector<double> figures);

/// How a program was built: without a sanitizer, or as --config=tsan or --config=procsan do.
enum class Build { kPlain, kTsan, kProcsan };

/// "plain", "tsan", "procsan"
std::string_view name_of(Build build);

/// What all runs of one build of one program showed.
struct BuildFigures {
  std::string program;  ///< "race" or "locked"
  Build build = Build::kPlain;
  int runs = 0;
  Finals finals;
  std::map<int, int> exit_codes;  ///< exit code -> runs
  int runs_with_lost_update = 0;  ///< runs that ended with less than kRightFinal
  int missing = 0;                ///< what all runs together end below kRightFinal
  int runs_watched = 0;           ///< runs in which a sanitizer looked for races
  int race_reports = 0;
  int runs_with_report = 0;
  Spread wall_seconds;
  Spread cpu_seconds;

  bool sanitized() const { return build != Build::kPlain; }
};

constexpr int kRightFinal = 20;    ///< five times 1 and five times 3
constexpr int kLowestFinal = 4;    ///< the worst of all interleavings
constexpr int kRaceExitCode = 66;  ///< how a sanitized program ends after a race report

/// REQUIRES: not empty.
BuildFigures figures_of(std::string program, Build build, std::span<const RunRecord> runs);

struct Comparison {
  std::vector<BuildFigures> builds;  ///< for each program its plain build, then its sanitized ones

  /// The plain build of the same program: what the times of `build` are compared with.
  const BuildFigures& plain_of(const BuildFigures& build) const;
};

/// Sentences that tell what contradicts the story "the race is caught in every sanitized run, and the lock ends it"; none when
/// it holds. Whether the plain racy program lost an update is luck, and so no part of it.
std::vector<std::string> contradictions(const Comparison& comparison);

}  // namespace samples
