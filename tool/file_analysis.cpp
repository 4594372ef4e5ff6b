#include "tool/file_analysis.h"

#include <fmt/core.h>

#include <optional>
#include <string>
#include <utility>

#include "tool/children.h"
#include "tool/program/find_races.h"
#include "tool/store/finding_list.h"
#include "tool/store/program_cache.h"

namespace check {
namespace {

/// What find_races() answers, which it is asked in a process of its own; nothing when that ended without an answer.
std::optional<std::vector<Finding>> races_in(const std::vector<UnitSummary>& units, std::string& problem) {
  const auto work = [&](std::size_t) { return bytes_of(find_races(units)); };
  const std::vector<Piece> pieces = do_in_children(1, {}, work, [] {});
  std::optional<std::vector<Finding>> findings;
  if (pieces.front().end == PieceEnd::kDone) findings = findings_in(pieces.front().answer);
  if (!findings) problem = fmt::format("internal bug: a crash while the files were put together ({})", pieces.front().answer);
  return findings;
}

}  // namespace

Analysis analyse(Units units, CacheFolder* cache) {
  Analysis analysis{{}, std::move(units.files), std::move(units.not_analysed), units.does_not_parse};
  std::optional<ProgramCache> program;
  if (cache != nullptr) program.emplace(*cache, units.summaries);
  std::optional<std::vector<Finding>> findings = program ? program->find() : std::nullopt;
  if (!findings) {
    std::string problem;
    findings = races_in(units.summaries, problem);
    if (findings && program) program->keep(*findings);
    if (!findings) {
      analysis.analysed.clear();
      analysis.not_analysed.push_back(std::move(problem));
    }
  }
  if (findings) analysis.findings = *std::move(findings);
  return analysis;
}

}  // namespace check
