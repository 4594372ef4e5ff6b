// docs/performance.md: the table of a run, and what it was measured on.
#pragma once

#include <string>

#include "runtime/benchmarks/measured.h"

namespace mp::benchmarks {

/// Under `bazel run` the path is relative to where the user stands. Throws OSError.
void write_page(const std::string& path, const Measured& measured);

}  // namespace mp::benchmarks
