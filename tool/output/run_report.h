// What the formats for programs tell about the run, besides its findings.
//
// Thread safety: a value type.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tool/note.h"

namespace check {

struct RunReport {
  std::string_view version = {};               ///< of racecheck
  int exit_code = 0;                           ///< what the process will end with
  std::vector<std::string> analysed = {};      ///< the files that were, absolute
  std::vector<std::string> not_analysed = {};  ///< one sentence for each file that could not be checked
  std::vector<std::string_view> checks = {};   ///< ids of those that were on
  std::size_t spared = 0;                      ///< findings that their source asks to be spared
  std::size_t known = 0;                       ///< findings that the baseline knows
  std::vector<Note> notes = {};                ///< on how racecheck is used; standard error tells them, too
};

}  // namespace check
