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
std::optional<ProgramFindings> races_in(const std::vector<UnitSummary>& units, std::string& problem) {
  const auto work = [&](std::size_t) {
    ProgramFindings found;
    found.findings = find_races(units, nullptr, &found.is_cut_short);
    return bytes_of(found);
  };
  const std::vector<Piece> pieces = do_in_children(1, {}, work, [] {});
  std::optional<ProgramFindings> found;
  if (pieces.front().end == PieceEnd::kDone) found = findings_in(pieces.front().answer);
  if (!found) problem = fmt::format("internal bug: a crash while the files were put together ({})", pieces.front().answer);
  return found;
}

}  // namespace

Analysis analyse(Units units, CacheFolder* cache) {
  Analysis analysis{{}, std::move(units.files), std::move(units.not_analysed), units.does_not_parse};
  std::optional<ProgramCache> program;
  if (cache != nullptr) program.emplace(*cache, units.summaries);
  std::optional<ProgramFindings> found = program ? program->find() : std::nullopt;
  if (!found) {
    std::string problem;
    found = races_in(units.summaries, problem);
    if (found && program) program->keep(*found);
    if (!found) {
      analysis.analysed.clear();
      analysis.not_analysed.push_back(std::move(problem));
    }
  }
  if (found) {
    analysis.findings = std::move(found->findings);
    analysis.is_cut_short = found->is_cut_short;
  }
  return analysis;
}

}  // namespace check
