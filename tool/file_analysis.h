// Analyses the units of one run as one program.
//
// Thread safety: called from the main thread, when there is no other.
#pragma once

#include <string>
#include <vector>

#include "tool/finding.h"
#include "tool/store/cache_folder.h"
#include "tool/units.h"

namespace check {

/// What became of the files.
struct Analysis {
  std::vector<Finding> findings;
  std::vector<std::string> analysed;      ///< absolute
  std::vector<std::string> not_analysed;  ///< a sentence each
  bool does_not_parse = false;            ///< one of the sentences is about errors that the compiler found
  bool is_cut_short = false;              ///< the program is too large to be followed to its end
};

/// What was found in the program of these units, or was found in an earlier run that `cache` knows; it may be null.
Analysis analyse(Units units, CacheFolder* cache);

}  // namespace check
