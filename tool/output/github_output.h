// Findings as workflow commands, which GitHub shows as annotations of the changed files.
//
// One finding is one "::warning …" line (or "::notice …"), at its first access; what could not be checked is an "::error::" line.
// Thread safety: pure, but for the SourceText.
#pragma once

#include <span>
#include <string>

#include "tool/finding.h"
#include "tool/output/run_report.h"
#include "tool/source_text.h"

namespace check {

/// GitHub finds the files when `source` shows paths relative to the root of the repository.
std::string github_output(std::span<const Finding> findings, const RunReport& run, SourceText& source);

}  // namespace check
