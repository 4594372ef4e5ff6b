// Findings as bytes, and back.
//
// Thread safety: pure. Only the very program that wrote them reads them: numbers in them have no meaning of their own. Their
// fixes do not travel: they are looked for anew in each run that asks for them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tool/finding.h"

namespace check {

/// What was found in one program.
struct ProgramFindings {
  std::vector<Finding> findings;
  bool is_cut_short = false;  ///< the program is too large to be followed to its end: races may be missing
};

std::string bytes_of(const ProgramFindings& found);

/// Nothing when the bytes are something else.
std::optional<ProgramFindings> findings_in(std::string_view bytes);

}  // namespace check
