#include "tool/file_analysis.h"

#include <optional>
#include <utility>

#include "tool/frontend.h"
#include "tool/program/find_races.h"
#include "tool/store/program_cache.h"

namespace check {
namespace {

/// What find_races() answers, or answered in an earlier run.
std::vector<Finding> findings_in(const std::vector<UnitSummary>& units, CacheFolder* cache) {
  if (cache == nullptr) return find_races(units);
  ProgramCache program(*cache, units);
  if (std::optional<std::vector<Finding>> known = program.find()) return *std::move(known);
  std::vector<Finding> findings = find_races(units);
  program.keep(findings);
  return findings;
}

}  // namespace

Analysis analyse(Units units, CacheFolder* cache) {
  Analysis analysis{{}, std::move(units.files), std::move(units.not_analysed), units.does_not_parse};
  if (!survives([&] { analysis.findings = findings_in(units.summaries, cache); })) {
    analysis.findings.clear();
    analysis.analysed.clear();
    analysis.not_analysed.emplace_back("internal bug: a crash while the files were put together");
  }
  return analysis;
}

}  // namespace check
