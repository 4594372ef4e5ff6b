// Runs every command of docs/racecheck.md, in its order and in one folder, and compares what it prints with what the page shows.
//
// `./bazelw run tool --` is replaced by the program that it would run. The page's configuration is one that racecheck takes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "tests/command/command.h"
#include "tests/readme/transcript.h"

namespace readme {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCall = "./bazelw run tool -- ";

std::string page() { return read_file("docs/racecheck.md"); }

/// A user's folder in which the samples are where the page has them.
fs::path users_folder() {
  fs::path folder = fs::path(std::getenv("TEST_TMPDIR")) / "user";
  fs::create_directories(folder);
  if (!fs::exists(folder / "samples")) fs::create_directory_symlink(fs::absolute("samples"), folder / "samples");
  return folder;
}

command::Outcome run_racecheck(const std::string& arguments) {
  std::vector<std::string> argv = {fs::absolute("tool/racecheck").string()};
  std::ranges::copy(words_of(arguments), std::back_inserter(argv));
  return command::run(
      argv, {.environment = {{"BUILD_WORKING_DIRECTORY", ""}, {"GITHUB_WORKSPACE", ""}}, .folder = users_folder().string()});
}

/// What the page says of exit codes: 1 with findings, which a baseline and questions do not tell.
int promised_exit_code(const std::string& command) {
  const bool tells_no_finding = command.find("--baseline") != std::string::npos || command.find("--list") != std::string::npos;
  return tells_no_finding ? 0 : 1;
}

TEST(RacecheckPage, CommandsPrintWhatThePageShows) {
  const std::vector<Step> steps = steps_of(page());
  ASSERT_GE(steps.size(), 5U);
  for (const Step& step : steps) {
    ASSERT_TRUE(step.command.starts_with(kCall)) << "no test runs this command of the page: " << step.command;
    const command::Outcome outcome = run_racecheck(step.command.substr(kCall.size()));
    EXPECT_EQ(outcome.exit_code, promised_exit_code(step.command)) << step.command << '\n' << outcome.errors;
    EXPECT_TRUE(matches(step, lines_of(outcome.output + outcome.errors))) << step.command << "\nprints:\n"
                                                                          << outcome.output << outcome.errors;
  }
}

TEST(RacecheckPage, ItsConfigurationIsTaken) {
  std::ofstream(users_folder() / "page.json") << first_block(page(), "json");
  const command::Outcome outcome = run_racecheck("--config=page.json --list-checks");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_EQ(outcome.output.find("(off, "), std::string::npos) << outcome.output;
}

}  // namespace
}  // namespace readme
