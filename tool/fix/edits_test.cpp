#include "tool/fix/edits.h"

#include <gtest/gtest.h>

#include "tool/fix/includes.h"

namespace check {
namespace {

TEST(Edits, AreAppliedInTheOrderOfTheText) {
  const std::vector<Edit> edits = {{"a", 4, 1, "E"}, {"a", 0, 0, "1"}, {"b", 0, 5, "other"}, {"a", 0, 0, "2"}, {"a", 5, 0, "!"}};
  EXPECT_EQ(edited("abcde", "a", edits), "12abcdE!");
}

TEST(Edits, CollideWhenOneReachesIntoAnother) {
  EXPECT_FALSE(collide({{"a", 0, 2, "x"}, {"a", 2, 2, "y"}, {"a", 0, 0, "z"}}));
  EXPECT_TRUE(collide({{"a", 0, 3, "x"}, {"a", 2, 2, "y"}}));
  EXPECT_FALSE(collide({{"a", 0, 3, "x"}, {"b", 2, 2, "y"}}));
  EXPECT_FALSE(edited_files({{"a", 0, 3, "x"}, {"a", 2, 2, "y"}}).has_value());
}

TEST(Edits, AtOneOffsetBecomeOneWithTheSameResult) {
  const std::vector<Edit> edits = {{"a", 1, 2, "X"}, {"a", 1, 0, "1"}, {"a", 1, 0, "2"}, {"a", 3, 0, "!"}, {"b", 1, 0, "b"}};
  const std::vector<Edit> merged = {{"a", 1, 2, "12X"}, {"a", 3, 0, "!"}, {"b", 1, 0, "b"}};
  EXPECT_EQ(one_for_each_offset(edits), merged);
  EXPECT_EQ(edited("abcd", "a", merged), edited("abcd", "a", edits));
}

TEST(Diff, OfEqualTextsIsEmpty) { EXPECT_EQ(unified_diff("a\nb\n", "a\nb\n", "f"), ""); }

TEST(Diff, HasThreeLinesOfContext) {
  EXPECT_EQ(unified_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n", "f"),
            "--- f\n+++ f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(Diff, FarChangesAreTwoHunks) {
  std::string before;
  for (int i = 0; i < 20; ++i) before += std::to_string(i) + "\n";
  const std::string after = "first\n" + before + "last\n";
  EXPECT_EQ(unified_diff(before, after, "f"),
            "--- f\n+++ f\n@@ -1,3 +1,4 @@\n+first\n 0\n 1\n 2\n@@ -18,3 +19,4 @@\n 17\n 18\n 19\n+last\n");
}

TEST(Diff, TellsAMissingEndOfLine) {
  EXPECT_EQ(unified_diff("a", "a\nb\n", "f"), "--- f\n+++ f\n@@ -1,1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n");
}

std::string including(const std::string& text) {
  const auto edit = inclusion("f", text, "<mutex>");
  return edit ? edited(text, "f", {*edit}) : text;
}

TEST(Inclusion, StandsInAlphabeticalOrder) {
  EXPECT_EQ(including("#include <map>\n#include <thread>\n"), "#include <map>\n#include <mutex>\n#include <thread>\n");
  EXPECT_EQ(including("#include <thread>\n"), "#include <mutex>\n#include <thread>\n");
  EXPECT_EQ(including("#include \"a.h\"\n\n#include <map>\n\n#include \"b.h\"\n"),
            "#include \"a.h\"\n\n#include <map>\n#include <mutex>\n\n#include \"b.h\"\n");
}

TEST(Inclusion, IsNotRepeated) {
  EXPECT_EQ(including("#  include <mutex>  // for locks\n"), "#  include <mutex>  // for locks\n");
}

TEST(Inclusion, OpensAFileThatIncludesNothing) {
  EXPECT_EQ(including("int n;\n"), "#include <mutex>\n\nint n;\n");
  EXPECT_EQ(including("// Counts.\n\nint n;\n"), "// Counts.\n\n#include <mutex>\n\nint n;\n");
  EXPECT_EQ(including("// A header.\n#pragma once\n\nint n;\n"), "// A header.\n#pragma once\n\n#include <mutex>\n\nint n;\n");
}

TEST(Inclusion, DoesNotStandUnderACondition) {
  EXPECT_EQ(including("#include <map>\n#ifdef X\n#include <list>\n#endif\n"),
            "#include <map>\n#include <mutex>\n#ifdef X\n#include <list>\n#endif\n");
}

}  // namespace
}  // namespace check
