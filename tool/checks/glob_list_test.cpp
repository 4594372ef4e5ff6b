#include "tool/checks/glob_list.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace check {
namespace {

TEST(Glob, MatchesTheWholeText) {
  EXPECT_TRUE(glob_matches("racelab-x", "racelab-x"));
  EXPECT_FALSE(glob_matches("racelab-x", "racelab-xy"));
  EXPECT_FALSE(glob_matches("acelab-x", "racelab-x"));
  EXPECT_FALSE(glob_matches("", "racelab-x"));
  EXPECT_TRUE(glob_matches("", ""));
}

TEST(Glob, AStarStandsForAnyText) {
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("*", "racelab-x"));
  EXPECT_TRUE(glob_matches("racelab-*", "racelab-lock-order"));
  EXPECT_TRUE(glob_matches("*-lock-*", "racelab-lock-order"));
  EXPECT_TRUE(glob_matches("*order", "racelab-order-order"));
  EXPECT_FALSE(glob_matches("*-lock-*", "racelab-lock"));
  EXPECT_FALSE(glob_matches("racelab-*-x", "racelab-x"));
}

TEST(Glob, ManyStarsTakeNoMoreThanAQuadraticTime) {
  std::string stars;
  for (int i = 0; i < 1000; ++i) stars += "*a";
  EXPECT_FALSE(glob_matches(stars + "b", std::string(5000, 'a')));
}

TEST(GlobList, TheLastGlobThatMatchesDecides) {
  const GlobList list("racelab-*,-racelab-lock-*,racelab-lock-order");
  EXPECT_EQ(list.verdict("racelab-x"), true);
  EXPECT_EQ(list.verdict("racelab-lock-leak"), false);
  EXPECT_EQ(list.verdict("racelab-lock-order"), true);
  EXPECT_EQ(list.verdict("bugprone-x"), std::nullopt);
}

TEST(GlobList, SpacesLineEndsAndEmptyPartsDoNotCount) {
  const GlobList list(" racelab-a ,\n  - racelab-b,,");
  ASSERT_EQ(list.globs().size(), 2U);
  EXPECT_EQ(list.verdict("racelab-a"), true);
  EXPECT_EQ(list.verdict("racelab-b"), false);
}

TEST(GlobList, AnEmptyTextSaysNothing) { EXPECT_EQ(GlobList("").verdict("racelab-a"), std::nullopt); }

}  // namespace
}  // namespace check
