// `racecheck --annotate` on clean programs: Clang accepts what is written, with -Wthread-safety -Werror, and
// finds it when the locks are taken out of an annotated program.
//
// C++ programs are compiled with libc++, whose locks carry annotations; libstdc++'s do not.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/checker/findings.h"
#include "tests/checker/precompiled_headers.h"
#include "tests/checker/program.h"
#include "tests/command/command.h"

namespace checker {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLeastAnnotated = 25;

std::string text_of(const fs::path& file) {
  std::stringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

/// What became of one program.
struct Outcome {
  std::string name;
  bool is_annotated = false;
  bool has_mutant = false;
  bool mutant_is_found = false;
  std::string trouble = {};  ///< a promise that is broken
  std::string said = {};     ///< about what is not annotated
};

struct Trial {
  fs::path folder;
  std::vector<std::string> files;
  std::vector<std::string> flags;
};

const std::vector<std::string>& cpp_flags() {
  static const std::vector<std::string> flags =
      precompile_standard_headers({"-std=gnu++20", "-pthread", "-stdlib=libc++", "-D_LIBCPP_ENABLE_THREAD_SAFETY_ANNOTATIONS"});
  return flags;
}

Trial copy_of(const Program& program) {
  Trial trial;
  std::string name = program.check + "_" + program.name;
  std::ranges::replace(name, '/', '_');
  trial.folder = fs::path(testing::TempDir()) / "annotated" / name;
  fs::create_directories(trial.folder);
  bool is_c = false;
  for (const fs::path& source : program.sources) {
    fs::copy_file(source, trial.folder / source.filename(), fs::copy_options::overwrite_existing);
    is_c = is_c || source.extension() == ".c";
    if (source.extension() != ".h") trial.files.push_back(source.filename());
  }
  if (fs::is_directory(program.path)) {
    for (const auto& entry : fs::directory_iterator(program.path))
      fs::copy_file(entry.path(), trial.folder / entry.path().filename(), fs::copy_options::overwrite_existing);
  }
  if (is_c) return trial.flags = {"-std=gnu17", "-pthread"}, trial;
  trial.flags = cpp_flags();
  return trial;
}

/// What the compiler says against the program; empty when it accepts it.
std::string objection(const Trial& trial) {
  std::vector<std::string> command = {"clang-19", "-fsyntax-only", "-Wthread-safety", "-Werror=thread-safety"};
  command.insert(command.end(), trial.flags.begin(), trial.flags.end());
  command.insert(command.end(), trial.files.begin(), trial.files.end());
  const command::Outcome outcome = command::run(command, {.folder = trial.folder.string()});
  return outcome.exit_code == 0 ? "" : outcome.output + outcome.errors;
}

command::Outcome annotate(const Trial& trial) {
  std::vector<std::string> arguments = {"--annotate"};
  arguments.insert(arguments.end(), trial.files.begin(), trial.files.end());
  arguments.emplace_back("--");
  arguments.insert(arguments.end(), trial.flags.begin(), trial.flags.end());
  return run_racecheck(arguments, trial.folder.string());
}

std::string all_texts(const Trial& trial) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(trial.folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  std::string all;
  for (const fs::path& file : files) all += file.filename().string() + '\n' + text_of(file);
  return all;
}

/// Takes the locks out; false if there is nothing to take out that a line holds by itself.
bool mutate(const Trial& trial) {
  static const std::regex kLocking(
      R"(\n[ \t]*((pthread_(mutex|rwlock|spin)_((rd|wr)?lock|unlock)\([^;\n]*\))|((const )?(std::)?(lock_guard|scoped_lock)\b[^;\n]*)|(\w+(\.|->)(unlock|lock)\(\)));(?=[ \t]*(//[^\n]*)?\n))");
  bool changed = false;
  for (const auto& entry : fs::directory_iterator(trial.folder)) {
    const std::string name = entry.path().filename();
    if (name.ends_with("annotations.h")) continue;
    const std::string text = text_of(entry.path());
    const std::string without = std::regex_replace(text, kLocking, "\n");
    changed = changed || without != text;
    std::ofstream(entry.path(), std::ios::binary) << without;
  }
  return changed;
}

Outcome try_out(const Program& program) {
  const Trial trial = copy_of(program);
  Outcome outcome{program.check + "/" + program.name};
  if (const std::string before = objection(trial); !before.empty()) {
    outcome.said = "libc++ cannot compile it, or Clang warns of it as it is";
    return outcome;
  }
  const std::string original = all_texts(trial);
  const command::Outcome first = annotate(trial);
  outcome.said = first.errors;
  const std::string annotated = all_texts(trial);
  outcome.is_annotated = annotated != original;
  const bool says_so = first.errors.find("racecheck: annotated: ") != std::string::npos;
  if (says_so != outcome.is_annotated) outcome.trouble = "what is said is not what was done\n" + first.errors;
  if (!outcome.is_annotated) return outcome;
  if (const std::string why = objection(trial); !why.empty()) outcome.trouble = why;
  annotate(trial);
  if (all_texts(trial) != annotated) outcome.trouble = "a second --annotate changes something";
  outcome.has_mutant = mutate(trial);
  outcome.mutant_is_found = outcome.has_mutant && objection(trial).find("-Wthread-safety") != std::string::npos;
  return outcome;
}

/// Clang parses a program a dozen times in this test, and C++ takes long; C programs are taken from all checks.
const std::set<std::string> kChecksInCpp = {"double_lock", "lock_not_released", "over_locked", "split_update"};

bool is_c(const Program& program) { return program.sources.front().extension() == ".c"; }

/// By calls or guards that Clang could follow, and without the runtime, which is compiled with libstdc++ only.
bool takes_locks(const Program& program) {
  static const std::regex kTakes(R"(pthread_(mutex|spin|rwlock)_\w*lock\(|std::(lock_guard|scoped_lock)\b|\w\.lock\(\))");
  return std::ranges::any_of(program.sources, [](const fs::path& source) {
    const std::string text = text_of(source);
    return text.find("runtime/mp.h") == std::string::npos && std::regex_search(text, kTakes);
  });
}

std::vector<Program> clean_programs() {
  std::vector<Program> programs = all_programs();
  std::erase_if(programs, [](const Program& program) {
    return is_wrong(program) || !takes_locks(program) || (!is_c(program) && !kChecksInCpp.contains(program.check));
  });
  return programs;
}

std::vector<Outcome> try_all(const std::vector<Program>& programs) {
  std::vector<Outcome> outcomes(programs.size());
  std::atomic<std::size_t> next = 0;
  const auto take = [&] {
    for (std::size_t i = next++; i < programs.size(); i = next++) outcomes[i] = try_out(programs[i]);
  };
  std::future<void> other = std::async(std::launch::async, take);
  take();
  other.get();
  return outcomes;
}

TEST(Annotate, ClangAcceptsItAndFindsWhatLosesItsLock) {
  std::size_t annotated = 0;
  std::size_t mutants = 0;
  for (const Outcome& outcome : try_all(clean_programs())) {
    EXPECT_EQ(outcome.trouble, "") << outcome.name;
    annotated += outcome.is_annotated ? 1 : 0;
    mutants += outcome.has_mutant ? 1 : 0;
    EXPECT_EQ(outcome.has_mutant, outcome.mutant_is_found) << outcome.name;
  }
  fmt::print("{} programs are annotated and accepted; Clang finds {} of them without their locks\n", annotated, mutants);
  EXPECT_GE(annotated, kLeastAnnotated);
  EXPECT_GE(mutants, kLeastAnnotated * 8 / 10);
}

}  // namespace
}  // namespace checker
