// ThreadSanitizer's promise is kept: what it says of the threads of one process is the same with racelab's sanitizer beside it,
// whether it is clang's or gcc's.
//
// Compared are the exit code, and for each report its kind and the lines of the program in it; not addresses, process ids, frames
// of libraries and of the two sanitizers.
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "tests/command/command.h"

namespace sanitized {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolder = "tests/sanitizer/verdicts/";
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

struct Compiler {
  const char* name;
  std::vector<std::string> with_thread_sanitizer;
  std::vector<std::string> with_ours;
};

// Of memcpy and its like, gcc makes accesses that nobody sees; ours is told not to.
const Compiler kClang{
    "Clang", {"clang++-19", "-fsanitize=thread", "-g"}, {"clang++-19", "--config=runtime/sanitizer/racelab_tsan.cfg"}};
const Compiler kGcc{"Gcc", {"g++-12", "-fsanitize=thread", "-g", "-fno-builtin"}, {"runtime/sanitizer/racelab_tsan_g++"}};

class ThreadVerdicts : public testing::TestWithParam<std::tuple<const Compiler*, bool>> {
 protected:
  void SetUp() override {
    plain_ = compiled("plain", compiler().with_thread_sanitizer);
    ours_ = compiled("ours", compiler().with_ours);
  }

  static const Compiler& compiler() { return *std::get<0>(GetParam()); }
  static bool in_shared_memory() { return std::get<1>(GetParam()); }
  const std::string& plain() const { return plain_; }
  const std::string& ours() const { return ours_; }

  std::vector<Program> programs() const {
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
    if (in_shared_memory()) arguments.emplace_back("x");
    const command::Outcome outcome = command::run(arguments);
    return {.exit_code = outcome.exit_code, .lines = lines_of(outcome.errors)};
  }

 private:
  static std::string compiled(const std::string& name, std::vector<std::string> command) {
    const std::string binary = (fs::path(testing::TempDir()) / (std::string(compiler().name) + "_" + name)).string();
    if (fs::exists(binary)) return binary;
    command.insert(command.end(), {"-std=c++20", "-O1", "-I.", "-o", binary});
    for (const char* source : {"main.cpp", "misuse.cpp", "orders.cpp"}) command.push_back(std::string(kFolder) + source);
    const command::Outcome outcome = command::run(command);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
    return binary;
  }

  static std::vector<std::string> lines_of(const std::string& report) {
    static const std::regex kKind("WARNING: ThreadSanitizer: (.*) \\(pid=.*");
    static const std::regex kPlace("    #[0-9]+ .*(verdicts/[a-z]+\\.(?:cpp|h):[0-9]+(:[0-9]+)?).*");
    std::vector<std::string> lines;
    std::istringstream text(report);
    std::smatch found;
    for (std::string line; std::getline(text, line);) {
      if (std::regex_match(line, found, kKind) || std::regex_match(line, found, kPlace)) lines.push_back(found[1]);
      if (line.starts_with(kOrderOfOurs)) lines.emplace_back(kOrderOfTheirs);
    }
    return lines;
  }

  std::string plain_;
  std::string ours_;
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
    if (in_shared_memory() && reported == kOrderOfTheirs) {
      EXPECT_EQ(with_us.exit_code, 66) << name;
      EXPECT_EQ(with_us.lines.at(0), reported);
    } else {
      EXPECT_EQ(with_us, verdict(plain(), name)) << name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Of, ThreadVerdicts, testing::Combine(testing::Values(&kClang, &kGcc), testing::Bool()),
                         [](const auto& info) {
                           const char* const where = std::get<1>(info.param) ? "InSharedMemory" : "InPrivateMemory";
                           return std::string(std::get<0>(info.param)->name) + where;
                         });

}  // namespace
}  // namespace sanitized
