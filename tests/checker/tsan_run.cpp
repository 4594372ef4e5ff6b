#include "tests/checker/tsan_run.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "tests/checker/precompiled_headers.h"
#include "tests/command/command.h"

namespace checker {
namespace {

namespace fs = std::filesystem;

constexpr const char* kReport = "WARNING: ThreadSanitizer: data race";
constexpr const char* kInversion = "WARNING: ThreadSanitizer: lock-order-inversion";
constexpr std::chrono::seconds kRunLimit(30);

// Without optimisation, so that each access of the source is one of the program.
const std::vector<std::string> kFlags = {"-w", "-g", "-O0", "-pthread", "-fsanitize=thread"};

const std::vector<std::string>& cpp_flags() {
  static const std::vector<std::string> flags = [] {
    std::vector<std::string> all = {"-std=gnu++20"};
    all.insert(all.end(), kFlags.begin(), kFlags.end());
    return precompile_standard_headers(std::move(all));
  }();
  return flags;
}

/// Links ThreadSanitizer's runtime as a shared library, which is faster by half: the programs are many and each links alone.
const std::vector<std::string>& link_flags() {
  static const std::vector<std::string> flags = [] {
    const command::Outcome outcome = command::run({"clang++-19", "-print-file-name=libclang_rt.tsan-x86_64.so"});
    if (outcome.exit_code != 0) throw std::runtime_error("clang does not find its runtime: " + outcome.errors);
    const std::string folder = fs::path(outcome.output).parent_path().string();
    return std::vector<std::string>{"-fuse-ld=gold", "-shared-libsan", "-Wl,-rpath," + folder};
  }();
  return flags;
}

/// The program's file that a stack frame names; empty for a library's.
std::string own_file(const std::string& frame_file, const Program& program) {
  for (const auto& [line, promise] : program.promises)
    if (frame_file.ends_with(line.file)) return line.file;
  for (const fs::path& source : program.sources)
    if (frame_file.ends_with(source.string())) return source.string();
  return "";
}

/// Reads a report line by line: each access opens with a line such as "  Write of size 4", and its frames follow.
std::set<Line> lines_of(const std::string& report, const Program& program) {
  static const std::regex kAccess("^  (Previous )?([Aa]tomic )?([Rr]ead|[Ww]rite) of size .*");
  static const std::regex kFrame("^    #[0-9]+ .* (/[^ :]+):([0-9]+)(:[0-9]+)? .*");
  std::set<Line> lines;
  bool in_access = false;
  std::istringstream stream(report);
  for (std::string text; std::getline(stream, text);) {
    std::smatch match;
    if (std::regex_match(text, kAccess)) {
      in_access = true;
    } else if (in_access && std::regex_match(text, match, kFrame)) {
      const std::string file = own_file(match[1], program);
      if (file.empty()) continue;
      lines.insert({file, static_cast<unsigned>(std::stoul(match[2]))});
      in_access = false;
    } else if (text.empty()) {
      in_access = false;
    }
  }
  return lines;
}

}  // namespace

std::string build_with_tsan(const Program& program) {
  const std::string executable = testing::TempDir() + test_name(program);
  std::vector<std::string> argv = {is_cpp(program) ? "clang++-19" : "clang-19"};
  const std::vector<std::string>& flags = is_cpp(program) ? cpp_flags() : kFlags;
  argv.insert(argv.end(), flags.begin(), flags.end());
  argv.insert(argv.end(), {"-mllvm", "-tsan-instrument-read-before-write=1", "-o", executable});
  argv.insert(argv.end(), link_flags().begin(), link_flags().end());
  for (const fs::path& source : program.sources) argv.push_back(fs::absolute(source).string());
  const command::Outcome outcome = command::run(argv);
  if (outcome.exit_code != 0) throw std::runtime_error(program.name + " does not build: " + outcome.errors);
  return executable;
}

TsanRun run_with_tsan(const std::string& executable, const Program& program) {
  const command::Outcome outcome =
      command::run({executable}, {.environment = {{"TSAN_OPTIONS", "atexit_sleep_ms=0"}}, .limit = kRunLimit});
  const bool raced = outcome.errors.find(kReport) != std::string::npos;
  const bool inverted = outcome.errors.find(kInversion) != std::string::npos;
  return {.raced = raced,
          .inverted = inverted,
          .hung = outcome.exit_code == -1,
          .lines = lines_of(outcome.errors, program),
          .exit_code = outcome.exit_code,
          .report = outcome.errors};
}

}  // namespace checker
