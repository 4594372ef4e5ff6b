// The programs by themselves: race and locked, and each program beside its Python original.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "samples/finals.h"
#include "tests/command/command.h"

namespace samples {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Lines = std::vector<std::string>;

Lines lines_of(const std::string& text) {
  Lines lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string text_of(const std::string& file) {
  std::ifstream stream(file);
  EXPECT_TRUE(stream) << file;
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Replaces every `from` that stands in `text`.
std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
  return text;
}

Lines output_of(const Lines& argv, int exit_code = 0) {
  const command::Outcome outcome = command::run(argv);
  EXPECT_EQ(outcome.exit_code, exit_code) << argv[0] << "\n" << outcome.errors;
  return lines_of(outcome.output);
}

Lines python(const std::string& file, const Lines& arguments = {}) {
  Lines argv = {"python3", "samples/" + file};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return output_of(argv);
}

/// 66 when this test and the programs are built with --config=tsan, which reports the race of 6.1; else 0.
int exit_code_of_race() {
  const char* const code = std::getenv("EXIT_CODE_OF_RACE");
  EXPECT_NE(code, nullptr) << "BUILD sets it";
  return code == nullptr ? -1 : std::atoi(code);
}

/// Ten values and the final one: each of the ten was printed after an addition of 1 or 3.
void expect_a_racy_run(const Lines& lines) {
  ASSERT_EQ(lines.size(), 11u);
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_GE(std::stoi(lines[i]), 1);
    EXPECT_LE(std::stoi(lines[i]), 20);
  }
  const std::optional<int> final_value = final_of(lines[10] + "\n");
  ASSERT_TRUE(final_value) << lines[10];
  EXPECT_GE(*final_value, 4);
  EXPECT_LE(*final_value, 20);
}

/// The lock is held for all five additions, so either the ones come first, or the threes.
void expect_a_locked_run(const Lines& lines) {
  EXPECT_THAT(lines, AnyOf(ElementsAre("1", "2", "3", "4", "5", "8", "11", "14", "17", "20", "final: 20"),
                           ElementsAre("3", "6", "9", "12", "15", "16", "17", "18", "19", "20", "final: 20")));
}

TEST(Race, PrintsTenValuesAndEndsBetween4And20) {
  const command::Outcome outcome = command::run({"samples/race"});
  EXPECT_EQ(outcome.exit_code, exit_code_of_race()) << outcome.errors;
  if (exit_code_of_race() == 0) {
    EXPECT_EQ(outcome.errors, "");
  } else {
    EXPECT_THAT(outcome.errors, HasSubstr("race between processes"));
  }
  expect_a_racy_run(lines_of(outcome.output));
}

TEST(Locked, AlwaysEndsWith20) {
  for (int run = 0; run < 5; ++run) {
    const command::Outcome outcome = command::run({"samples/locked"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.errors, "");
    expect_a_locked_run(lines_of(outcome.output));
  }
}

TEST(Lock, IsAllThatDistinguishesFixedFromRacy) {
  std::string racy = text_of("samples/06_lock/racy.cpp");
  std::string fixed = text_of("samples/06_lock/fixed.cpp");
  EXPECT_THAT(racy, Not(HasSubstr("mp::Lock")));
  for (const char* lock_line : {"  mp::Lock l;\n", "  l.acquire();\n", "  l.release();\n"}) {
    EXPECT_THAT(fixed, HasSubstr(lock_line));
    fixed = replaced(fixed, lock_line, "");
  }
  fixed = replaced(replaced(fixed, ", mp::Lock& l", ""), ", l)", ")");
  const auto without_first_line = [](const std::string& text) { return text.substr(text.find('\n')); };
  EXPECT_EQ(without_first_line(fixed), without_first_line(racy));
}

TEST(Original, Section1PrintsTheSame) {
  EXPECT_EQ(output_of({"samples/01_process_and_thread/process_and_thread"}), python("01_process_and_thread/original.py"));
}

TEST(Original, Section2PrintsTheSame) { EXPECT_EQ(output_of({"samples/02_queue/queue"}), python("02_queue/original.py")); }

TEST(Original, Section3HasTheSameWaysAndResults) {
  const auto results = [](const Lines& lines) {
    Lines found;
    for (const std::string& line : lines) {
      for (const char* way : {"normal: ", "multithread: ", "multicore: "}) {
        if (line.starts_with(way)) found.push_back(line);
      }
    }
    return found;
  };
  const Lines once = results(python("03_speed/original.py"));
  ASSERT_EQ(once.size(), 3u);
  Lines twice = once;  // the program shows them without and with a GIL
  twice.insert(twice.end(), once.begin(), once.end());
  EXPECT_EQ(results(output_of({"samples/03_speed/speed"})), twice);
}

TEST(Original, Section4PrintsTheSame) { EXPECT_EQ(output_of({"samples/04_pool/pool"}), python("04_pool/original.py")); }

TEST(Original, Section5PrintsTheSame) {
  EXPECT_EQ(output_of({"samples/05_shared_memory/shared_memory"}), python("05_shared_memory/original.py"));
}

TEST(Original, Section61EndsInTheSameRange) {
  expect_a_racy_run(python("06_lock/original.py", {"racy"}));
  expect_a_racy_run(output_of({"samples/race"}, exit_code_of_race()));
}

TEST(Original, Section62EndsWithTheSame) {
  expect_a_locked_run(python("06_lock/original.py", {"fixed"}));
  expect_a_locked_run(output_of({"samples/locked"}));
}

}  // namespace
}  // namespace samples
