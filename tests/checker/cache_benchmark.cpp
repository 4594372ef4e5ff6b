// How much of a run --cache saves: one run without it, one that fills it, one that finds everything in it.
//
//     bazel run //tests/checker:cache_benchmark
//     bazel run //tests/checker:cache_benchmark -- -p /absolute/path/to/build
//
// Arguments are racecheck's; without any, it looks at the sources of runtime/sanitizer. The ratios are to the run without a
// cache.
#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/checker/findings.h"
#include "tests/command/command.h"

namespace {

namespace fs = std::filesystem;

std::vector<std::string> sanitizer_sources() {
  std::vector<std::string> arguments;
  for (const auto& entry : fs::directory_iterator("runtime/sanitizer"))
    if (entry.path().extension() == ".cpp") arguments.push_back(entry.path().string());
  std::ranges::sort(arguments);
  for (const char* flag : {"--", "-iquote", "."}) arguments.emplace_back(flag);
  return arguments;
}

/// A new folder of this process's own.
std::string new_folder() {
  std::string name = (fs::temp_directory_path() / "racecheck-cache-XXXXXX").string();
  return mkdtemp(name.data());
}

double seconds_of(const std::vector<std::string>& arguments) {
  const auto start = std::chrono::steady_clock::now();
  const command::Outcome outcome = checker::run_racecheck(arguments, "", std::chrono::minutes(60));
  if (outcome.exit_code < 0 || outcome.exit_code > 2) fmt::print(stderr, "{}", outcome.errors);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> plain = argc > 1 ? std::vector<std::string>(argv + 1, argv + argc) : sanitizer_sources();
  const std::string folder = new_folder();
  std::vector<std::string> cached = plain;
  cached.insert(cached.begin(), {"--cache", folder});
  const double without = seconds_of(plain);
  const double first = seconds_of(cached);
  const double second = seconds_of(cached);
  fmt::print("{:<26}{:>10}{:>8}\n", "run", "seconds", "ratio");
  fmt::print("{:<26}{:>10.3f}{:>8.3f}\n", "without --cache", without, 1.0);
  fmt::print("{:<26}{:>10.3f}{:>8.3f}\n", "--cache, first", first, first / without);
  fmt::print("{:<26}{:>10.3f}{:>8.3f}\n", "--cache, nothing changed", second, second / without);
  fs::remove_all(folder);
}
