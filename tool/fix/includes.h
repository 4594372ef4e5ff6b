// Where an #include belongs in a file.
//
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tool/finding.h"

namespace check {

/// The edit that includes `header` ("<mutex>"), in its place among the others; nothing if the file includes it.
std::optional<Edit> inclusion(const std::string& file, std::string_view text, const std::string& header);

}  // namespace check
