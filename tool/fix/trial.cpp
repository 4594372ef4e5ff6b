#include "tool/fix/trial.h"

#include <fmt/core.h>

#include <algorithm>

#include "tool/fix/trees.h"
#include "tool/frontend.h"

namespace check {
namespace {

/// What a finding is about, without its lines, which an edit moves.
std::string subject_of(const Finding& finding) {
  const AccessReport second = finding.second.value_or(AccessReport{});
  return fmt::format("{}|{}|{}|{}|{}", finding.rule, finding.first.path, finding.first.place.function, second.path,
                     second.place.function);
}

std::map<std::string, int> counted(const std::vector<Finding>& findings) {
  std::map<std::string, int> counts;
  for (const Finding& finding : findings) ++counts[subject_of(finding)];
  return counts;
}

}  // namespace

Trial::Trial(const Sources& sources, std::span<const Finding> findings, const std::string& folder) : sources_(sources) {
  for (const CompileCommand& command : sources.commands)
    opened_as_.emplace(canonical_path(command.folder.string(), command.file.string()), command.file.string());
  for (const Finding& finding : findings) {
    for (const Place& place : {finding.first.place, finding.second.value_or(finding.first).place})
      opened_as_.emplace(canonical_path(folder, place.file), place.file);
  }
  Result now = analyse({});
  before_ = counted(now.findings);
  trouble_before_ = now.trouble;
  broken_before_ = now.broken;
  units_ = std::move(now.units);
}

Trial::Result Trial::analyse(const FileTexts& texts) const {
  FileTexts instead = texts;
  for (const auto& [file, text] : texts) {
    const auto [begin, end] = opened_as_.equal_range(file);
    for (auto name = begin; name != end; ++name) instead[name->second] = text;
  }
  Result result;
  std::vector<UnitSummary> summaries(sources_.commands.size());
  const auto on_parsed = [&](std::size_t index, clang::ASTContext& context) {
    summaries[index] = summarize(context, sources_.names);
  };
  const std::vector<UnitOutcome> outcomes =
      parse_all(sources_.commands, sources_.jobs, /*coloured=*/false, on_parsed, Reads::kForget, instead);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i].status == UnitStatus::kParsed)
      result.units.push_back(std::move(summaries[i]));
    else
      ++result.broken;
  }
  const bool survived = survives([&] { result.findings = find_races(result.units, &result.trouble); });
  if (!survived) ++result.broken;
  return result;
}

std::string Trial::objection(const std::vector<Edit>& edits, const std::vector<const Finding*>& mended, bool recursive) {
  const std::optional<FileTexts> texts = edited_files(edits);
  if (!texts) return "the edits reach into one another";
  const Result after = analyse(*texts);
  if (after.broken > broken_before_) return "the program would not compile";
  if (!recursive && after.trouble.taken_again > trouble_before_.taken_again)
    return "a thread would take a lock that it has already";
  if (after.trouble.in_circles > trouble_before_.in_circles) return "two locks would be taken in both orders";
  std::map<std::string, int> allowed = before_;
  for (const Finding* finding : mended) --allowed[subject_of(*finding)];
  for (const auto& [subject, count] : counted(after.findings)) {
    if (count > allowed[subject]) return "a race would remain";
  }
  return "";
}

}  // namespace check
