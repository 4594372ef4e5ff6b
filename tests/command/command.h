// Runs a program and waits for its end: what the tests of whole programs do.
//
// The program runs in a process group of its own, with /dev/null as its input. After `limit` the whole group is killed, so that
// neither a hanging program nor its children outlive a test. Nothing passes through a shell.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace command {

struct Outcome {
  int exit_code = -1;  ///< as a shell tells it: 0 to 255; 128 + signal after a signal; -1 when `limit` was over
  std::string output;  ///< standard output
  std::string errors;  ///< standard error
};

struct Options {
  std::map<std::string, std::string> environment = {};  ///< set on top of the test's own
  std::string folder = {};                              ///< working folder; the test's own when empty
  std::chrono::seconds limit = std::chrono::seconds(120);
};

/// REQUIRES: argv[0] is a path, or a name that PATH knows. Throws std::system_error when the program cannot be started.
Outcome run(const std::vector<std::string>& argv, const Options& options = {});

}  // namespace command
