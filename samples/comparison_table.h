// Writes the figures of a comparison as one table for people.
//
// Thread and process safety: pure function.
#pragma once

#include <string>

#include "samples/figures.h"

namespace samples {

/// The table, and below it whether the story holds.
std::string table_of(const Comparison& comparison);

}  // namespace samples
