#include "runtime/sanitizer/options.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace race {
namespace {

TEST(Options, HaveDefaults) {
  const ParsedOptions parsed = parse_options("");
  EXPECT_TRUE(parsed.wrong.empty());
  EXPECT_EQ(parsed.options.exit_code, 66);
  EXPECT_TRUE(parsed.options.log_path.empty());
}

TEST(Options, AreSeparatedByColons) {
  const ParsedOptions parsed = parse_options("log_path=/some/file.txt:exitcode=3:");
  EXPECT_TRUE(parsed.wrong.empty()) << parsed.wrong;
  EXPECT_EQ(parsed.options.exit_code, 3);
  EXPECT_EQ(parsed.options.log_path, "/some/file.txt");
}

TEST(Options, SayWhatIsReported) {
  const ParsedOptions parsed = parse_options("halt_on_error=1:max_reports=3:suppressions=a.txt:format=json");
  EXPECT_TRUE(parsed.wrong.empty()) << parsed.wrong;
  EXPECT_TRUE(parsed.options.halt_on_error);
  EXPECT_EQ(parsed.options.max_reports, 3U);
  EXPECT_EQ(parsed.options.suppressions, "a.txt");
  EXPECT_EQ(parsed.options.format, ReportFormat::kJson);
  EXPECT_EQ(parse_options("halt_on_error=yes").reason, "is neither 0 nor 1");
  EXPECT_EQ(parse_options("max_reports=-1").reason, "is not a number");
  EXPECT_EQ(parse_options("max_reports=99999999999").reason, "is not a number");
  EXPECT_EQ(parse_options("suppressions=").reason, "names no file");
  EXPECT_EQ(parse_options("format=xml").reason, "is neither text nor json");
}

TEST(Options, LastOfTwoCounts) { EXPECT_EQ(parse_options("exitcode=1:exitcode=0").options.exit_code, 0); }

TEST(Options, UnknownIsNamed) {
  const ParsedOptions parsed = parse_options("exitcode=3:colour=red");
  EXPECT_EQ(parsed.wrong, "colour=red");
  EXPECT_EQ(
      parsed.reason,
      "is not an option; there are log_path=FILE, exitcode=N, halt_on_error=1, max_reports=N, suppressions=FILE and format=json");
}

TEST(Options, WithoutAValueIsNamed) {
  EXPECT_EQ(parse_options("exitcode").reason, "is not of the form key=value");
  EXPECT_EQ(parse_options("log_path=").reason, "names no file");
}

TEST(Options, ExitCodeIsANumberThatAProcessCanExitWith) {
  EXPECT_TRUE(parse_options("exitcode=255").wrong.empty());
  for (const char* wrong : {"exitcode=256", "exitcode=", "exitcode=-1", "exitcode=6x", "exitcode=99999999999999"}) {
    EXPECT_EQ(parse_options(wrong).wrong, wrong);
    EXPECT_EQ(parse_options(wrong).reason, "is not a number from 0 to 255");
    EXPECT_EQ(parse_options(wrong).options.exit_code, 66);
  }
}

TEST(Environment, FindsTheWholeNameOnly) {
  setenv("RACE_TEST_VARIABLE_LONG", "longer", 1);
  EXPECT_EQ(environment("RACE_TEST_VARIABLE"), "");
  setenv("RACE_TEST_VARIABLE", "a=b", 1);
  EXPECT_EQ(environment("RACE_TEST_VARIABLE"), "a=b");
}

}  // namespace
}  // namespace race
