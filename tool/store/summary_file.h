// The summary of a unit as the content of a file, so that it outlives the run that made it.
//
// Thread safety: pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tool/unit_summary.h"

namespace check {

/// `writer` is identity_of_racecheck().
std::string file_of(const UnitSummary& unit, std::string_view writer);

/// What file_of() wrote; or nothing, and `problem` says why. A damaged or foreign file is such a problem, never a crash.
std::optional<UnitSummary> unit_of(std::string_view file, std::string_view writer, std::string& problem);

}  // namespace check
