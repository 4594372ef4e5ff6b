// ThreadSanitizer's promise is kept: what it says of the threads of one process is the same with racelab's sanitizer beside it.
//
// Compared are the exit code, and for each report its kind and the lines of the program in it; not addresses, process ids, frames
// of libraries and of the two sanitizers.
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "tests/command/command.h"

namespace sanitized {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSource = "tests/sanitizer/thread_verdicts.cpp";
constexpr const char* kOrderOfOurs = "racelab: lock-order inversion";
constexpr const char* kOrderOfTheirs = "lock-order-inversion (potential deadlock)";

struct Verdict {
  int exit_code = -1;
  std::vector<std::string> lines;  ///< a kind of report, or a line of the program in its stacks

  bool operator==(const Verdict&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Verdict& verdict) {
  out << "exit code " << verdict.exit_code << "\n";
  for (const std::string& line : verdict.lines) out << line << "\n";
  return out;
}

struct Program {
  std::string name;
  std::string reported;  ///< the kind; empty: nothing
};

class ThreadVerdicts : public testing::TestWithParam<bool> {
 protected:
  static void SetUpTestSuite() {
    plain() = compiled("plain", {"-fsanitize=thread", "-g"});
    ours() = compiled("ours", {"--config=runtime/sanitizer/racelab_tsan.cfg"});
  }

  static std::string& plain() { return program(0); }
  static std::string& ours() { return program(1); }

  static std::vector<Program> programs() {
    std::vector<Program> all;
    std::istringstream names(command::run({plain()}).output);
    for (std::string line; std::getline(names, line);) {
      const std::size_t colon = line.find(':');
      all.push_back({line.substr(0, colon), line.substr(colon + 1)});
    }
    return all;
  }

  static Verdict verdict(const std::string& binary, const std::string& name) {
    std::vector<std::string> arguments = {binary, name};
    if (GetParam()) arguments.emplace_back("x");
    const command::Outcome outcome = command::run(arguments);
    return {.exit_code = outcome.exit_code, .lines = lines_of(outcome.errors)};
  }

 private:
  static std::string& program(int which) {
    static std::string both[2];
    return both[which];
  }

  static std::string compiled(const std::string& name, const std::vector<std::string>& flags) {
    const std::string binary = (fs::path(testing::TempDir()) / ("thread_verdicts_" + name)).string();
    std::vector<std::string> arguments = {"clang++-19", "-std=c++20", "-O1", "-I.", kSource, "-o", binary};
    arguments.insert(arguments.begin() + 1, flags.begin(), flags.end());
    const command::Outcome outcome = command::run(arguments);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    return binary;
  }

  static std::vector<std::string> lines_of(const std::string& report) {
    static const std::regex kKind("WARNING: ThreadSanitizer: (.*) \\(pid=.*");
    static const std::regex kPlace("    #[0-9]+ .*(thread_verdicts\\.cpp:[0-9]+:[0-9]+).*");
    std::vector<std::string> lines;
    std::istringstream text(report);
    std::smatch found;
    for (std::string line; std::getline(text, line);) {
      if (std::regex_match(line, found, kKind) || std::regex_match(line, found, kPlace)) lines.push_back(found[1]);
      if (line.starts_with(kOrderOfOurs)) lines.emplace_back(kOrderOfTheirs);
    }
    return lines;
  }
};

TEST_P(ThreadVerdicts, AreWhatTheProgramsAreWrittenFor) {
  for (const auto& [name, reported] : programs()) {
    const Verdict alone = verdict(plain(), name);
    EXPECT_EQ(alone.exit_code, reported.empty() ? 0 : 66) << name;
    EXPECT_EQ(alone.lines.empty() ? "" : alone.lines[0], reported) << name;
  }
}

TEST_P(ThreadVerdicts, AreTheSameWithUsBeside) {
  const std::vector<Program> all = programs();
  EXPECT_GE(all.size(), 30U);
  for (const auto& [name, reported] : all) {
    const Verdict with_us = verdict(ours(), name);
    // Orders of locks that processes can share are told by us, in our words.
    if (GetParam() && reported == kOrderOfTheirs) {
      EXPECT_EQ(with_us.exit_code, 66) << name;
      EXPECT_EQ(with_us.lines.at(0), reported);
    } else {
      EXPECT_EQ(with_us, verdict(plain(), name)) << name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(In, ThreadVerdicts, testing::Bool(),
                         [](const auto& info) { return info.param ? "SharedMemory" : "PrivateMemory"; });

}  // namespace
}  // namespace sanitized
