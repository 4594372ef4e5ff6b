// Takes away the findings that their source asks to be spared (see directive.h), and tells which requests are of no use.
//
// A finding is spared when a directive stands at the line of either of its accesses. A directive is racecheck's own when a glob
// of its list begins with "racelab"; only of those it is told that they spare nothing, lack a reason or have no other end. Thread
// safety: none; one thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tool/checks/selection.h"
#include "tool/finding.h"
#include "tool/note.h"
#include "tool/source_text.h"
#include "tool/suppress/directive.h"

namespace check {

inline constexpr const char* kUnusedSuppression = "racelab-unused-suppression";
inline constexpr const char* kSuppressionWithoutReason = "racelab-suppression-without-reason";
inline constexpr const char* kUnmatchedSuppression = "racelab-unmatched-suppression";

/// The directives of one file, and the lines that each speaks for.
class FileSuppressions {
 public:
  FileSuppressions(const std::string& file, const std::string& source);

  /// Whether `rule` is spared at `line`. Every directive that says so counts as used.
  bool spares(const std::string& rule, unsigned line);

  /// What is wrong with the directives after all findings were asked for. `unused`: whether a directive that spared nothing is
  /// to be told, if the checks it names are on.
  std::vector<Note> notes(const Selection& selection, bool unused) const;

 private:
  struct Region {
    Directive directive;
    unsigned first = 0;
    unsigned last = 0;           // lines, both inclusive
    std::set<std::string> used;  // rules that were spared
  };

  void open_and_close(const std::vector<Directive>& directives);
  void note_unused(const Region& region, const Selection& selection, std::vector<Note>& notes) const;

  std::vector<Region> regions_;
  std::vector<Directive> unmatched_;
};

/// All files of a run.
class Suppressions {
 public:
  explicit Suppressions(SourceText& source) : source_(source) {}

  bool spares(const Finding& finding);

  /// Sorted by place. `analysed`: files to look at even if no finding is there. See FileSuppressions::notes.
  std::vector<Note> notes(const std::vector<std::string>& analysed, const Selection& selection, bool unused);

 private:
  FileSuppressions& of(const std::string& name);

  SourceText& source_;
  std::map<std::string, FileSuppressions> files_;
};

}  // namespace check
