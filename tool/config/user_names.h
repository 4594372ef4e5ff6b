// The part of a configuration that says what the user's own functions mean.
//
// Thread safety: pure.
#pragma once

#include <nlohmann/json.hpp>

#include "tool/library_names.h"

namespace check {

/// From the value of "names". Throws ConfigProblem.
UserNames user_names_from(const nlohmann::ordered_json& json);

}  // namespace check
