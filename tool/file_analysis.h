// Analyses the files of one run as one program: parses and summarises each, and finds the races of all.
//
// A file that cannot be analysed costs itself alone. Thread safety: one run at a time, as the frontend demands.
#pragma once

#include <string>
#include <vector>

#include "tool/compile_command.h"
#include "tool/finding.h"

namespace check {

/// What became of the files.
struct Analysis {
  std::vector<Finding> findings;
  std::vector<std::string> analysed;      ///< absolute
  std::vector<std::string> not_analysed;  ///< a sentence each
  bool does_not_parse = false;            ///< one of the sentences is about errors that the compiler found
};

/// Parses `jobs` files at the same time. What the compiler says goes to standard error.
Analysis analyse(const CompileCommands& commands, unsigned jobs);

}  // namespace check
