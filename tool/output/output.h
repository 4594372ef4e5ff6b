// The door of this room: findings in any of the formats.
//
// Thread safety: pure, but for the SourceText.
#pragma once

#include <span>
#include <string>

#include "tool/finding.h"
#include "tool/output/format.h"
#include "tool/output/run_report.h"
#include "tool/output/text_output.h"
#include "tool/source_text.h"

namespace check {

/// Everything that is written for these findings. `colour` counts for text only.
std::string output_of(Format format, std::span<const Finding> findings, const RunReport& run, SourceText& source, Colour colour);

}  // namespace check
