#include "tests/checker/precompiled_headers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <stdexcept>

#include "tests/command/command.h"

namespace checker {
namespace {

constexpr const char* kRuntime = "\"runtime/mp.h\"";
const std::set<std::string> kStandardHeaders = {"<atomic>", "<condition_variable>", "<functional>", "<future>", "<memory>",
                                                "<mutex>",  "<shared_mutex>",       "<thread>",     "<vector>"};

}  // namespace

std::vector<std::string> precompile(const std::set<std::string>& headers, std::vector<std::string> flags) {
  static int precompiled = 0;
  const std::string header = testing::TempDir() + "precompiled_" + std::to_string(++precompiled) + ".h";
  std::ofstream text(header);
  for (const std::string& name : headers) text << "#include " << name << '\n';
  text.close();
  std::vector<std::string> argv = {"clang++-19"};
  argv.insert(argv.end(), flags.begin(), flags.end());
  argv.insert(argv.end(), {"-fpch-instantiate-templates", "-x", "c++-header", header, "-o", header + ".pch"});
  const command::Outcome outcome = command::run(argv);
  if (outcome.exit_code != 0) throw std::runtime_error("the headers do not compile: " + outcome.errors);
  flags.insert(flags.end(), {"-include-pch", header + ".pch"});
  return flags;
}

std::vector<std::string> precompile_standard_headers(std::vector<std::string> flags) {
  return precompile(kStandardHeaders, std::move(flags));
}

std::vector<std::string> precompile_runtime(std::vector<std::string> flags) {
  std::set<std::string> headers = kStandardHeaders;
  headers.insert(kRuntime);
  flags.insert(flags.end(), {"-idirafter", "."});
  return precompile(headers, std::move(flags));
}

std::set<std::string> includes_of(const std::string& file) {
  static const std::regex include(R"re(#include ([<"][^>"]+[>"]).*)re");
  std::ifstream text(file);
  std::set<std::string> headers;
  std::smatch found;
  for (std::string line; std::getline(text, line);) {
    if (std::regex_match(line, found, include)) headers.insert(found[1]);
  }
  return headers;
}

bool is_cpp(const Program& program) {
  return std::ranges::all_of(program.sources, [](const std::filesystem::path& source) { return source.extension() == ".cpp"; });
}

bool includes_runtime(const Program& program) {
  return std::ranges::any_of(program.sources,
                             [](const std::filesystem::path& source) { return includes_of(source).contains(kRuntime); });
}

}  // namespace checker
