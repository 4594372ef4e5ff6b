// The real compiler, for tests of what must not compile: is a program refused, and with which words?
//
// Runs Clang on a file in the test's temporary folder; makes no code. REQUIRES: the headers are among the test's data.
#pragma once

#include <string>
#include <vector>

namespace mp::test {

struct Compilation {
  bool succeeded = false;
  std::string messages;
};

/// Compiles a main function with `statements`, after `includes` (whole lines).
Compilation compile(const std::string& includes, const std::vector<std::string>& statements);

/// Expects that each of the statements is refused for this reason.
void expect_refused(const std::string& includes, const std::vector<std::string>& statements, const std::string& reason);

}  // namespace mp::test
