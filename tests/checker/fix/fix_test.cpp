// `racecheck --fix` makes simple unguarded updates clean: the fixed program compiles, racecheck finds nothing more in it, and
// ThreadSanitizer is silent. Each object is fixed or left alone: a program in which something is left still compiles and has no
// new finding, and one of which nothing can be fixed stays as it is, byte for byte.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/checker/findings.h"
#include "tests/checker/precompiled_headers.h"
#include "tests/checker/program.h"
#include "tests/checker/tsan_run.h"
#include "tests/command/command.h"

namespace checker {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr double kLeastShare = 0.9;
constexpr std::size_t kLeastPrograms = 40;
constexpr int kRuns = 3;

std::string text_of(const fs::path& file) {
  std::stringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

/// What became of one program.
struct Outcome {
  bool is_clean = false;
  std::string why;     ///< when it is not
  std::string broken;  ///< a promise that may never be broken, and was
};

/// The flags after "--": those of a precompiled header, where the program can use one.
std::vector<std::string> flags_for(const fs::path& file, const std::string& text) {
  static const std::vector<std::string> kPlain = {"-std=gnu++20", "-pthread"};
  static const std::vector<std::string> standard = precompile_standard_headers(kPlain);
  static const std::vector<std::string> runtime = precompile_runtime(kPlain);
  if (file.extension() == ".c") return {"-pthread"};
  return text.find("runtime/mp.h") != std::string::npos ? runtime : standard;
}

command::Outcome check(const fs::path& file, std::vector<std::string> arguments, const std::vector<std::string>& flags) {
  arguments.push_back(file.filename());
  arguments.emplace_back("--");
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  return run_racecheck(arguments, file.parent_path());
}

/// The sentences that tell why something is left, or what was found.
std::string sentences(const command::Outcome& outcome) {
  std::string all = outcome.output;
  std::istringstream lines(outcome.errors);
  for (std::string line; std::getline(lines, line);)
    if (line.find("not fixed") != std::string::npos || line.find("not analysed") != std::string::npos) all += line + '\n';
  return all;
}

Program program_of(const fs::path& file) {
  Program program;
  program.name = file.filename();
  program.path = file;
  program.sources = {file};
  return program;
}

/// What the compiler says against the program; empty when it takes it.
std::string build(const Program& program, std::string& executable) {
  try {
    executable = build_with_tsan(program);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

std::string run_sanitized(const fs::path& file) {
  const Program program = program_of(file);
  std::string executable;
  if (std::string trouble = build(program, executable); !trouble.empty()) return trouble;
  for (int i = 0; i < kRuns; ++i) {
    const TsanRun run = run_with_tsan(executable, program);
    if (run.raced || run.exit_code != 0) return fmt::format("ends with {} under ThreadSanitizer\n{}", run.exit_code, run.report);
  }
  return "";
}

/// What each finding is about, without its lines, which a fix moves.
std::multiset<std::string> subjects(const fs::path& file, const std::vector<std::string>& flags) {
  std::multiset<std::string> all;
  const Json report = Json::parse(check(file, {"--format=json"}, flags).output);
  for (const Json& finding : report.at("findings")) {
    std::string subject = finding.at("rule");
    for (const Json& access : finding.at("accesses"))
      subject += fmt::format(" {} in {}", access.at("path").get<std::string>(), access["place"]["function"].get<std::string>());
    all.insert(std::move(subject));
  }
  return all;
}

/// Which promise is broken for a program in which something is left; empty when none is.
std::string broken_promise(const fs::path& original, const fs::path& file, const command::Outcome& fixed,
                           const std::vector<std::string>& flags) {
  const bool says_fixed = fixed.errors.find("racecheck: fixed: ") != std::string::npos;
  if ((text_of(file) != text_of(original)) != says_fixed) return "what is said to be fixed is not what is changed";
  if (!says_fixed) return "";
  std::string executable;
  if (std::string trouble = build(program_of(file), executable); !trouble.empty()) return trouble;
  const std::multiset<std::string> before = subjects(original, flags);
  const std::multiset<std::string> after = subjects(file, flags);
  if (!std::ranges::includes(before, after)) return "there is a finding that was not there before";
  return after.size() < before.size() ? "" : "what is said to be fixed is still found";
}

Outcome fix(const fs::path& original) {
  const fs::path file = fs::path(testing::TempDir()) / "fixed" / original.filename();
  fs::copy_file(original, file, fs::copy_options::overwrite_existing);
  const std::string before = text_of(file);
  const std::vector<std::string> flags = flags_for(file, before);

  const command::Outcome first = check(file, {"--fix"}, flags);
  const std::string after = text_of(file);
  if (first.exit_code != 0) return {false, sentences(first), broken_promise(original, file, first, flags)};
  if (after == before) return {false, "no race was found", ""};
  Outcome outcome{true, "", ""};
  if (const command::Outcome again = check(file, {"--fix"}, flags); again.exit_code != 0 || text_of(file) != after)
    outcome = {false, sentences(again), "a second --fix finds something"};
  if (before.find("// NOT RUN: ") != std::string::npos) return outcome;
  if (const std::string trouble = run_sanitized(file); !trouble.empty())
    outcome = {false, trouble, "the fix does not hold: " + trouble};
  return outcome;
}

std::vector<fs::path> programs() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator("tests/checker/fix/programs")) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

std::map<std::string, Outcome> fix_all(const std::vector<fs::path>& files) {
  fs::create_directories(fs::path(testing::TempDir()) / "fixed");
  flags_for("a.cpp", "");  // both precompiled headers, before there are two threads
  std::map<std::string, Outcome> outcomes;
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  const auto take_files = [&] {
    for (std::size_t i = next++; i < files.size(); i = next++) {
      Outcome outcome = fix(files[i]);
      const std::scoped_lock guard(mutex);
      outcomes[files[i].filename()] = std::move(outcome);
    }
  };
  std::future<void> other = std::async(std::launch::async, take_files);
  take_files();
  other.get();
  return outcomes;
}

TEST(Fix, MakesNineOfTenSimpleUpdatesClean) {
  const std::vector<fs::path> files = programs();
  ASSERT_GE(files.size(), kLeastPrograms);
  std::size_t clean = 0;
  for (const auto& [name, outcome] : fix_all(files)) {
    clean += outcome.is_clean ? 1 : 0;
    if (!outcome.is_clean) fmt::print("{} is not clean: {}\n", name, outcome.why);
    EXPECT_EQ(outcome.broken, "") << name;
  }
  fmt::print("{} of {} programs are made clean\n", clean, files.size());
  EXPECT_GE(static_cast<double>(clean), kLeastShare * static_cast<double>(files.size()));
}

}  // namespace
}  // namespace checker
