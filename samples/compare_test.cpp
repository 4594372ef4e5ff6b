// The comparison as a user meets it: real programs, real races.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/command/command.h"

namespace {

using testing::HasSubstr;

command::Outcome compare(const std::vector<std::string>& arguments, const command::Options& options = {}) {
  std::vector<std::string> argv = {"samples/compare"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return command::run(argv, options);
}

TEST(Compare, TheRaceIsCaughtInEveryRunAndTheLockEndsIt) {
  const std::string folder = testing::TempDir();
  command::Options options;
  options.environment = {{"BUILD_WORKING_DIRECTORY", folder}};  // as `bazel run` tells where the user stands
  const command::Outcome outcome = compare({"--runs", "3", "--json", "figures.json"}, options);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output << outcome.errors;
  EXPECT_EQ(outcome.errors, "");
  EXPECT_THAT(outcome.output, HasSubstr("The story holds"));

  std::ifstream file(folder + "/figures.json");
  const auto json = nlohmann::json::parse(file);
  EXPECT_EQ(json.at("story_holds"), true);
  ASSERT_EQ(json.at("builds").size(), 6u);
  std::string builds;
  for (const auto& build : json.at("builds")) {
    builds += build.at("program").get<std::string>() + " " + build.at("build").get<std::string>() + "\n";
    const bool caught = build.at("program") == "race" && build.at("sanitized") == true;
    EXPECT_EQ(build.at("runs"), 3) << build;
    EXPECT_EQ(build.at("exit_codes"), nlohmann::json({{caught ? "66" : "0", 3}})) << build;
    if (build.at("program") == "locked") EXPECT_EQ(build.at("finals"), nlohmann::json({{"20", 3}})) << build;
    if (build.at("sanitized") == false) EXPECT_TRUE(build.at("race_reports").is_null()) << build;
    if (build.at("sanitized") == true) EXPECT_EQ(build.at("runs_with_report"), caught ? 3 : 0) << build;
    if (caught) EXPECT_GE(build.at("race_reports"), 3) << build;
    EXPECT_GT(build.at("wall_seconds").at("median"), 0) << build;
    EXPECT_GT(build.at("cpu_seconds").at("ratio_to_plain"), 0) << build;
  }
  EXPECT_EQ(builds, "race plain\nrace tsan\nrace procsan\nlocked plain\nlocked tsan\nlocked procsan\n");
}

TEST(Compare, HelpTellsOptionsAndExitCodes) {
  const command::Outcome outcome = compare({"--help"});
  EXPECT_EQ(outcome.exit_code, 0);
  for (const char* word : {"--runs", "--json", "Exit codes"}) EXPECT_THAT(outcome.output, HasSubstr(word));
}

TEST(Compare, WrongUsageIsAClearError) {
  const std::vector<std::vector<std::string>> wrong = {{"--runs", "0"}, {"--runs", "many"}, {"--runs"}, {"--jsn", "x"}, {"race"}};
  for (const auto& arguments : wrong) {
    const command::Outcome outcome = compare(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << arguments[0];
    EXPECT_EQ(outcome.output, "");
    EXPECT_THAT(outcome.errors, HasSubstr("Try --help."));
  }
}

TEST(Compare, AFileThatCannotBeWrittenIsToldBeforeAnythingRuns) {
  const command::Outcome outcome = compare({"--json", "/no/such/folder/figures.json"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.output, "");
  EXPECT_THAT(outcome.errors, HasSubstr("cannot write /no/such/folder/figures.json: No such file or directory"));
}

}  // namespace
