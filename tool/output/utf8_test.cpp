#include "tool/output/utf8.h"

#include <gtest/gtest.h>

namespace check {
namespace {

TEST(CharacterBytes, KnowsWholeCharactersOnly) {
  EXPECT_EQ(character_bytes("n"), 1U);
  EXPECT_EQ(character_bytes("é水"), 2U);
  EXPECT_EQ(character_bytes("水n"), 3U);
  EXPECT_EQ(character_bytes("\xff"), 0U);
  EXPECT_EQ(character_bytes("\xc3"), 0U) << "the second byte is missing";
  EXPECT_EQ(character_bytes("\xed\xa0\x80"), 0U) << "half of a pair of UTF-16";
}

TEST(CodePoints, CountsCharactersOfAPrefix) {
  EXPECT_EQ(code_points("é水n", 0), 0U);
  EXPECT_EQ(code_points("é水n", 2), 1U);
  EXPECT_EQ(code_points("é水n", 5), 2U);
  EXPECT_EQ(code_points("é水n", 99), 3U);
}

}  // namespace
}  // namespace check
