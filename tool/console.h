// What racecheck says about its run on standard error, a line each, and when colour is welcome.
//
// Thread safety: each function may be called from any thread; lines do not mix.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace check {

/// Prints "racecheck: <sentence>".
void say(std::string_view sentence);

/// "1 file", "2 files".
std::string counted(std::size_t count, std::string_view noun);

/// Whether escape sequences for colours are welcome at `descriptor`: on a terminal that is not dumb, unless the variable NO_COLOR
/// says otherwise (https://no-color.org).
bool wants_colour(int descriptor);

}  // namespace check
