// Findings as a JUnit test report, for build servers.
//
// A file that was analysed and a check that was on are one test case: its class name is the file, its name is the check. It fails
// with all findings of that check whose first access is in that file. What could not be checked is a test case with an error.
// Thread safety: pure, but for the SourceText.
#pragma once

#include <span>
#include <string>

#include "tool/finding.h"
#include "tool/output/run_report.h"
#include "tool/source_text.h"

namespace check {

/// A whole XML document in UTF-8. Characters that XML forbids are replaced.
std::string junit_output(std::span<const Finding> findings, const RunReport& run, SourceText& source);

}  // namespace check
