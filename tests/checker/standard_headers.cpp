#include "tests/checker/standard_headers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/command/command.h"

namespace checker {

std::vector<std::string> precompile_standard_headers(std::vector<std::string> flags) {
  const std::string header = testing::TempDir() + "standard_headers.h";
  std::ofstream text(header);
  for (const char* name :
       {"atomic", "condition_variable", "functional", "future", "memory", "mutex", "shared_mutex", "thread", "vector"})
    text << "#include <" << name << ">\n";
  text.close();
  std::vector<std::string> argv = {"clang++-19"};
  argv.insert(argv.end(), flags.begin(), flags.end());
  argv.insert(argv.end(), {"-fpch-instantiate-templates", "-x", "c++-header", header, "-o", header + ".pch"});
  const command::Outcome outcome = command::run(argv);
  if (outcome.exit_code != 0) throw std::runtime_error("the standard headers do not compile: " + outcome.errors);
  flags.insert(flags.end(), {"-include-pch", header + ".pch"});
  return flags;
}

bool is_cpp(const Program& program) {
  return std::ranges::all_of(program.sources, [](const std::filesystem::path& source) { return source.extension() == ".cpp"; });
}

}  // namespace checker
