// Writes the figures of a comparison as JSON, for programs and for pages.
//
// Thread and process safety: pure function.
#pragma once

#include <string>

#include "samples/figures.h"

namespace samples {

/// {"builds": [{"program": "race", "build": "plain", "sanitized": false, "runs": 10, "finals": {"20": 10}, ...}],
/// "story_holds": true, "contradictions": []}. Times are in seconds; keys of distributions are strings, as JSON wants it.
std::string json_of(const Comparison& comparison);

}  // namespace samples
