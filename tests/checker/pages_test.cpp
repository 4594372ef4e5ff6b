// What a check's page shows as bad is reported, and what it shows as good is not.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "tests/checker/findings.h"
#include "tests/checker/precompiled_headers.h"
#include "tests/command/command.h"
#include "tool/checks/check.h"

namespace checker {
namespace {

/// The first C++ block under a heading of the page.
std::string program_under(const std::string& heading, const std::string& page) {
  const std::string opening = "\n## " + heading + "\n\n```cpp\n";
  const std::size_t begin = page.find(opening);
  if (begin == std::string::npos) return "";
  const std::size_t from = begin + opening.size();
  return page.substr(from, page.find("\n```", from) - from) + "\n";
}

class Page : public testing::TestWithParam<check::Check> {
 protected:
  command::Outcome checked(const std::string& heading) {
    const std::string folder = std::getenv("TEST_TMPDIR");
    std::ofstream(folder + "/page.cpp") << program_under(heading, std::string(GetParam().page));
    std::vector<std::string> arguments = {"--checks=" + std::string(GetParam().id), "page.cpp", "--"};
    arguments.insert(arguments.end(), flags().begin(), flags().end());
    return run_racecheck(arguments, folder);
  }

 private:
  static const std::vector<std::string>& flags() {
    static const std::vector<std::string> flags = precompile_runtime({"-std=gnu++20", "-pthread"});
    return flags;
  }
};

TEST_P(Page, TheBadProgramIsReported) {
  const command::Outcome outcome = checked("Bad");
  EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
  EXPECT_NE(outcome.output.find("[" + std::string(GetParam().id) + "]"), std::string::npos) << outcome.output;
}

TEST_P(Page, TheGoodProgramIsNot) {
  const command::Outcome outcome = checked("Good");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output << outcome.errors;
}

INSTANTIATE_TEST_SUITE_P(Checks, Page, testing::ValuesIn(check::all_checks()), [](const auto& info) {
  std::string name(info.param.id);
  for (char& c : name)
    if (c == '-') c = '_';
  return name;
});

}  // namespace
}  // namespace checker
