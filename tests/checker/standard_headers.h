// The headers of the standard library that the annotated programs include, parsed once instead of once for each program.
#pragma once

#include <string>
#include <vector>

#include "tests/checker/program.h"

namespace checker {

/// Compiles the headers with `flags` for C++ into a precompiled header in the test's own folder, and returns the flags that make
/// the compiler, or racecheck, use it; the flags that it is compiled with are among them.
/// Throws std::runtime_error with the compiler's words.
std::vector<std::string> precompile_standard_headers(std::vector<std::string> flags);

/// Whether all sources of the program are C++, so that they can use the precompiled headers.
bool is_cpp(const Program& program);

}  // namespace checker
