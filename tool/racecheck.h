// One run of the command: from the options to the exit code.
//
// Findings go to standard output or into a file; everything about the run itself goes to standard error, where each line starts
// with "racecheck: ". Thread safety: called once, from main.
#pragma once

#include <filesystem>
#include <string>

#include "tool/options.h"

namespace check {

enum class ExitCode {
  kClean = 0,
  kFindings = 1,
  kNotChecked = 2,  ///< wins over kFindings: something that was asked for could not be checked
};

/// Where the command was called, and how it is called again.
struct Invocation {
  std::string argv0;
  std::filesystem::path folder;  ///< the user's working folder; also that of this process
  std::string command;           ///< what the user types to call it: "racecheck", "bazel run //tool --"
};

ExitCode run_racecheck(const Options& options, const Invocation& invocation);

/// Prints `sentence` as an error, and what to type next.
ExitCode refuse(const std::string& sentence, const Invocation& invocation);

/// "racecheck 0.1.0 (parses with Clang 19.1.7)".
std::string version_text();

}  // namespace check
