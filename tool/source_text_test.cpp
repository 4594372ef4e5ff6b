#include "tool/source_text.h"

#include <gtest/gtest.h>

#include "tool/sample_finding.h"

namespace check {
namespace {

TEST(SourceText, GivesALineWithoutItsEnd) {
  SourceText source(write_test_file("lines.c", "one\r\ntwo\nthree"));
  EXPECT_EQ(source.line("lines.c", 1), "one");
  EXPECT_EQ(source.line("lines.c", 2), "two");
  EXPECT_EQ(source.line("lines.c", 3), "three");
}

TEST(SourceText, IsEmptyWhereThereIsNoLine) {
  SourceText source(write_test_file("one.c", "one\n"));
  EXPECT_EQ(source.line("one.c", 0), "");
  EXPECT_EQ(source.line("one.c", 2), "");
  EXPECT_EQ(source.line("missing.c", 1), "");
}

TEST(SourceText, GivesTheWholeTextWithEvenLineEnds) {
  SourceText source(write_test_file("lines.c", "one\r\ntwo"));
  EXPECT_EQ(source.text("lines.c"), "one\ntwo\n");
  EXPECT_EQ(source.text("missing.c"), "");
}

TEST(SourceText, ShowsPathsBelowTheFolderRelative) {
  const SourceText source("/home/me/project");
  EXPECT_EQ(source.shown_path("/home/me/project/src/a.cpp"), "src/a.cpp");
  EXPECT_EQ(source.shown_path("/home/me/project/src/../b.cpp"), "b.cpp");
  EXPECT_EQ(source.shown_path("c.cpp"), "c.cpp");
}

TEST(SourceText, ShowsOtherPathsWhole) {
  const SourceText source("/home/me/project");
  EXPECT_EQ(source.shown_path("/home/me/other/a.cpp"), "/home/me/other/a.cpp");
  EXPECT_EQ(source.shown_path("/home/me/project2/a.cpp"), "/home/me/project2/a.cpp");
  EXPECT_EQ(source.shown_path("../a.cpp"), "/home/me/a.cpp");
}

TEST(SourceText, ShowsPathsFromAnotherRootThanWhereItLooksThemUp) {
  const std::string folder = write_test_file("part/one.c", "one\n");
  SourceText source(folder + "/part", folder);
  EXPECT_EQ(source.line("one.c", 1), "one");
  EXPECT_EQ(source.shown_path("one.c"), "part/one.c");
}

}  // namespace
}  // namespace check
