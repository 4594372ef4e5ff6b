// Runs the real racecheck, and tells the lines that it reports.
#pragma once

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "tests/checker/program.h"
#include "tests/command/command.h"

namespace checker {

/// Where racecheck is among the test's files.
std::string racecheck_path();

/// Runs racecheck with `arguments` in `folder`; the test's own folder, the workspace, when it is empty.
command::Outcome run_racecheck(const std::vector<std::string>& arguments, const std::string& folder = "",
                               std::chrono::seconds limit = std::chrono::seconds(120));

/// What racecheck says about a program.
struct Reported {
  int exit_code = -1;
  std::set<std::string> rules;
  std::set<Line> lines;  ///< of both accesses of every finding
  std::string findings;  ///< their messages, for a failing test to show
  std::string errors;    ///< what racecheck said about the run
};

/// With the program's check turned on beside those that are on by default. `flags` are the compiler's. May be called from several
/// threads. Throws std::runtime_error when racecheck does not write SARIF.
Reported report_on(const Program& program, const std::vector<std::string>& flags = {});

}  // namespace checker
