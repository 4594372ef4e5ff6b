// Takes the figures of `bazel run samples:compare`: runs the programs and notes what each run showed.
//
// The builds take turns, so that whatever else the machine does falls on all of them alike.
// Thread safety: one thread. Throws what program.h throws.
#pragma once

#include <optional>
#include <string_view>

#include "samples/figures.h"
#include "samples/program.h"

namespace samples {

/// Runs each of the six builds `runs` times. REQUIRES: runs > 0.
Comparison measure(const Programs& programs, int runs);

/// What the sanitizer's log counts: races between processes, and what ThreadSanitizer reports of threads. Nothing when the log is
/// incomplete, as that of a program without a sanitizer.
std::optional<int> race_reports_in(std::string_view log);

}  // namespace samples
