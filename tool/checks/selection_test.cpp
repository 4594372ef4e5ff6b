#include "tool/checks/selection.h"

#include <gtest/gtest.h>

#include <string>

namespace check {
namespace {

constexpr std::string_view kRaceCheck = "racelab-unguarded-update";

TEST(Selection, BeginsWithTheDefaults) {
  const Selection selection;
  for (const Check& check : all_checks()) EXPECT_EQ(selection.is_on(check.id), check.on_by_default) << check.id;
  EXPECT_TRUE(selection.is_on(kRaceCheck));
}

TEST(Selection, AStarTurnsAllOn) {
  Selection selection;
  EXPECT_EQ(selection.apply("*"), "");
  for (const Check& check : all_checks()) EXPECT_TRUE(selection.is_on(check.id)) << check.id;
}

TEST(Selection, OnlyWhatIsNamedAfterAllWereTurnedOff) {
  Selection selection;
  EXPECT_EQ(selection.apply("-*,racelab-unguarded-*"), "");
  for (const Check& check : all_checks()) EXPECT_EQ(selection.is_on(check.id), check.id == kRaceCheck) << check.id;
}

TEST(Selection, ListsAddUp) {
  Selection selection;
  EXPECT_EQ(selection.apply("*"), "");
  EXPECT_EQ(selection.apply("racelab-unguarded-update"), "");
  for (const Check& check : all_checks()) EXPECT_TRUE(selection.is_on(check.id)) << check.id;
}

TEST(Selection, AGlobThatMatchesNothingIsRefused) {
  Selection selection;
  EXPECT_EQ(selection.apply("racelab-ungarded-update"), "no check matches 'racelab-ungarded-update'; --list-checks names them");
  EXPECT_EQ(selection.apply("-racelab-ungarded*"), "no check matches 'racelab-ungarded*'; --list-checks names them");
  EXPECT_TRUE(selection.is_on(kRaceCheck)) << "and it changes nothing";
}

TEST(Selection, NoCheckAtAllIsRefused) {
  Selection selection;
  EXPECT_EQ(selection.apply("-*"), "the list '-*' leaves no check on; --checks='*' turns all on");
}

}  // namespace
}  // namespace check
