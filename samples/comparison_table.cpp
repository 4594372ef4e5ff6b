#include "samples/comparison_table.h"

#include <fmt/core.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <vector>

namespace samples {
namespace {

constexpr std::size_t kColumns = 10;
using Row = std::array<std::string, kColumns>;

const Row kHeader = {"program",    "build", "finals", "lost update in", "race reports",
                     "exit codes", "time",  "ratio",  "CPU time",       "ratio"};

/// "17 x1, 20 x9": a value and the number of runs that had it; just "20" when all runs agree.
std::string distribution(const std::map<int, int>& counts) {
  if (counts.empty()) return "none";
  if (counts.size() == 1) return fmt::format("{}", counts.begin()->first);
  std::vector<std::string> parts;
  parts.reserve(counts.size());
  for (const auto& [value, times] : counts) parts.push_back(fmt::format("{} x{}", value, times));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string time(const Spread& seconds) { return fmt::format("{:.3f} s", seconds.median); }

std::string ratio(const Spread& seconds, const Spread& plain) {
  return plain.median > 0 ? fmt::format("{:.2f}", seconds.median / plain.median) : "-";
}

std::string reports(const BuildFigures& build) {
  if (build.runs_watched == 0) return "nobody looks";
  return build.race_reports == 0 ? "0" : fmt::format("{} in {} runs", build.race_reports, build.runs_with_report);
}

Row row_of(const BuildFigures& build, const BuildFigures& plain) {
  return {build.program,
          std::string(name_of(build.build)),
          distribution(build.finals),
          fmt::format("{} of {} runs", build.runs_with_lost_update, build.runs),
          reports(build),
          distribution(build.exit_codes),
          time(build.wall_seconds),
          ratio(build.wall_seconds, plain.wall_seconds),
          time(build.cpu_seconds),
          ratio(build.cpu_seconds, plain.cpu_seconds)};
}

std::string aligned(const std::vector<Row>& rows) {
  std::array<std::size_t, kColumns> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Row& row : rows) {
    for (std::size_t i = 0; i + 1 < kColumns; ++i) text += fmt::format("{:<{}}", row[i], widths[i] + 2);
    text += row.back() + "\n";
  }
  return text;
}

}  // namespace

std::string table_of(const Comparison& comparison) {
  std::vector<Row> rows = {kHeader};
  for (const BuildFigures& build : comparison.builds) rows.push_back(row_of(build, comparison.plain_of(build)));
  std::string text = aligned(rows);
  text += "Times are medians; a ratio is the time divided by that of the plain build. Both programs mostly wait for the clock.\n";
  const std::vector<std::string> wrong = contradictions(comparison);
  if (wrong.empty()) {
    return text + "The story holds: the race is reported in every sanitized run, whatever the run ends with; the lock ends it.\n";
  }
  for (const std::string& sentence : wrong) text += fmt::format("The story does not hold. {}.\n", sentence);
  return text;
}

}  // namespace samples
