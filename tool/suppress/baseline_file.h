// Where a baseline is kept between runs.
//
// Thread safety: pure, but for the file system. A file is replaced as a whole: whoever reads it sees the old one or the new one.
#pragma once

#include <filesystem>
#include <string>
#include <variant>

#include "tool/suppress/baseline.h"

namespace check {

/// The baseline in `path`, or one sentence that says what to do. `shown` is how the user names the file.
std::variant<Baseline, std::string> read_baseline(const std::filesystem::path& path, const std::string& shown);

/// Returns one sentence when it could not be written; empty when it was.
std::string write_baseline(const Baseline& baseline, const std::filesystem::path& path, const std::string& shown);

}  // namespace check
