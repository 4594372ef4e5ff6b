#include "tool/suppress/suppression.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "tool/checks/check.h"
#include "tool/checks/glob_list.h"

namespace check {
namespace {

constexpr std::string_view kOurs = "racelab";

/// The globs that name checks. As clang-tidy does, a list of what to spare ignores what it excludes.
std::vector<std::string> named_by(const Directive& directive) {
  if (!directive.checks) return {"*"};
  std::vector<std::string> patterns;
  const GlobList list(*directive.checks);
  for (const Glob& glob : list.globs()) {
    if (!glob.excludes) patterns.push_back(glob.pattern);
  }
  return patterns;
}

bool names(const Directive& directive, const std::string& rule) {
  return std::ranges::any_of(named_by(directive), [&rule](const std::string& glob) { return glob_matches(glob, rule); });
}

std::vector<std::string> our_globs(const Directive& directive) {
  std::vector<std::string> globs = named_by(directive);
  std::erase_if(globs, [](const std::string& glob) { return !glob.starts_with(kOurs); });
  return globs;
}

/// Whether this run could have found everything that `glob` names.
bool is_decided(const std::string& glob, const Selection& selection) {
  return std::ranges::all_of(all_checks(),
                             [&](const Check& check) { return !glob_matches(glob, check.id) || selection.is_on(check.id); });
}

bool names_a_check(const std::string& glob) {
  return std::ranges::any_of(all_checks(), [&glob](const Check& check) { return glob_matches(glob, check.id); });
}

}  // namespace

FileSuppressions::FileSuppressions(const std::string& file, const std::string& source) {
  std::vector<Directive> pairs;
  for (Directive& directive : directives_in(file, source)) {
    const unsigned line = directive.place.line + (directive.kind == DirectiveKind::kNextLine ? 1 : 0);
    if (directive.kind == DirectiveKind::kBegin || directive.kind == DirectiveKind::kEnd)
      pairs.push_back(std::move(directive));
    else
      regions_.push_back({std::move(directive), line, line, {}});
  }
  open_and_close(pairs);
}

/// An end closes the last begin with the same list that is still open.
void FileSuppressions::open_and_close(const std::vector<Directive>& directives) {
  std::vector<Directive> open;
  for (const Directive& directive : directives) {
    if (directive.kind == DirectiveKind::kBegin) {
      open.push_back(directive);
      continue;
    }
    const auto begin = std::find_if(open.rbegin(), open.rend(), [&](const Directive& d) { return d.checks == directive.checks; });
    if (begin == open.rend()) {
      unmatched_.push_back(directive);
      continue;
    }
    regions_.push_back({*begin, begin->place.line, directive.place.line, {}});
    open.erase(std::next(begin).base());
  }
  unmatched_.insert(unmatched_.end(), open.begin(), open.end());
}

bool FileSuppressions::spares(const std::string& rule, unsigned line) {
  bool spared = false;
  for (Region& region : regions_) {
    if (line < region.first || line > region.last || !names(region.directive, rule)) continue;
    region.used.insert(rule);
    spared = true;
  }
  return spared;
}

void FileSuppressions::note_unused(const Region& region, const Selection& selection, std::vector<Note>& notes) const {
  const Directive& directive = region.directive;
  for (const std::string& glob : our_globs(directive)) {
    const auto matches = [&glob](const std::string& rule) { return glob_matches(glob, rule); };
    if (std::ranges::any_of(region.used, matches)) continue;
    if (!names_a_check(glob)) {
      notes.push_back({kUnusedSuppression, directive.place, fmt::format("no check is called '{}': correct or remove it", glob)});
    } else if (is_decided(glob, selection)) {
      notes.push_back({kUnusedSuppression, directive.place,
                       fmt::format("'{}' spares no finding of {}: remove it", spelling(directive), glob)});
    }
  }
}

std::vector<Note> FileSuppressions::notes(const Selection& selection, bool unused) const {
  std::vector<Note> notes;
  for (const Region& region : regions_) {
    const Directive& directive = region.directive;
    if (unused) note_unused(region, selection, notes);
    if (!our_globs(directive).empty() && directive.reason.empty()) {
      notes.push_back({kSuppressionWithoutReason, directive.place,
                       fmt::format("'{}' gives no reason: write it behind, in the same comment", spelling(directive))});
    }
  }
  for (const Directive& directive : unmatched_) {
    if (our_globs(directive).empty()) continue;
    const bool is_begin = directive.kind == DirectiveKind::kBegin;
    notes.push_back({kUnmatchedSuppression, directive.place,
                     fmt::format("'{}' spares nothing: no {} with the same list {} it", spelling(directive),
                                 is_begin ? "NOLINTEND" : "NOLINTBEGIN", is_begin ? "follows" : "stands before")});
  }
  return notes;
}

FileSuppressions& Suppressions::of(const std::string& name) {
  const std::string file = source_.absolute(name);
  const auto known = files_.find(file);
  if (known != files_.end()) return known->second;
  return files_.emplace(file, FileSuppressions(file, source_.text(file))).first->second;
}

bool Suppressions::spares(const Finding& finding) {
  const bool at_first = of(finding.first.place.file).spares(finding.rule, finding.first.place.line);
  const bool at_second = finding.second && of(finding.second->place.file).spares(finding.rule, finding.second->place.line);
  return at_first || at_second;
}

std::vector<Note> Suppressions::notes(const std::vector<std::string>& analysed, const Selection& selection, bool unused) {
  for (const std::string& file : analysed) of(file);
  std::vector<Note> notes;
  for (const auto& [file, suppressions] : files_) {
    const std::vector<Note> more = suppressions.notes(selection, unused);
    notes.insert(notes.end(), more.begin(), more.end());
  }
  std::ranges::sort(notes, {}, [](const Note& note) { return std::tie(note.place, note.message); });
  return notes;
}

}  // namespace check
