// The findings that a project knows and does not want to hear of again, kept in a file: a baseline.
//
// A finding is known when the baseline has one with the same rule, functions and normalised line text (see fingerprint.h); line
// numbers do not count. Each entry covers one finding: a second finding with the same identity is new. The file is JSON with one
// entry for each finding, sorted, so that version control shows what came and went. Thread safety: a value type; none for the
// same object.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "tool/checks/selection.h"
#include "tool/finding.h"
#include "tool/fingerprint.h"
#include "tool/source_text.h"

namespace check {

class Baseline {
 public:
  /// One entry for each finding.
  static Baseline of(const std::vector<Finding>& findings, SourceText& source);

  /// From the text of a file; otherwise a sentence's part that says what is wrong with it.
  static std::variant<Baseline, std::string> parse(const std::string& text);

  /// Whether an entry covers the finding; that entry covers no other.
  bool takes(const Finding& finding, SourceText& source);

  /// What no finding took so far.
  const std::multimap<Identity, std::string>& left() const { return entries_; }

  /// Adds the entries of `older` whose checks are off: nobody has looked whether they still occur.
  void keep_entries_of_other_checks(const Baseline& older, const Selection& selection);

  std::string text() const;

 private:
  std::multimap<Identity, std::string> entries_;  // to the file of the first access, as it is shown
};

}  // namespace check
