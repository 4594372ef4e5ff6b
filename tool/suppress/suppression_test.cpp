#include "tool/suppress/suppression.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tool/sample_finding.h"

namespace check {
namespace {

const std::string kRule = "racelab-unguarded-update";

std::vector<std::string> rules_of(const std::vector<Note>& notes) {
  std::vector<std::string> rules;
  for (const Note& note : notes) rules.push_back(note.rule);
  return rules;
}

std::vector<Note> notes_of(const std::string& source) { return FileSuppressions("a.cpp", source).notes(Selection(), true); }

using Rules = std::vector<std::string>;

TEST(FileSuppressions, ANolintSparesItsLine) {
  FileSuppressions file("a.cpp", "int n;\n++n;  // NOLINT(racelab-unguarded-update) reason\n++n;\n");
  EXPECT_FALSE(file.spares(kRule, 1));
  EXPECT_TRUE(file.spares(kRule, 2));
  EXPECT_FALSE(file.spares(kRule, 3));
  EXPECT_FALSE(file.spares("racelab-other", 2));
}

TEST(FileSuppressions, ANolintnextlineSparesTheNext) {
  FileSuppressions file("a.cpp", "// NOLINTNEXTLINE(racelab-*) reason\n++n;\n++n;\n");
  EXPECT_FALSE(file.spares(kRule, 1));
  EXPECT_TRUE(file.spares(kRule, 2));
  EXPECT_FALSE(file.spares(kRule, 3));
}

TEST(FileSuppressions, BeginAndEndSpareWhatIsBetween) {
  FileSuppressions file("a.cpp", "++n;\n// NOLINTBEGIN(*-update) reason\n++n;\n// NOLINTEND(*-update)\n++n;\n");
  EXPECT_FALSE(file.spares(kRule, 1));
  EXPECT_TRUE(file.spares(kRule, 3));
  EXPECT_FALSE(file.spares(kRule, 5));
}

TEST(FileSuppressions, RegionsMayBeNested) {
  FileSuppressions file("a.cpp",
                        "// NOLINTBEGIN(racelab-*) reason\n// NOLINTBEGIN(racelab-b) reason\n++n;\n"
                        "// NOLINTEND(racelab-b)\n++n;\n// NOLINTEND(racelab-*)\n++n;\n");
  EXPECT_TRUE(file.spares("racelab-b", 3));
  EXPECT_TRUE(file.spares("racelab-b", 5));
  EXPECT_FALSE(file.spares("racelab-b", 7));
}

TEST(FileSuppressions, WithoutAListAllChecksAreSpared) {
  FileSuppressions file("a.cpp", "++n;  // NOLINT\n++n;  // NOLINT()\n++n; // NOLINT(*, -racelab-*)\n");
  EXPECT_TRUE(file.spares(kRule, 1));
  EXPECT_FALSE(file.spares(kRule, 2)) << "an empty list names nothing";
  EXPECT_TRUE(file.spares(kRule, 3)) << "what a list excludes is ignored";
}

TEST(FileSuppressions, WhatSparesNothingIsTold) {
  const std::string source = "++n;  // NOLINT(racelab-unguarded-update) reason\n";
  const std::vector<Note> notes = notes_of(source);
  ASSERT_EQ(rules_of(notes), Rules{kUnusedSuppression});
  EXPECT_EQ(notes[0].place, (Place{"a.cpp", 1, 10, ""}));
  EXPECT_EQ(notes[0].message, "'NOLINT(racelab-unguarded-update)' spares no finding of racelab-unguarded-update: remove it");
  FileSuppressions used("a.cpp", source);
  used.spares(kRule, 1);
  EXPECT_EQ(rules_of(used.notes(Selection(), true)), Rules{});
}

TEST(FileSuppressions, NothingIsCalledUnusedThatTheRunCouldNotDecide) {
  const FileSuppressions file("a.cpp", "++n;  // NOLINT(racelab-unguarded-update) reason\n");
  EXPECT_EQ(rules_of(file.notes(Selection(), false)), Rules{});
}

TEST(FileSuppressions, ACheckThatDoesNotExistIsTold) {
  const std::vector<Note> notes = notes_of("++n;  // NOLINT(racelab-ungarded-update) reason\n");
  ASSERT_EQ(rules_of(notes), Rules{kUnusedSuppression});
  EXPECT_EQ(notes[0].message, "no check is called 'racelab-ungarded-update': correct or remove it");
}

TEST(FileSuppressions, AMissingReasonIsTold) {
  FileSuppressions file("a.cpp", "++n;  // NOLINT(racelab-unguarded-update)\n");
  EXPECT_TRUE(file.spares(kRule, 1)) << "it spares all the same";
  EXPECT_EQ(rules_of(file.notes(Selection(), true)), Rules{kSuppressionWithoutReason});
}

TEST(FileSuppressions, OtherToolsDirectivesAreNotJudged) {
  EXPECT_EQ(rules_of(notes_of("// NOLINT\n// NOLINT(bugprone-x)\n// NOLINT(*)\n// NOLINTBEGIN\n// NOLINTEND(google-*)\n")),
            Rules{});
}

TEST(FileSuppressions, ABeginWithoutItsEndSparesNothingAndIsTold) {
  FileSuppressions begin("a.cpp", "// NOLINTBEGIN(racelab-unguarded-update) reason\n++n;\n// NOLINTEND(racelab-*)\n");
  EXPECT_FALSE(begin.spares(kRule, 2));
  const std::vector<Note> notes = begin.notes(Selection(), true);
  ASSERT_EQ(rules_of(notes), (Rules{kUnmatchedSuppression, kUnmatchedSuppression}));
  EXPECT_EQ(notes[1].message,
            "'NOLINTBEGIN(racelab-unguarded-update)' spares nothing: no NOLINTEND with the same list follows it");
}

TEST(Suppressions, EitherAccessMayAskToBeSpared) {
  for (const unsigned line : {1U, 2U}) {
    std::string text = "++n;\nm = n;\n";
    text.insert(text.find('\n', line == 1 ? 0 : 5), "  // NOLINT(racelab-*) reason");
    SourceText source(write_test_file("either.cpp", text));
    Suppressions suppressions(source);
    Finding finding;
    finding.rule = kRule;
    finding.first.place = {"either.cpp", 1, 1, "job"};
    finding.second.emplace().place = {"either.cpp", 2, 1, "job"};
    EXPECT_TRUE(suppressions.spares(finding)) << text;
    EXPECT_TRUE(suppressions.notes({"either.cpp"}, Selection(), true).empty());
  }
}

TEST(Suppressions, AnalysedFilesAreLookedAtWithoutFindings) {
  SourceText source(write_test_file("quiet.cpp", "int n;  // NOLINT(racelab-unguarded-update) reason\n"));
  EXPECT_EQ(rules_of(Suppressions(source).notes({"quiet.cpp"}, Selection(), true)), Rules{kUnusedSuppression});
}

}  // namespace
}  // namespace check
