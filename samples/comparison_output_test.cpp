// Both ways to write a comparison, on the same figures.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "samples/comparison_json.h"
#include "samples/comparison_table.h"

namespace samples {
namespace {

using testing::HasSubstr;
using testing::Not;

Comparison comparison_with_final_of_locked(int final_value) {
  const auto build = [](const char* program, Build how, std::vector<RunRecord> runs) { return figures_of(program, how, runs); };
  return {{build("race", Build::kPlain, {{17, std::nullopt, 0, 0.25, 0.02}, {20, std::nullopt, 0, 0.35, 0.02}}),
           build("race", Build::kTsan, {{20, 2, 66, 0.9, 0.3}, {20, 2, 66, 0.9, 0.3}}),
           build("race", Build::kProcsan, {{20, 1, 66, 0.6, 0.04}, {20, 1, 66, 0.6, 0.04}}),
           build("locked", Build::kPlain, {{20, std::nullopt, 0, 0.5, 0}, {final_value, std::nullopt, 0, 0.5, 0}}),
           build("locked", Build::kTsan, {{20, 0, 0, 1, 0.1}, {20, 0, 0, 1, 0.1}}),
           build("locked", Build::kProcsan, {{20, 0, 0, 0.6, 0.1}, {20, 0, 0, 0.6, 0.1}})}};
}

TEST(ComparisonTable, ShowsEachBuildInOneAlignedRow) {
  EXPECT_EQ(
      table_of(comparison_with_final_of_locked(20)),
      "program  build    finals        lost update in  race reports  exit codes  time     ratio  CPU time  ratio\n"
      "race     plain    17 x1, 20 x1  1 of 2 runs     nobody looks  0           0.300 s  1.00   0.020 s   1.00\n"
      "race     tsan     20            0 of 2 runs     4 in 2 runs   66          0.900 s  3.00   0.300 s   15.00\n"
      "race     procsan  20            0 of 2 runs     2 in 2 runs   66          0.600 s  2.00   0.040 s   2.00\n"
      "locked   plain    20            0 of 2 runs     nobody looks  0           0.500 s  1.00   0.000 s   -\n"
      "locked   tsan     20            0 of 2 runs     0             0           1.000 s  2.00   0.100 s   -\n"
      "locked   procsan  20            0 of 2 runs     0             0           0.600 s  1.20   0.100 s   -\n"
      "Times are medians; a ratio is the time divided by that of the plain build. Both programs mostly wait for the clock.\n"
      "The story holds: the race is reported in every sanitized run, whatever the run ends with; the lock ends it.\n");
}

TEST(ComparisonTable, SaysWhatContradictsTheStory) {
  const std::string table = table_of(comparison_with_final_of_locked(19));
  EXPECT_THAT(table, HasSubstr("The story does not hold. plain locked: a run did not end with 20"));
  EXPECT_THAT(table, Not(HasSubstr("The story holds")));
}

TEST(ComparisonJson, HasTheSameFigures) {
  const auto json = nlohmann::json::parse(json_of(comparison_with_final_of_locked(20)));
  EXPECT_EQ(json.at("story_holds"), true);
  EXPECT_TRUE(json.at("contradictions").empty());
  ASSERT_EQ(json.at("builds").size(), 6u);
  const auto& plain = json.at("builds")[0];
  EXPECT_EQ(plain.at("program"), "race");
  EXPECT_EQ(plain.at("build"), "plain");
  EXPECT_EQ(plain.at("sanitized"), false);
  EXPECT_EQ(plain.at("runs"), 2);
  EXPECT_EQ(plain.at("finals"), nlohmann::json::parse(R"({"17": 1, "20": 1})"));
  EXPECT_EQ(plain.at("runs_with_lost_update"), 1);
  EXPECT_EQ(plain.at("missing"), 3);
  EXPECT_TRUE(plain.at("race_reports").is_null());
  const auto& sanitized = json.at("builds")[1];
  EXPECT_EQ(sanitized.at("build"), "tsan");
  EXPECT_EQ(sanitized.at("sanitized"), true);
  EXPECT_EQ(sanitized.at("race_reports"), 4);
  EXPECT_EQ(sanitized.at("runs_with_report"), 2);
  EXPECT_EQ(sanitized.at("exit_codes"), nlohmann::json::parse(R"({"66": 2})"));
  EXPECT_NEAR(sanitized.at("wall_seconds").at("ratio_to_plain"), 3, 1e-9);
  EXPECT_EQ(json.at("builds")[2].at("build"), "procsan");
  EXPECT_NEAR(json.at("builds")[2].at("wall_seconds").at("ratio_to_plain"), 2, 1e-9);
  EXPECT_TRUE(json.at("builds")[4].at("cpu_seconds").at("ratio_to_plain").is_null()) << "nothing divides by no time";
}

TEST(ComparisonJson, SaysWhatContradictsTheStory) {
  const auto json = nlohmann::json::parse(json_of(comparison_with_final_of_locked(19)));
  EXPECT_EQ(json.at("story_holds"), false);
  EXPECT_EQ(json.at("contradictions").size(), 1u);
}

}  // namespace
}  // namespace samples
