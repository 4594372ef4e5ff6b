// docs/conformance.md against the test sources: each case that it names is there, and its counts are right.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// "Queue.IsFirstInFirstOut", of all test sources of the runtime and of this folder.
std::set<std::string> all_cases() {
  static const std::regex test(R"(TEST(?:_F|_P)?\((\w+),\s+(\w+)\))");
  std::set<std::string> cases;
  for (const char* const folder : {"runtime", "tests/conformance"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.path().string().ends_with("_test.cpp")) continue;
      const std::string text = read(entry.path());
      for (std::sregex_iterator each(text.begin(), text.end(), test), end; each != end; ++each) {
        cases.insert((*each)[1].str() + "." + (*each)[2].str());
      }
    }
  }
  return cases;
}

TEST(Conformance, EachCaseOfThePageIsThereAndTheCountsAreRight) {
  const std::string page = read("docs/conformance.md");
  const std::set<std::string> cases = all_cases();
  static const std::regex row(R"(\| `(\w+\.\w+)` \| (.+) \|)"), quoted(R"(`([\w.]+)`)");
  std::set<std::string> methods;
  int covered = 0, left_out = 0, not_yet = 0;
  std::istringstream lines(page);
  std::smatch cells;
  for (std::string line; std::getline(lines, line);) {
    if (!std::regex_match(line, cells, row)) continue;
    EXPECT_TRUE(methods.insert(cells[1]).second) << cells[1] << " stands there twice";
    const std::string ours = cells[2];
    left_out += ours.starts_with("left out: ") ? 1 : 0;
    not_yet += ours.starts_with("not yet") ? 1 : 0;
    std::sregex_iterator each(ours.begin(), ours.end(), quoted);
    const std::sregex_iterator end;
    covered += each != end ? 1 : 0;
    for (; each != end; ++each) EXPECT_TRUE(cases.contains((*each)[1])) << (*each)[1] << " is no test of ours";
  }
  std::ostringstream counts;
  counts << "Of " << methods.size() << " methods " << covered << " are covered, " << left_out << " are left out";
  EXPECT_NE(page.find(counts.str()), std::string::npos) << counts.str();
  EXPECT_EQ(covered + left_out + not_yet, static_cast<int>(methods.size()));
  std::cout << counts.str() << ", " << not_yet << " are not there yet\n";
}

}  // namespace
