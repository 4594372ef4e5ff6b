#include "tool/options.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace check {
namespace {

using Words = std::vector<std::string>;

Options parsed(const Words& arguments) {
  const auto result = parse_options(arguments, "1.2.3");
  const auto* reply = std::get_if<Reply>(&result);
  EXPECT_EQ(reply, nullptr) << reply->text;
  return reply != nullptr ? Options{} : std::get<Options>(result);
}

Reply replied(const Words& arguments) {
  const auto result = parse_options(arguments, "1.2.3");
  EXPECT_TRUE(std::holds_alternative<Reply>(result));
  const auto* reply = std::get_if<Reply>(&result);
  return reply != nullptr ? *reply : Reply{"", false};
}

TEST(ParseOptions, TakesFilesAndLeavesTheRestToDefaults) {
  const Options options = parsed({"a.c", "b.cpp"});
  EXPECT_EQ(options.files, (Words{"a.c", "b.cpp"}));
  EXPECT_EQ(options.format, std::nullopt);
  EXPECT_EQ(options.config_file, "");
  EXPECT_GE(options.jobs, 1U);
  EXPECT_TRUE(options.compiler_flags.empty());
}

TEST(ParseOptions, EverythingAfterTwoDashesIsTheCompilers) {
  const Options options = parsed({"a.c", "--", "-Iinclude", "--help", "--"});
  EXPECT_EQ(options.files, Words{"a.c"});
  EXPECT_EQ(options.compiler_flags, (Words{"-Iinclude", "--help", "--"}));
}

TEST(ParseOptions, OptionsMayStandBeforeAndAfterFiles) {
  const Options options = parsed({"--format=sarif", "a.c", "--output", "out.sarif", "b.c", "-j", "3", "-p", "build"});
  EXPECT_EQ(options.files, (Words{"a.c", "b.c"}));
  EXPECT_EQ(options.format, Format::kSarif);
  EXPECT_EQ(options.output_file, "out.sarif");
  EXPECT_EQ(options.jobs, 3U);
  EXPECT_EQ(options.database_folder, "build");
}

TEST(ParseOptions, KnowsTheBaselineAndQuiet) {
  const Options options = parsed({"--baseline=known.json", "--update-baseline", "-q", "a.c"});
  EXPECT_EQ(options.baseline_file, "known.json");
  EXPECT_TRUE(options.update_baseline);
  EXPECT_TRUE(options.quiet);
  EXPECT_FALSE(parsed({"a.c"}).quiet);
}

TEST(ParseOptions, NeedsNoFilesForADatabaseOrForQuestions) {
  EXPECT_EQ(parsed({"-p", "build"}).database_folder, "build");
  EXPECT_TRUE(parsed({"--list-checks"}).list_checks);
  EXPECT_EQ(parsed({"--explain", "racelab-x"}).explain, "racelab-x");
}

TEST(ParseOptions, HelpAndVersionAreNoErrors) {
  EXPECT_FALSE(replied({"--help"}).is_error);
  EXPECT_NE(replied({"--help"}).text.find("Usage: racecheck [OPTIONS] FILES... [-- COMPILER FLAGS]"), std::string::npos);
  EXPECT_FALSE(replied({"--version"}).is_error);
  EXPECT_EQ(replied({"--version"}).text, "1.2.3\n");
}

TEST(ParseOptions, ErrorsSayWhatToDo) {
  EXPECT_EQ(replied({}).text, "No files were given to check.");
  EXPECT_EQ(replied({"--", "-DX"}).text, "No files were given to check.");
  EXPECT_EQ(replied({"a.c", "-Iinclude"}).text,
            "The following argument was not expected: -Iinclude; flags for the compiler follow after --");
  EXPECT_EQ(replied({"--format=xml", "a.c"}).text, "--format: 'xml' is none of text, sarif, json, junit, github");
  EXPECT_EQ(replied({"--output"}).text, "--output: 1 required FILE missing");
  for (const Words& words : {Words{}, Words{"-j0", "a.c"}, Words{"-j", "many", "a.c"}, Words{"a.c", "--nonsense"}})
    EXPECT_TRUE(replied(words).is_error);
}

TEST(ParseOptions, SummariesAreWrittenOneByOneAndMergedTogether) {
  EXPECT_EQ(parsed({"--summarize", "a.summary", "a.c"}).summary_file, "a.summary");
  EXPECT_TRUE(parsed({"--merge", "a.summary", "b.summary"}).merge);
  EXPECT_EQ(replied({"--summarize", "a.summary", "a.c", "b.c"}).text, "--summarize takes one file at a time.");
  EXPECT_TRUE(replied({"--summarize", "a.summary", "-p", "build"}).is_error);
  EXPECT_TRUE(replied({"--merge", "-p", "build"}).is_error);
}

TEST(ParseOptions, FixingAndAnnotatingAreTwoRuns) {
  EXPECT_EQ(parsed({"--annotate", "a.c"}).annotating, Annotating::kApply);
  EXPECT_EQ(parsed({"--annotate-dry-run", "a.c"}).annotating, Annotating::kShow);
  EXPECT_TRUE(replied({"--fix", "--annotate", "a.c"}).is_error);
}

TEST(ParseOptions, ACacheNeedsAFolder) {
  EXPECT_EQ(parsed({"--cache", "folder", "a.c"}).cache_folder, "folder");
  EXPECT_TRUE(replied({"a.c", "--cache"}).is_error);
}

}  // namespace
}  // namespace check
