// Which racecheck this is: two programs with one identity make the same summary of the same source.
//
// Thread safety: pure, but for reading the program's own file.
#pragma once

#include <string>
#include <string_view>

namespace check {

/// One word: a digest of the program's own file, of the full version of the Clang library that it runs with, and of `settings`,
/// all else that its summaries depend on.
std::string identity_of_racecheck(std::string_view settings = "");

}  // namespace check
