// The script that measures racecheck, over a small program: what its page says, and what it says when a tool fails.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "tests/command/command.h"

namespace {

namespace fs = std::filesystem;

fs::path folder_of_test() {
  const fs::path folder = fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

command::Outcome measure(const std::vector<std::string>& options) {
  std::vector<std::string> argv = {"/usr/bin/python3", "tests/checker/speed/speed.py", "--library",
                                   "runtime/sanitizer/family/f*.cpp"};
  argv.insert(argv.end(), options.begin(), options.end());
  // As under `bazel run`, from another folder.
  return command::run(argv, {.environment = {{"BUILD_WORKING_DIRECTORY", "/"}}, .limit = std::chrono::minutes(10)});
}

std::string text_of(const fs::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// How many lines of the text begin so.
std::size_t count(const std::string& text, const std::string& beginning) {
  std::stringstream lines(text);
  std::size_t found = 0;
  for (std::string line; std::getline(lines, line);) found += line.starts_with(beginning) ? 1 : 0;
  return found;
}

TEST(Speed, ThePageTellsEachToolEachGoalAndTheGrowth) {
  const fs::path folder = folder_of_test();
  const command::Outcome outcome = measure({"--lines", "1500", "3000", "--write", folder.string()});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
  const std::string page = text_of(folder / "racecheck_speed.md");
  EXPECT_EQ(outcome.output, page + "\n");
  for (const char* row :
       {"| `clang-19 -fsyntax-only` | ", "| racecheck | ", "| racecheck `--cache`, first run | ",
        "| racecheck `--cache`, nothing changed | ", "| only `racecheck --summarize` | ", "| only `racecheck --merge` | "})
    EXPECT_EQ(count(page, row), 2U) << row;
  const std::regex goals(
      "- a run, to the compiler's time: [0-9.]+, goal 1.5: \\S+\\.\n"
      "- a second run without changes, to the first: [0-9.]+, goal 0.05: \\S+\\.\n"
      "- memory, to the compiler's: [0-9.]+, goal 2.0: \\S+\\.\n"
      "- Of the time: reading the files and summarising them [0-9]+ %, following the program [0-9]+ %\\.");
  EXPECT_EQ(std::distance(std::sregex_iterator(page.begin(), page.end(), goals), std::sregex_iterator()), 2) << page;
  EXPECT_EQ(count(page, "| 1,500 | "), 1U);
  EXPECT_EQ(count(page, "| 3,000 | "), 1U);
  EXPECT_EQ(count(page, "From 1,500 to 3,000 lines, 2 times as many"), 1U);
  const std::string plot = text_of(folder / "racecheck_growth.svg");
  const std::regex two_points("<polyline points=\"[0-9.]+,[0-9.]+ [0-9.]+,[0-9.]+\"");
  EXPECT_EQ(std::distance(std::sregex_iterator(plot.begin(), plot.end(), two_points), std::sregex_iterator()), 2) << plot;
}

TEST(Speed, AToolThatFailsIsNamed) {
  const fs::path folder = folder_of_test();
  std::ofstream(folder / "broken") << "#!/bin/sh\necho no such thing >&2\nexit 2\n";
  fs::permissions(folder / "broken", fs::perms::owner_all);
  const command::Outcome outcome = measure({"--lines", "1000", "--racecheck", (folder / "broken").string()});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.errors.find("broken --quiet --jobs=2"), std::string::npos) << outcome.errors;
  EXPECT_NE(outcome.errors.find("ended with 2: no such thing"), std::string::npos) << outcome.errors;
}

}  // namespace
