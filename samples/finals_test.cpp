#include "samples/finals.h"

#include <gtest/gtest.h>

namespace samples {
namespace {

TEST(Finals, ReadsTheLastLineOfThatForm) {
  EXPECT_EQ(final_of("1\n4\nfinal: 17\n"), 17);
  EXPECT_EQ(final_of("final: 3\nfinal: 20\n"), 20);
}

TEST(Finals, AProgramThatDidNotGetThereHasNone) {
  EXPECT_EQ(final_of(""), std::nullopt);
  EXPECT_EQ(final_of("1\n4\n"), std::nullopt);
  EXPECT_EQ(final_of("final: "), std::nullopt);
  EXPECT_EQ(final_of("final: 1"), std::nullopt) << "the line is cut off: it may have been 17";
  EXPECT_EQ(final_of("final: 1x\n"), std::nullopt);
  EXPECT_EQ(final_of("semifinal: 17\n"), std::nullopt);
}

TEST(Finals, CountsRuns) {
  EXPECT_EQ(runs_of({}), 0);
  EXPECT_EQ(runs_of({{17, 1}, {20, 9}}), 10);
}

TEST(Finals, HistogramHasOneLineForEachFinal) {
  EXPECT_EQ(histogram({{17, 1}, {20, 3}}),
            "  17 | # 1\n"
            "  20 | ### 3\n");
}

TEST(Finals, HistogramKeepsItsWidthAndHidesNothing) {
  EXPECT_EQ(histogram({{4, 1}, {20, 1000}}, 10),
            "   4 | # 1\n"
            "  20 | ########## 1000\n");
}

}  // namespace
}  // namespace samples
