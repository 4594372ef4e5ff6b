// Findings as bytes, and back.
//
// Thread safety: pure. Only the very program that wrote them reads them: numbers in them have no meaning of their own. Their
// fixes do not travel: they are looked for anew in each run that asks for them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tool/finding.h"

namespace check {

std::string bytes_of(const std::vector<Finding>& findings);

/// Nothing when the bytes are something else.
std::optional<std::vector<Finding>> findings_in(std::string_view bytes);

}  // namespace check
