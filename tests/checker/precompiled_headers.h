// Headers that many scanned files include, parsed once instead of once for each of them.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/checker/program.h"

namespace checker {

/// Compiles `headers` ("<atomic>", as they stand in an #include) with `flags` for C++ into a precompiled header in the test's own
/// folder, and returns the flags that make the compiler, or racecheck, use it; the flags that it is compiled with are among them.
/// Throws std::runtime_error with the compiler's words.
std::vector<std::string> precompile(const std::set<std::string>& headers, std::vector<std::string> flags);

/// What the annotated programs include of the standard library.
std::vector<std::string> precompile_standard_headers(std::vector<std::string> flags);

/// The same and runtime/mp.h, which is a header of the system's kind here, as racecheck has it.
std::vector<std::string> precompile_runtime(std::vector<std::string> flags);

/// The headers that the file includes itself.
std::set<std::string> includes_of(const std::string& file);

/// Whether all sources of the program are C++, so that they can use the precompiled headers.
bool is_cpp(const Program& program);
/// Whether one of them includes runtime/mp.h.
bool includes_runtime(const Program& program);

}  // namespace checker
