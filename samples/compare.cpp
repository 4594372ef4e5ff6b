// bazel run samples:compare: the racy and the locked program, each built plain and in both modes of the sanitizer, run many times
// and put side by side.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "samples/comparison_json.h"
#include "samples/comparison_table.h"
#include "samples/figures.h"
#include "samples/measurement.h"
#include "samples/program.h"

namespace samples {
namespace {

constexpr int kUsageError = 2;

struct Options {
  int runs = 10;
  std::string json_file;
};

/// `bazel run` changes the working folder, and says where the user stands.
std::filesystem::path from_users_folder(const std::string& file) {
  const char* folder = std::getenv("BUILD_WORKING_DIRECTORY");
  return folder != nullptr ? std::filesystem::path(folder) / file : std::filesystem::path(file);
}

std::ofstream open(const std::filesystem::path& path, std::ios::openmode mode) {
  std::ofstream file(path, mode);
  if (!file) throw std::system_error(errno, std::generic_category(), "cannot write " + path.string());
  return file;
}

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file = open(path, std::ios::trunc);
  file << text;
  file.close();
  if (!file) throw std::system_error(errno, std::generic_category(), "cannot write " + path.string());
}

/// Returns whether the story holds.
bool compare(const Options& options, const Programs& programs) {
  const std::filesystem::path json_file = options.json_file.empty() ? "" : from_users_folder(options.json_file);
  // Measuring takes a while: a file that cannot be written is told before, and one that can keeps its figures until there are new
  // ones.
  if (!json_file.empty()) open(json_file, std::ios::app);
  const Comparison comparison = measure(programs, options.runs);
  fmt::print("{}", table_of(comparison));
  if (!json_file.empty()) write(json_file, json_of(comparison));
  return contradictions(comparison).empty();
}

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Runs //samples:race and //samples:locked, each plain and as --config=tsan and procsan build them, and compares.",
               "compare");
  app.add_option("--runs", options.runs, "How often each of the six programs runs (default: 10)")
      ->check(CLI::Range(1, 10000).description(""))
      ->type_name("N");
  app.add_option("--json", options.json_file, "Write the figures into this file too")->type_name("FILE");
  app.footer(
      "Exit codes: 0 the race is caught in every sanitized run and the lock ends it, 1 not so, 2 it could not be measured.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.help());
    return 0;
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "compare: {} Try --help.\n", error.what());
    return kUsageError;
  }
  return compare(options, Programs(argv[0])) ? 0 : 1;
}

}  // namespace
}  // namespace samples

int main(int argc, char** argv) {
  try {
    return samples::main(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "compare: {}\n", error.what());
    return samples::kUsageError;
  }
}
