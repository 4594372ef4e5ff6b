// A finding's name that survives edits elsewhere in the file: made of rule, functions and normalised line text, never of line
// numbers. Two findings with the same rule, the same functions and the same text of both lines share one.
#pragma once

#include <string>

#include "tool/finding.h"
#include "tool/source_text.h"

namespace check {

/// 16 hexadecimal digits. The same for a finding and for the one with its two accesses swapped.
std::string fingerprint(const Finding& finding, SourceText& source);

}  // namespace check
