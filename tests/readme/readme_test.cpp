// Runs every command of README.md and compares what it prints with what the page shows.
//
// A test cannot call Bazel inside of Bazel, so each `./bazelw run` is replaced by the program that it would run, built in the
// same way; kPrograms is that table. A command of the page that it does not know fails, so that no command stays untested.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "tests/command/command.h"
#include "tests/readme/transcript.h"

namespace readme {
namespace {

struct Program {
  std::string_view command;  ///< as README types it, without the arguments after " -- "
  std::string_view path;     ///< what it runs
  int exit_code;             ///< as the page promises
};

constexpr std::array kPrograms = {
    Program{"./bazelw run samples", "samples/samples", 0},
    Program{"./bazelw run tool", "tool/racecheck", 1},
    Program{"./bazelw run --config=tsan samples:race", "samples/race_tsan", 66},
    Program{"./bazelw run samples:compare", "samples/compare", 0},
    Program{"./bazelw run -c opt runtime:kernel_benchmark", "runtime/kernel_benchmark", 0},
};

/// The command that runs this very test.
constexpr std::string_view kTestCommand = "./bazelw test //...";

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

void run_step(const Step& step) {
  const std::size_t dashes = step.command.find(" -- ");
  const std::string command = step.command.substr(0, dashes);
  const auto program = std::ranges::find(kPrograms, command, &Program::command);
  ASSERT_NE(program, kPrograms.end()) << "no test runs this command of README.md: " << step.command;
  std::vector<std::string> argv = {std::string(program->path)};
  if (dashes != std::string::npos) std::ranges::copy(words_of(step.command.substr(dashes + 4)), std::back_inserter(argv));
  const command::Outcome outcome = command::run(argv, {.limit = std::chrono::seconds(240)});
  EXPECT_EQ(outcome.exit_code, program->exit_code) << step.command << "\n" << outcome.output << outcome.errors;
  if (step.expected.empty()) return;
  EXPECT_TRUE(matches(step, lines_of(outcome.output + outcome.errors))) << step.command << "\nREADME.md shows:\n"
                                                                        << joined(step.expected) << "it prints:\n"
                                                                        << outcome.output << outcome.errors;
}

class Readme : public testing::TestWithParam<Step> {};

TEST_P(Readme, CommandPrintsWhatThePageShows) { run_step(GetParam()); }

std::vector<Step> steps_to_run() {
  std::vector<Step> steps = steps_of(read_file("README.md"));
  std::erase_if(steps, [](const Step& step) { return step.command == kTestCommand; });
  return steps;
}

INSTANTIATE_TEST_SUITE_P(Page, Readme, testing::ValuesIn(steps_to_run()));

TEST(ReadmePage, ShowsItsTestCommandAndEveryTool) {
  const std::vector<Step> steps = steps_of(read_file("README.md"));
  EXPECT_TRUE(std::ranges::any_of(steps, [](const Step& step) { return step.command == kTestCommand; }));
  for (const Program& program : kPrograms) {
    EXPECT_TRUE(std::ranges::any_of(steps, [&](const Step& step) { return step.command.starts_with(program.command); }))
        << program.command;
  }
}

TEST(ReadmePage, ItsProgramIsTheOneThatRuns) {
  EXPECT_EQ(first_block(read_file("README.md"), "cpp"), read_file("tests/readme/program.cpp"));
  const command::Outcome outcome = command::run({"tests/readme/program"});
  EXPECT_EQ(outcome.output, "400000\n") << outcome.errors;
  EXPECT_EQ(outcome.exit_code, 0);
}

}  // namespace
}  // namespace readme
