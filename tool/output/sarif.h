// Findings as SARIF 2.1.0 (OASIS standard), for code scanning services and editors.
//
// One run holds every check as a rule, with its page as help. A result has both accesses as code flows, each from its thread's
// start, and a fingerprint that survives edits elsewhere. Columns count Unicode code points. Files below the working folder are
// relative to the base SRCROOT, others are absolute.
#pragma once

#include <span>
#include <string>

#include "tool/finding.h"
#include "tool/output/run_report.h"
#include "tool/source_text.h"

namespace check {

/// A whole SARIF document, indented, with a newline at its end.
std::string sarif_output(std::span<const Finding> findings, const RunReport& run, SourceText& source);

}  // namespace check
