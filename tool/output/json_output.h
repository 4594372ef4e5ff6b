// Findings as JSON, for programs. The form is racecheck's own and is described in docs/racecheck.md.
//
// Thread safety: pure, but for the SourceText.
// Invariant: within one version of the form, what is there stays and keeps its meaning; only new keys are added.
#pragma once

#include <span>
#include <string>

#include "tool/finding.h"
#include "tool/output/run_report.h"
#include "tool/source_text.h"

namespace check {

/// Of the form, not of racecheck.
inline constexpr int kJsonVersion = 1;

/// A whole document, indented, with a newline at its end.
std::string json_output(std::span<const Finding> findings, const RunReport& run, SourceText& source);

}  // namespace check
