// Reports races between processes, each once for the whole family: as text (text_report.h) or as JSON (json_report.h).
//
// Thread and process safety: one report at a time in the family, under its report lock; a report is written in one piece.
// Kill safety: who dies while reporting leaves the lock, and the race, to the next one who sees it, or to report_left_over().
// Killed right behind its last byte, a report is repeated: rather that than one which nobody reads.
// No allocation of ours, no exceptions; the scratch memory is the family's.
//
// Invariant: a race is reported once for each unordered pair of source lines. Their stacks are compared first,
// since names are dear; the same lines can stand in many stacks.
#pragma once

#include <cstdint>
#include <string_view>

#include "runtime/sanitizer/detector/detector.h"
#include "runtime/sanitizer/options.h"
#include "runtime/sanitizer/report/suppressions.h"
#include "runtime/sanitizer/symbols/symbolizer.h"

namespace race {

/// Where reports go, and which. Private to the process, and alike in the whole family.
struct ReportSettings {
  const char* log_path;             ///< absolute; nullptr: stderr
  std::string_view workspace = {};  ///< where relative source paths may be found; may be empty
  ReportFormat format = ReportFormat::kText;
  std::uint32_t max_reports = UINT32_MAX;
  Suppressions suppressions = {};
};

/// True: it is a new one, and nobody has suppressed it.
bool report_race(Family& family, const Race& race, const ReportSettings& settings, Symbolizer& symbolizer);

/// The races whose reporters were killed.
void report_left_over(Family& family, const ReportSettings& settings, Symbolizer& symbolizer);

/// What the whole run has found, as its last line; only to the log when there was nothing.
void report_total(Family& family, const ReportSettings& settings);

/// To the log or to stderr.
void write_report(std::string_view text, const ReportSettings& settings);

}  // namespace race
