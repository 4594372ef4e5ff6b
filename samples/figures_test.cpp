#include "samples/figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace samples {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

RunRecord plain_run(int final_value) { return {final_value, std::nullopt, 0, 0.3, 0.02}; }
RunRecord sanitized_run(int final_value, int reports) { return {final_value, reports, reports > 0 ? 66 : 0, 0.6, 0.2}; }

BuildFigures build(const std::string& program, Build how, std::vector<RunRecord> runs) { return figures_of(program, how, runs); }

/// A comparison for which the story holds; tests break one build of it.
Comparison good() {
  return {{build("race", Build::kPlain, {plain_run(17), plain_run(20)}),
           build("race", Build::kTsan, {sanitized_run(20, 2), sanitized_run(16, 1)}),
           build("race", Build::kProcsan, {sanitized_run(20, 1), sanitized_run(18, 1)}),
           build("locked", Build::kPlain, {plain_run(20), plain_run(20)}),
           build("locked", Build::kTsan, {sanitized_run(20, 0), sanitized_run(20, 0)}),
           build("locked", Build::kProcsan, {sanitized_run(20, 0), sanitized_run(20, 0)})}};
}

TEST(Figures, SpreadIsMinMedianMax) {
  const Spread odd = spread_of({3, 1, 2});
  EXPECT_EQ(odd.min, 1);
  EXPECT_EQ(odd.median, 2);
  EXPECT_EQ(odd.max, 3);
  EXPECT_EQ(spread_of({1, 4, 2, 3}).median, 2.5);
  EXPECT_EQ(spread_of({5}).median, 5);
}

TEST(Figures, CountsFinalsLossesReportsAndExitCodes) {
  const BuildFigures figures = build("race", Build::kTsan, {sanitized_run(20, 2), sanitized_run(16, 1), sanitized_run(17, 0)});
  EXPECT_EQ(figures.runs, 3);
  EXPECT_EQ(figures.finals, (Finals{{16, 1}, {17, 1}, {20, 1}}));
  EXPECT_EQ(figures.runs_with_lost_update, 2);
  EXPECT_EQ(figures.missing, 4 + 3);
  EXPECT_EQ(figures.runs_watched, 3);
  EXPECT_EQ(figures.race_reports, 3);
  EXPECT_EQ(figures.runs_with_report, 2);
  EXPECT_EQ(figures.exit_codes, (std::map<int, int>{{0, 1}, {66, 2}}));
  EXPECT_EQ(figures.wall_seconds.median, 0.6);
  EXPECT_EQ(figures.cpu_seconds.median, 0.2);
}

TEST(Figures, ARunWithoutFinalIsNoFinalAndNoLoss) {
  const BuildFigures figures = build("race", Build::kPlain, {plain_run(20), {std::nullopt, std::nullopt, 139, 0.1, 0.1}});
  EXPECT_EQ(figures.runs, 2);
  EXPECT_EQ(figures.finals, (Finals{{20, 1}}));
  EXPECT_EQ(figures.runs_with_lost_update, 0);
  EXPECT_EQ(figures.missing, 0);
}

TEST(Figures, TimesAreComparedWithThePlainBuildOfTheSameProgram) {
  const Comparison comparison = good();
  EXPECT_EQ(&comparison.plain_of(comparison.builds[1]), &comparison.builds[0]);
  EXPECT_EQ(&comparison.plain_of(comparison.builds[2]), &comparison.builds[0]);
  EXPECT_EQ(&comparison.plain_of(comparison.builds[4]), &comparison.builds[3]);
  const Comparison half{{comparison.builds[1]}};
  EXPECT_THROW(half.plain_of(half.builds[0]), std::invalid_argument);
}

TEST(Story, HoldsWhetherOrNotAnUpdateWasLost) {
  EXPECT_THAT(contradictions(good()), IsEmpty());
  Comparison lucky = good();
  lucky.builds[0] = build("race", Build::kPlain, {plain_run(20), plain_run(20)});
  lucky.builds[1] = build("race", Build::kTsan, {sanitized_run(20, 1), sanitized_run(20, 1)});
  EXPECT_THAT(contradictions(lucky), IsEmpty());
}

TEST(Story, BreaksWhenTheRaceIsMissedInOneRun) {
  Comparison comparison = good();
  comparison.builds[1] = build("race", Build::kTsan, {sanitized_run(20, 1), sanitized_run(20, 0)});
  EXPECT_THAT(contradictions(comparison),
              ElementsAre("tsan race: a run did not exit with 66", "tsan race: a race was reported in 1 of 2 runs"));
}

TEST(Story, BreaksWhenOneModeMissesTheRace) {
  Comparison comparison = good();
  comparison.builds[2] = build("race", Build::kProcsan, {sanitized_run(20, 1), sanitized_run(20, 0)});
  EXPECT_THAT(contradictions(comparison),
              ElementsAre("procsan race: a run did not exit with 66", "procsan race: a race was reported in 1 of 2 runs"));
}

TEST(Story, BreaksWhenTheLockedProgramIsReported) {
  Comparison comparison = good();
  comparison.builds[4] = build("locked", Build::kTsan, {sanitized_run(20, 0), sanitized_run(20, 1)});
  EXPECT_THAT(contradictions(comparison),
              ElementsAre("tsan locked: a run did not exit with 0", "tsan locked: a race was reported in 1 of 2 runs"));
}

TEST(Story, BreaksWhenTheLockedProgramLosesAnUpdate) {
  Comparison comparison = good();
  comparison.builds[3] = build("locked", Build::kPlain, {plain_run(20), plain_run(19)});
  EXPECT_THAT(contradictions(comparison), ElementsAre(HasSubstr("plain locked: a run did not end with 20")));
}

TEST(Story, BreaksWhenARunEndsWithAnImpossibleValue) {
  for (const int impossible : {3, 21}) {
    Comparison comparison = good();
    comparison.builds[0] = build("race", Build::kPlain, {plain_run(20), plain_run(impossible)});
    EXPECT_THAT(contradictions(comparison), ElementsAre(HasSubstr("no order of the steps gives")));
  }
}

TEST(Story, BreaksWhenARunDiesOrNobodyLooksForRaces) {
  Comparison comparison = good();
  comparison.builds[0] = build("race", Build::kPlain, {plain_run(20), {std::nullopt, std::nullopt, 139, 0.1, 0.1}});
  EXPECT_THAT(contradictions(comparison),
              ElementsAre("plain race: a run did not get to its end", "plain race: a run did not exit with 0"));
  comparison = good();
  comparison.builds[4] = build("locked", Build::kTsan, {plain_run(20), sanitized_run(20, 0)});
  EXPECT_THAT(contradictions(comparison), ElementsAre("tsan locked: a sanitizer looked for races in 1 of 2 runs"));
}

}  // namespace
}  // namespace samples
