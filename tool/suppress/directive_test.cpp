#include "tool/suppress/directive.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace check {
namespace {

Directive only(const std::string& source) {
  const std::vector<Directive> directives = directives_in("a.cpp", source);
  EXPECT_EQ(directives.size(), 1U) << source;
  return directives.empty() ? Directive{} : directives[0];
}

TEST(Directive, HasPlaceChecksAndReason) {
  const Directive directive = only("int n;\n  ++n;  // NOLINT(racelab-a, racelab-b) only one thread is left\n");
  EXPECT_EQ(directive.kind, DirectiveKind::kLine);
  EXPECT_EQ(directive.place, (Place{"a.cpp", 2, 12, ""}));
  EXPECT_EQ(directive.checks, "racelab-a, racelab-b");
  EXPECT_EQ(directive.reason, "only one thread is left");
  EXPECT_EQ(spelling(directive), "NOLINT(racelab-a, racelab-b)");
}

TEST(Directive, ComesInFourKinds) {
  const std::vector<Directive> directives =
      directives_in("a.cpp", "// NOLINTBEGIN\n// NOLINTNEXTLINE(x)\n// NOLINT\n/* NOLINTEND */\n");
  ASSERT_EQ(directives.size(), 4U);
  EXPECT_EQ(directives[0].kind, DirectiveKind::kBegin);
  EXPECT_EQ(directives[1].kind, DirectiveKind::kNextLine);
  EXPECT_EQ(spelling(directives[1]), "NOLINTNEXTLINE(x)");
  EXPECT_EQ(directives[2].kind, DirectiveKind::kLine);
  EXPECT_EQ(directives[2].checks, std::nullopt);
  EXPECT_EQ(directives[3].kind, DirectiveKind::kEnd);
  EXPECT_EQ(directives[3].place.line, 4U);
}

TEST(Directive, AnEmptyListIsNotAMissingOne) { EXPECT_EQ(only("// NOLINT()\n").checks, ""); }

TEST(Directive, TheReasonIsWhatFollowsInTheCommentsLine) {
  EXPECT_EQ(only("/* NOLINT(x): written before the start */ int n;").reason, "written before the start");
  EXPECT_EQ(only("/* NOLINT(x) - one\n two */").reason, "one");
  EXPECT_EQ(only("// NOLINT(x) über").reason, "über");
  EXPECT_EQ(only("// NOLINT(x) .").reason, "");
  EXPECT_EQ(only("// NOLINT(x)").reason, "");
}

TEST(Directive, OnlyCommentsCount) {
  EXPECT_TRUE(
      directives_in("a.cpp", "const char* s = \"// NOLINT\";\nconst char* r = R\"(\n// NOLINT\n)\";\nint NOLINT;\n").empty());
  EXPECT_EQ(only("int NOLINT; // NOLINT(x)").place.column, 16U);
}

TEST(Directive, AWordThatOnlyBeginsOrEndsLikeItIsNone) {
  EXPECT_TRUE(directives_in("a.cpp", "// NOLINTED MYNOLINT NOLINTNEXTLINES\n").empty());
}

TEST(Directive, SeveralMayStandInOneComment) { EXPECT_EQ(directives_in("a.cpp", "// NOLINT(a) NOLINT(b)\n").size(), 2U); }

TEST(Directive, SourceThatEndsInTheMiddleOfAnythingIsSurvived) {
  EXPECT_EQ(directives_in("a.cpp", "/* NOLINT(x").size(), 0U) << "not a comment until it is closed";
  EXPECT_EQ(only("// NOLINT(x").checks, std::nullopt);
  EXPECT_EQ(directives_in("a.cpp", "'NOLINT").size(), 0U);
}

}  // namespace
}  // namespace check
