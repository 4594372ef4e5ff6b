// Sifts what the analysis found: which findings are to be told, which their source asks to spare, and which the baseline knows.
//
// Thread safety: none; one thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tool/checks/selection.h"
#include "tool/finding.h"
#include "tool/note.h"
#include "tool/source_text.h"
#include "tool/suppress/baseline.h"

namespace check {

inline constexpr const char* kOutdatedBaseline = "racelab-outdated-baseline";

struct Sifted {
  std::vector<Finding> findings;  ///< to be told
  std::size_t spared = 0;         ///< by a NOLINT in the source
  std::size_t known = 0;          ///< from the baseline
  std::vector<Note> notes;        ///< on suppressions and entries of the baseline that are of no use
};

/// What a run looked at.
struct Scope {
  std::vector<std::string> analysed;  ///< files
  bool is_complete = true;            ///< false when a file could not be analysed: then nothing is called unused
};

/// Findings of checks that are off are left out and not counted.
Sifted sift(const std::vector<Finding>& findings, const Scope& scope, const Selection& selection, SourceText& source);

/// Takes what `baseline` knows out of `sifted`. `shown` is how the user names the baseline's file.
void take_known(Sifted& sifted, Baseline baseline, const Scope& scope, const Selection& selection, const std::string& shown,
                SourceText& source);

}  // namespace check
