#include "samples/repetition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace samples {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Ended run_with_final(int value) {
  Ended ended;
  ended.output = "final: " + std::to_string(value) + "\n";
  return ended;
}

TEST(Repetition, EndsWithTheRunThatLost) {
  int runs = 0;
  const Repetition result = repeat_while_final(20, [&] { return run_with_final(++runs == 3 ? 17 : 20); });
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(result.finals, (Finals{{17, 1}, {20, 2}}));
  EXPECT_TRUE(result.lost);
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.output, "final: 17\n") << "of the run that lost";
}

TEST(Repetition, EndsAfterTheMostRuns) {
  int runs = 0;
  const Repetition result = repeat_while_final(20, [&] { return ++runs, run_with_final(20); });
  EXPECT_EQ(runs, kMostRuns);
  EXPECT_EQ(result.finals, (Finals{{20, kMostRuns}}));
  EXPECT_FALSE(result.lost);
}

TEST(Repetition, EndsWithTheRunThatFailed) {
  int runs = 0;
  const Repetition result = repeat_while_final(20, [&] {
    Ended ended = run_with_final(20);
    if (++runs == 2) {
      ended.exit_code = 66;
      ended.errors = "a race\n";
    }
    return ended;
  });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_EQ(result.errors, "a race\n");
  EXPECT_THAT(describe(result), HasSubstr("How 2 runs ended"));
  EXPECT_THAT(describe(result), HasSubstr("exited with 66"));
}

TEST(Repetition, AProgramThatIsKilledHasNoFinalAndDidNotLose) {
  const Repetition result = repeat_while_final(20, [] {
    Ended ended;
    ended.exit_code = 139;
    return ended;
  });
  EXPECT_FALSE(result.lost);
  EXPECT_EQ(result.exit_code, 139);
  EXPECT_TRUE(result.finals.empty());
  EXPECT_THAT(describe(result), HasSubstr("How 1 run ended"));
}

TEST(Repetition, DescriptionTellsTheFirstRunTheFinalsAndTheOutcome) {
  const std::string lost =
      describe({.runs = 3, .finals = {{17, 1}, {20, 2}}, .exit_code = 0, .lost = true, .output = "1\n4\n", .errors = ""});
  EXPECT_THAT(lost, StartsWith("1\n4\n"));
  EXPECT_THAT(lost, HasSubstr("  17 | # 1\n  20 | ## 2\n"));
  EXPECT_THAT(lost, HasSubstr("lost in run 3"));
  const std::string unlucky =
      describe({.runs = 50, .finals = {{20, 50}}, .exit_code = 0, .lost = false, .output = "", .errors = ""});
  EXPECT_THAT(unlucky, HasSubstr("No update was lost"));
}

}  // namespace
}  // namespace samples
