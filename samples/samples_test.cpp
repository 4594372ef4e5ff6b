// The runner as a user meets it: the built program, its output, its exit codes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/command/command.h"

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Lines = std::vector<std::string>;

const std::string kSum = "499999666667166666000000";

command::Outcome samples(const Lines& arguments) {
  Lines argv = {"samples/samples"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return command::run(argv);
}

/// The run of one section or part; one run serves all tests that look at it.
const command::Outcome& section(const std::string& number) {
  static std::map<std::string, command::Outcome> runs;
  const auto known = runs.find(number);
  return known != runs.end() ? known->second : runs.emplace(number, samples({number})).first->second;
}

Lines lines_of(const std::string& text) {
  Lines lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// The runner ends a section with an empty line.
std::string without_last_line(const std::string& output) { return output.substr(0, output.size() - 1); }

/// What the one section prints between its heading and the empty line that ends it.
Lines body_of(const std::string& number, int exit_code = 0) {
  const command::Outcome& outcome = section(number);
  EXPECT_EQ(outcome.exit_code, exit_code) << outcome.errors;
  Lines lines = lines_of(outcome.output);
  EXPECT_GE(lines.size(), 2u);
  if (lines.size() < 2) return {};
  EXPECT_THAT(lines.front(), HasSubstr("== " + number.substr(0, 1) + ". "));
  EXPECT_EQ(lines.back(), "");
  return {lines.begin() + 1, lines.end() - 1};
}

/// 66 when this test and the programs are built with --config=tsan, which reports the race of 6.1; else 0.
int exit_code_of_race() {
  const char* const code = std::getenv("EXIT_CODE_OF_RACE");
  EXPECT_NE(code, nullptr) << "BUILD sets it";
  return code == nullptr ? -1 : std::atoi(code);
}

TEST(Samples, ListNamesSectionsAndParts) {
  const command::Outcome outcome = samples({"--list"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.errors, "");
  Lines numbers;
  for (const std::string& line : lines_of(outcome.output)) numbers.push_back(line.substr(0, line.find(' ')));
  EXPECT_THAT(numbers, ElementsAre("1", "2", "3", "4", "5", "6", "6.1", "6.2"));
  EXPECT_THAT(outcome.output, HasSubstr("samples/03_speed"));
  EXPECT_THAT(outcome.output, HasSubstr("./bazelw run //samples:race"));
}

TEST(Samples, HelpTellsArgumentsAndExitCodes) {
  const command::Outcome outcome = samples({"--help"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.errors, "");
  for (const char* word : {"SECTION", "--list", "Exit codes", "6.1"}) EXPECT_THAT(outcome.output, HasSubstr(word));
}

TEST(Samples, AnUnknownSectionIsAClearErrorAndNothingRuns) {
  for (const char* number : {"7", "6.3", "lock"}) {
    const command::Outcome outcome = samples({"1", number});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.output, "");
    EXPECT_EQ(outcome.errors,
              "samples: there is no section '" + std::string(number) + "'; there are 1, 2, 3, 4, 5, 6, 6.1, 6.2. Try --list.\n");
  }
}

TEST(Samples, AnUnknownOptionIsAClearError) {
  const command::Outcome outcome = samples({"--lost"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.output, "");
  EXPECT_THAT(outcome.errors, HasSubstr("--lost"));
  EXPECT_THAT(outcome.errors, HasSubstr("Try --help."));
}

TEST(Samples, WithoutItsProgramsItSaysHowToStartIt) {
  command::Options options;
  options.environment = {{"RUNFILES_DIR", "/no/such"}, {"TEST_SRCDIR", "/no/such"}};
  const std::string copy = testing::TempDir() + "/samples_alone";
  ASSERT_EQ(command::run({"cp", "samples/samples", copy}).exit_code, 0);
  const command::Outcome outcome = command::run({copy, "1"}, options);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.errors, HasSubstr("start this program with 'bazel run'"));
}

TEST(Samples, Section1BothPrintAndOneIsCounted) {
  Lines lines = body_of("1");
  EXPECT_THAT(lines, ElementsAre("aaaaa", "aaaaa", "calls counted here: 1"));
}

TEST(Samples, Section2AddsTheTwoResults) { EXPECT_THAT(body_of("2"), ElementsAre(kSum)); }

TEST(Samples, Section3PrintsTheSumAndATimeForEachWayWithoutAndWithAGil) {
  Lines lines = body_of("3");
  ASSERT_EQ(lines.size(), 20u);
  for (const std::size_t first : {0u, 9u}) {
    EXPECT_THAT(lines[first], HasSubstr(first == 0 ? "GIL off" : "GIL on"));
    Lines ways;
    for (const std::size_t way : {0u, 1u, 2u}) {
      const std::string& result = lines[first + 1 + 2 * way];
      const std::string name = result.substr(0, result.find(':'));
      ways.push_back(name);
      EXPECT_EQ(result.substr(name.size()), ": " + kSum);
      const std::string& time = lines[first + 2 + 2 * way];
      EXPECT_TRUE(time.starts_with(name)) << time;
      EXPECT_TRUE(time.substr(name.size()).starts_with(" time: ")) << time;
      EXPECT_GT(std::stod(time.substr(time.find(": ") + 2)), 0);
    }
    EXPECT_THAT(ways, ElementsAre("normal", "multithread", "multicore"));
    EXPECT_TRUE(std::regex_match(lines[first + 7], std::regex("fastest first: (\\w+) < (\\w+) < (\\w+)"))) << lines[first + 7];
    EXPECT_EQ(lines[first + 8], "");
  }
  EXPECT_THAT(lines[18], HasSubstr("GIL"));
  EXPECT_THAT(lines[19], Not(IsEmpty()));
}

TEST(Samples, Section4PrintsWhatPythonsPoolPrints) {
  const std::string squares = "[0, 1, 4, 9, 16, 25, 36, 49, 64, 81]";
  EXPECT_THAT(body_of("4"), ElementsAre(squares, "4", squares));
}

TEST(Samples, Section5TheParentReadsWhatTheChildWrote) {
  EXPECT_THAT(body_of("5"), ElementsAre("0 3.14 [1, 2, 3, 4]", "1 6.28 [1, 4, 9, 16]"));
}

TEST(Samples, Section61ShowsTheFinalsOfAllItsRuns) {
  const Lines lines = body_of("6.1", exit_code_of_race());
  ASSERT_GT(lines.size(), 12u);
  EXPECT_EQ(lines[0], "-- 6.1 Two processes, one value, no lock");
  EXPECT_TRUE(std::regex_match(lines[11], std::regex("final: [0-9]+"))) << "ten values, then the final one; got " << lines[11];
  int runs = 0;
  bool lost = false;
  std::smatch match;
  for (const std::string& line : lines) {
    if (!std::regex_match(line, match, std::regex(" *([0-9]+) \\| #+ ([0-9]+)"))) continue;
    const int value = std::stoi(match[1]);
    EXPECT_GE(value, 4);
    EXPECT_LE(value, 20);
    lost = lost || value != 20;
    runs += std::stoi(match[2]);
  }
  EXPECT_GE(runs, 1);
  EXPECT_LE(runs, 50);
  const std::string& outcome = lines.back();
  if (exit_code_of_race() != 0) {
    EXPECT_THAT(outcome, HasSubstr("exited with 66"));
  } else if (lost) {
    EXPECT_EQ(outcome, "An update was lost in run " + std::to_string(runs) + ".");
  } else {
    EXPECT_EQ(runs, 50);
    EXPECT_THAT(outcome, HasSubstr("No update was lost this time"));
  }
}

TEST(Samples, Section62AlwaysEndsWith20) {
  const Lines lines = body_of("6.2");
  ASSERT_EQ(lines.size(), 12u);
  EXPECT_EQ(lines[0], "-- 6.2 The same with a lock");
  EXPECT_EQ(lines[10], "20");
  EXPECT_EQ(lines[11], "final: 20");
}

std::string page_of(const std::string& folder) {
  std::ifstream file("samples/" + folder + "/README.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Samples, PagesShowWhatTheirSectionsPrint) {
  const std::vector<std::pair<std::string, std::string>> pages = {
      {"1", "01_process_and_thread"}, {"2", "02_queue"}, {"4", "04_pool"}, {"5", "05_shared_memory"}};
  for (const auto& [number, folder] : pages) {
    EXPECT_THAT(page_of(folder),
                HasSubstr("$ ./bazelw run samples -- " + number + "\n" + without_last_line(section(number).output) + "```\n"));
  }
}

/// What chance leaves of some lines: numbers, bars, who was fastest and how often a line of a kind comes are forgotten.
Lines shape_of(const std::string& text) {
  Lines shape;
  for (std::string line : lines_of(text)) {
    line = std::regex_replace(line, std::regex(" *[0-9]+(\\.[0-9]+)?"), "0");
    line = std::regex_replace(line, std::regex("#+"), "#");
    line = std::regex_replace(line, std::regex("(fastest first):.*|(How0) runs? (ended.*)"), "$1$2$3");
    if (shape.empty() || shape.back() != line) shape.push_back(line);
  }
  return shape;
}

/// The block of a page that shows what a command prints.
std::string shown(const std::string& page, const std::string& command) {
  const std::size_t start = page.find("$ " + command + "\n");
  EXPECT_NE(start, page.npos) << command;
  if (start == page.npos) return "";
  const std::size_t first = page.find('\n', start) + 1;
  return page.substr(first, page.find("```", first) - first);
}

TEST(Samples, PagesShowWhatTheirSectionsPrintButForChance) {
  const std::string speed = shown(page_of("03_speed"), "./bazelw run -c opt samples -- 3");
  EXPECT_EQ(shape_of(speed), shape_of(without_last_line(section("3").output)));
  Lines page = shape_of(shown(page_of("06_lock"), "./bazelw run samples -- 6.1"));
  Lines run = shape_of(without_last_line(section("6.1").output));
  ASSERT_GT(run.size(), 1u);
  EXPECT_EQ(page.back(), "An update was lost in run0.");
  page.pop_back(), run.pop_back();  // a run may lose nothing, or be caught by ThreadSanitizer
  EXPECT_EQ(page, run);
  EXPECT_EQ(shape_of(shown(page_of("06_lock"), "./bazelw run samples -- 6.2")),
            shape_of(without_last_line(section("6.2").output)));
}

TEST(Samples, Section6IsBothParts) {
  const std::string output = samples({"6"}).output;
  EXPECT_LT(output.find("-- 6.1 "), output.find("-- 6.2 "));
  EXPECT_NE(output.find("-- 6.2 "), output.npos);
}

TEST(Samples, WithoutArgumentsAllSectionsRunInOrder) {
  const command::Outcome outcome = samples({});
  EXPECT_EQ(outcome.exit_code, exit_code_of_race()) << outcome.errors;
  std::string order;
  for (const std::string& line : lines_of(outcome.output)) {
    if (line.starts_with("== ") || line.starts_with("-- ")) order += line.substr(3, line.find(' ', 3) - 3) + " ";
  }
  EXPECT_EQ(order, "1. 2. 3. 4. 5. 6. 6.1 6.2 ");
  for (const std::string& result :
       {std::string("calls counted here: 1"), "multicore: " + kSum, std::string("1 6.28 [1, 4, 9, 16]")}) {
    EXPECT_THAT(outcome.output, HasSubstr(result));
  }
  EXPECT_TRUE(outcome.output.ends_with("final: 20\n\n")) << "6.2 comes last";
}

}  // namespace
