#include "runtime/testing/compiler.h"

#include <gtest/gtest.h>
#include <stdio.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <map>

#include "runtime/error.h"

namespace mp::test {

namespace {

Compilation run_compiler(const std::string& arguments) {
  FILE* output = popen(("clang++-19 -std=c++20 -I. " + arguments + " 2>&1").c_str(), "r");
  MP_CHECK(output != nullptr);
  Compilation result;
  std::array<char, 4096> part;
  while (fgets(part.data(), part.size(), output) != nullptr) result.messages += part.data();
  result.succeeded = pclose(output) == 0;
  return result;
}

std::string file_name(const std::string& name) { return testing::TempDir() + "/" + name + "_" + std::to_string(getpid()); }

/// The includes in the compiler's own form, which is made once.
const std::string& precompiled(const std::string& includes) {
  static std::map<std::string, std::string> headers;
  const auto [known, is_new] = headers.try_emplace(includes, file_name("includes_" + std::to_string(headers.size())) + ".h");
  const std::string& header = known->second;
  if (is_new) {
    std::ofstream(header) << includes;
    const Compilation compilation = run_compiler("-x c++-header -o " + header + ".pch " + header);
    EXPECT_TRUE(compilation.succeeded) << compilation.messages;
  }
  return header;
}

}  // namespace

Compilation compile(const std::string& includes, const std::vector<std::string>& statements) {
  const std::string file = file_name("program") + ".cpp";
  {
    std::ofstream program(file);
    program << "int main() {\n";
    for (const std::string& statement : statements) program << "{ " << statement << " }\n";
    program << "}\n";
  }
  Compilation result = run_compiler("-fsyntax-only -ferror-limit=0 -include-pch " + precompiled(includes) + ".pch " + file);
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
