// The finals of many runs: the value that a program of section 6 ends with, read from its line "final: 17", and how often each
// was seen.
//
// Thread and process safety: plain data.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace samples {

/// Final value -> the number of runs that ended with it.
using Finals = std::map<int, int>;

/// Nothing when the output has no such line: the program did not get to its end.
std::optional<int> final_of(std::string_view output);

/// The number of runs in `finals`.
int runs_of(const Finals& finals);

/// One line for each final, with a bar whose length is its number of runs; at most `width` characters of bar.
std::string histogram(const Finals& finals, int width = 50);

}  // namespace samples
