// Builds a program with ThreadSanitizer, runs it, and tells the lines at which races were reported.
#pragma once

#include <set>
#include <string>

#include "tests/checker/program.h"

namespace checker {

/// Compiles and links the program; returns the path of the executable. Throws std::runtime_error with the compiler's words.
std::string build_with_tsan(const Program& program);

struct TsanRun {
  bool raced = false;
  bool inverted = false;  ///< it took two locks in both orders
  bool hung = false;      ///< it did not end
  std::set<Line> lines;   ///< for each access that a report shows, its innermost line in the program's own files
  int exit_code = -1;
  std::string report;
};

TsanRun run_with_tsan(const std::string& executable, const Program& program);

}  // namespace checker
