// Tries edits on the program without touching its files.
//
// Thread safety: one trial at a time.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tool/analysis.h"
#include "tool/finding.h"
#include "tool/fix/edits.h"
#include "tool/fix/fix.h"

namespace check {

class Trial {
 public:
  Trial(const Sources& sources, std::span<const Finding> findings, const std::string& folder);

  /// The summaries of the program as it is.
  const std::vector<UnitSummary>& units() const { return units_; }

  /// Whether the program still compiles with the edits, has none of the `mended` findings, and no trouble that it did not have
  /// before; else why not. A lock that is `recursive` may be taken again by who has it.
  std::string objection(const std::vector<Edit>& edits, const std::vector<const Finding*>& mended, bool recursive);

 private:
  struct Result {
    std::size_t broken = 0;  ///< units that do not compile, or crash
    std::vector<UnitSummary> units;
    std::vector<Finding> findings;
    LockTrouble trouble;
  };
  Result analyse(const FileTexts& texts) const;

  const Sources& sources_;
  std::multimap<std::string, std::string> opened_as_;  ///< by canonical path: how the compiler opens the file
  std::map<std::string, int> before_;                  ///< by what a finding is about: how many there are
  LockTrouble trouble_before_;
  std::size_t broken_before_ = 0;
  std::vector<UnitSummary> units_;
};

}  // namespace check
