// What the formats for programs tell about the run, besides its findings.
//
// Thread safety: a value type.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace check {

struct RunReport {
  std::string_view version;               ///< of racecheck
  int exit_code = 0;                      ///< what the process will end with
  std::vector<std::string> analysed;      ///< the files that were, absolute
  std::vector<std::string> not_analysed;  ///< one sentence for each file that could not be checked
  std::vector<std::string_view> checks;   ///< ids of those that were on
};

}  // namespace check
