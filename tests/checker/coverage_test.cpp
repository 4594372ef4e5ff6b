// Every check has its page, its pairs of programs, and the same first sentence in source and page.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "tests/checker/program.h"
#include "tool/checks/check.h"

namespace checker {
namespace {

constexpr std::size_t kFewestPairs = 6;

/// "racelab-unguarded-update" has its programs in "unguarded_update".
std::string folder_of(const check::Check& check) {
  std::string folder(check.id.substr(std::string_view("racelab-").size()));
  std::ranges::replace(folder, '-', '_');
  return folder;
}

std::string page_of(const check::Check& check) {
  std::ifstream stream("docs/checks/" + std::string(check.id) + ".md");
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

class Coverage : public testing::TestWithParam<check::Check> {};

TEST_P(Coverage, IdAndSummaryAreWellFormed) {
  EXPECT_TRUE(GetParam().id.starts_with("racelab-"));
  EXPECT_TRUE(GetParam().summary.ends_with('.'));
  EXPECT_EQ(GetParam().summary.find('\n'), std::string_view::npos);
}

TEST_P(Coverage, ThePageBeginsWithIdAndSummary) {
  const std::string beginning = "# " + std::string(GetParam().id) + "\n\n" + std::string(GetParam().summary) + "\n";
  EXPECT_EQ(page_of(GetParam()).substr(0, beginning.size()), beginning);
}

TEST_P(Coverage, ThePageIsWhatTheProgramExplains) { EXPECT_EQ(page_of(GetParam()), GetParam().page); }

TEST_P(Coverage, ThePageNamesItsClassAndShowsBadAndGood) {
  const std::string page = page_of(GetParam());
  EXPECT_NE(page.find("\nClass: " + std::string(name_of(GetParam().check_class))), std::string::npos);
  EXPECT_NE(page.find("\n## Bad\n\n```cpp\n"), std::string::npos);
  EXPECT_NE(page.find("\n## Good\n\n```cpp\n"), std::string::npos);
}

TEST_P(Coverage, EveryProgramHasItsSibling) {
  std::set<std::string> names;
  for (const Program& program : programs_of(folder_of(GetParam()))) names.insert(program.name);
  std::size_t pairs = 0;
  for (const Program& program : programs_of(folder_of(GetParam()))) {
    if (!is_wrong(program)) continue;
    EXPECT_TRUE(names.contains(sibling_of(program.name))) << program.name;
    ++pairs;
  }
  EXPECT_EQ(names.size(), 2 * pairs) << "a clean program has no sibling";
  EXPECT_GE(pairs, kFewestPairs);
}

TEST_P(Coverage, AWrongProgramHasAMistakeAndACleanOneHasNone) {
  for (const Program& program : programs_of(folder_of(GetParam()))) {
    const auto count = [&](Promise promise) { return lines_with(program, promise).size(); };
    const std::size_t mistakes = count(Promise::kRace) + count(Promise::kMistake) + count(Promise::kMissed);
    EXPECT_EQ(mistakes > 0, is_wrong(program)) << program.name;
    EXPECT_TRUE(count(Promise::kNoRace) + count(Promise::kFalseAlarm) > 0 || is_wrong(program)) << program.name;
    EXPECT_EQ(count(Promise::kRace) > 0, is_racy(program) && count(Promise::kMissed) == 0) << program.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Checks, Coverage, testing::ValuesIn(check::all_checks()),
                         [](const auto& info) { return folder_of(info.param); });

}  // namespace
}  // namespace checker
