// Findings as text, in the format of Clang's diagnostics, which editors and people already read.
//
// One finding is one warning and its notes: each access with its locks, the way from its thread's start to it, and why the two
// may run in parallel. A note that stands at the line shown just before does not show it again, and the last shows none.
#pragma once

#include <span>
#include <string>

#include "tool/finding.h"
#include "tool/source_text.h"

namespace check {

enum class Colour { kNever, kAlways };

/// All findings, in the order given; empty when there are none.
std::string text_output(std::span<const Finding> findings, SourceText& source, Colour colour);

}  // namespace check
