#include "samples/figures.h"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace samples {

Spread spread_of(std::vector<double> figures) {
  std::ranges::sort(figures);
  const std::size_t half = figures.size() / 2;
  const double median = figures.size() % 2 == 1 ? figures[half] : (figures[half - 1] + figures[half]) / 2;
  return {figures.front(), median, figures.back()};
}

std::string_view name_of(Build build) {
  switch (build) {
    case Build::kPlain:
      return "plain";
    case Build::kTsan:
      return "tsan";
    case Build::kProcsan:
      return "procsan";
  }
  throw std::invalid_argument("internal bug: a build without a name");
}

BuildFigures figures_of(std::string program, Build build, std::span<const RunRecord> runs) {
  BuildFigures figures;
  figures.program = std::move(program);
  figures.build = build;
  figures.runs = static_cast<int>(runs.size());
  std::vector<double> wall, cpu;
  for (const RunRecord& run : runs) {
    if (run.final_value) {
      ++figures.finals[*run.final_value];
      if (*run.final_value < kRightFinal) ++figures.runs_with_lost_update;
      figures.missing += kRightFinal - *run.final_value;
    }
    ++figures.exit_codes[run.exit_code];
    if (run.race_reports) ++figures.runs_watched;
    figures.race_reports += run.race_reports.value_or(0);
    if (run.race_reports.value_or(0) > 0) ++figures.runs_with_report;
    wall.push_back(run.wall_seconds);
    cpu.push_back(run.cpu_seconds);
  }
  figures.wall_seconds = spread_of(std::move(wall));
  figures.cpu_seconds = spread_of(std::move(cpu));
  return figures;
}

const BuildFigures& Comparison::plain_of(const BuildFigures& build) const {
  const auto plain = std::ranges::find_if(
      builds, [&](const BuildFigures& other) { return other.program == build.program && !other.sanitized(); });
  if (plain == builds.end()) throw std::invalid_argument(fmt::format("no plain build of {} was measured", build.program));
  return *plain;
}

namespace {

bool all_runs(const std::map<int, int>& distribution, int value, int runs) {
  const auto found = distribution.find(value);
  return found != distribution.end() && found->second == runs;
}

void check_build(const BuildFigures& build, std::vector<std::string>& wrong) {
  const bool racy = build.program == "race";
  const std::string name = fmt::format("{} {}", name_of(build.build), build.program);
  if (runs_of(build.finals) != build.runs) wrong.push_back(fmt::format("{}: a run did not get to its end", name));
  if (!racy && !all_runs(build.finals, kRightFinal, build.runs)) {
    wrong.push_back(fmt::format("{}: a run did not end with {}, although a lock guards the value", name, kRightFinal));
  }
  for (const auto& [value, times] : build.finals) {
    if (value < kLowestFinal || value > kRightFinal) {
      wrong.push_back(fmt::format("{}: a run ended with {}, which no order of the steps gives", name, value));
    }
  }
  const int exit_code = racy && build.sanitized() ? kRaceExitCode : 0;
  if (!all_runs(build.exit_codes, exit_code, build.runs)) {
    wrong.push_back(fmt::format("{}: a run did not exit with {}", name, exit_code));
  }
  if (build.runs_watched != (build.sanitized() ? build.runs : 0)) {
    wrong.push_back(fmt::format("{}: a sanitizer looked for races in {} of {} runs", name, build.runs_watched, build.runs));
  }
  const int reports = racy && build.sanitized() ? build.runs : 0;
  if (build.runs_with_report != reports) {
    wrong.push_back(fmt::format("{}: a race was reported in {} of {} runs", name, build.runs_with_report, build.runs));
  }
}

}  // namespace

std::vector<std::string> contradictions(const Comparison& comparison) {
  std::vector<std::string> wrong;
  for (const BuildFigures& build : comparison.builds) check_build(build, wrong);
  return wrong;
}

}  // namespace samples
