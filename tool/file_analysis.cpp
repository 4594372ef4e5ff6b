#include "tool/file_analysis.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "tool/analysis.h"
#include "tool/console.h"
#include "tool/frontend.h"

namespace check {
namespace {

/// Parses and summarises every file; files that cannot be are named in `analysis`.
std::vector<UnitSummary> summaries_of(const std::vector<CompileCommand>& commands, unsigned jobs, Analysis& analysis) {
  std::vector<UnitSummary> summaries(commands.size());
  const auto on_parsed = [&summaries](std::size_t index, clang::ASTContext& context) { summaries[index] = summarize(context); };
  const std::vector<UnitOutcome> outcomes = parse_all(commands, jobs, wants_colour(STDERR_FILENO), on_parsed);
  std::vector<UnitSummary> good;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    fmt::print(stderr, "{}", outcomes[i].messages);
    switch (outcomes[i].status) {
      case UnitStatus::kParsed:
        good.push_back(std::move(summaries[i]));
        analysis.analysed.push_back(commands[i].file.string());
        break;
      case UnitStatus::kDoesNotParse:
        analysis.does_not_parse = true;
        analysis.not_analysed.push_back(fmt::format("'{}' does not parse", commands[i].shown));
        break;
      case UnitStatus::kCrashed:
        analysis.not_analysed.push_back(fmt::format("internal bug: a crash while '{}' was analysed", commands[i].shown));
        break;
    }
  }
  return good;
}

}  // namespace

Analysis analyse(const CompileCommands& commands, unsigned jobs) {
  Analysis analysis;
  analysis.not_analysed = commands.problems;
  const std::vector<UnitSummary> units = summaries_of(commands.commands, jobs, analysis);
  if (!survives([&] { analysis.findings = find_races(units); })) {
    analysis.findings.clear();
    analysis.analysed.clear();
    analysis.not_analysed.emplace_back("internal bug: a crash while the files were put together");
  }
  return analysis;
}

}  // namespace check
