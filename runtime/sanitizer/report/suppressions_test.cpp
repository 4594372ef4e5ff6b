#include "runtime/sanitizer/report/suppressions.h"

#include <gtest/gtest.h>

namespace race {
namespace {

TEST(Suppressions, PatternOccursAnywhere) {
  EXPECT_TRUE(occurs("count", "Statistics::count(int)"));
  EXPECT_FALSE(occurs("counts", "Statistics::count(int)"));
  EXPECT_FALSE(occurs("", "main"));
  EXPECT_FALSE(occurs("x", ""));
}

TEST(Suppressions, StarStandsForAnything) {
  EXPECT_TRUE(occurs("third_party/*.cpp", "a/third_party/zip/zip.cpp:12"));
  EXPECT_TRUE(occurs("a*c*e", "xabcdex"));
  EXPECT_FALSE(occurs("a*e*c", "xabcdex"));
  EXPECT_TRUE(occurs("*", "anything"));
  EXPECT_FALSE(occurs("aa*aa", "aaa"));
}

TEST(Suppressions, BeginningAndEndMayBeTold) {
  EXPECT_TRUE(occurs("^main", "main"));
  EXPECT_FALSE(occurs("^ain", "main"));
  EXPECT_TRUE(occurs("ain$", "main"));
  EXPECT_FALSE(occurs("mai$", "main"));
  EXPECT_TRUE(occurs("^m*n$", "main"));
  EXPECT_FALSE(occurs("^m*i$", "main"));
  EXPECT_TRUE(occurs("a$", "aba")) << "the last one counts";
  EXPECT_TRUE(occurs("^m*$", "main"));
}

TEST(Suppressions, LineThatIsNoneIsNamed) {
  EXPECT_EQ(Suppressions("").wrong_line(), "");
  EXPECT_EQ(Suppressions("# all is well\n\nrace:x\nthread:y\r\n").wrong_line(), "");
  EXPECT_EQ(Suppressions("race:x\n  race  \n").wrong_line(), "race");
  EXPECT_EQ(Suppressions("race:").wrong_line(), "race:");
  EXPECT_EQ(Suppressions(":x").wrong_line(), ":x");
}

}  // namespace
}  // namespace race
