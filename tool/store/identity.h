// Which racecheck this is: two programs with one identity make the same summary of the same source.
//
// Thread safety: pure, but for reading the program's own file.
#pragma once

#include <string>

namespace check {

/// One word: a digest of the program's own file and of the full version of the Clang library that it runs with.
std::string identity_of_racecheck();

}  // namespace check
