#include "runtime/testing/compiler.h"

#include <gtest/gtest.h>
#include <stdio.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "runtime/error.h"

namespace mp::test {

Compilation compile(const std::string& includes, const std::vector<std::string>& statements) {
  const std::string file = testing::TempDir() + "/program_" + std::to_string(getpid()) + ".cpp";
  {
    std::ofstream program(file);
    program << includes << "\nint main() {\n";
    for (const std::string& statement : statements) program << "{ " << statement << " }\n";
    program << "}\n";
  }
  FILE* output = popen(("clang++-19 -std=c++20 -fsyntax-only -ferror-limit=0 -I. " + file + " 2>&1").c_str(), "r");
  MP_CHECK(output != nullptr);
  Compilation result;
  std::array<char, 4096> part;
  while (fgets(part.data(), part.size(), output) != nullptr) result.messages += part.data();
  result.succeeded = pclose(output) == 0;
  unlink(file.c_str());
  return result;
}

void expect_refused(const std::string& includes, const std::vector<std::string>& statements, const std::string& reason) {
  const Compilation compilation = compile(includes, statements);
  std::size_t refusals = 0;
  for (auto at = compilation.messages.find(reason); at != std::string::npos; at = compilation.messages.find(reason, at + 1))
    ++refusals;
  EXPECT_EQ(refusals, statements.size()) << compilation.messages;
}

}  // namespace mp::test
