// EXPECT_RACE, EXPECT_NO_RACE and the listener, as a program of tests uses them.
#include "runtime/sanitizer/gtest/expect_race.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/command/command.h"

namespace sanitized {
namespace {

const std::string kMode = std::getenv("SANITIZER");

command::Outcome run(const std::string& filter) {
  const auto program = std::filesystem::absolute("tests/sanitizer/race_expectations_" + kMode);
  return command::run({program.string(), "--gtest_filter=" + filter}, {.limit = std::chrono::seconds(60)});
}

TEST(ExpectRace, HoldsWhereItShould) {
  const command::Outcome outcome = run("-MustFail.*:OfThreads.*");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output << outcome.errors;
  EXPECT_NE(outcome.output.find("[  PASSED  ] 4 tests."), std::string::npos) << outcome.output;
  EXPECT_EQ(outcome.errors, "") << "what is expected is not reported";
}

TEST(ExpectRace, FailsTheTestThatIsToBlame) {
  const command::Outcome outcome = run("-OfThreads.*");
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_NE(outcome.output.find("[  PASSED  ] 4 tests."), std::string::npos) << outcome.output;
  EXPECT_NE(outcome.output.find("[  FAILED  ] 6 tests, listed below:"), std::string::npos) << outcome.output;
  for (const char* part : {"no race was seen: the accesses are ordered, or never made", "races were seen; the reports are above",
                           "the body was ended by a signal: Killed", "the body has thrown an exception",
                           "the body has exited with 3", "TheTestItselfRaces has raced; the reports are above, or in the log"}) {
    EXPECT_NE(outcome.output.find(part), std::string::npos) << part << "\n" << outcome.output;
  }
  EXPECT_NE(outcome.errors.find("racelab: race between processes on mp::Value<int>"), std::string::npos) << outcome.errors;
}

TEST(ExpectRace, SeesARaceOfThreadsWithThreadSanitizerOnly) {
  const command::Outcome outcome = run("OfThreads.*");
  EXPECT_EQ(outcome.exit_code, kMode == "tsan" ? 0 : 1) << outcome.output << outcome.errors;
  EXPECT_EQ(outcome.output.find("no race was seen") == std::string::npos, kMode == "tsan") << outcome.output;
}

TEST(ExpectRace, WithoutTheSanitizerDoesNotRunTheBody) {
  if (race::is_watching()) GTEST_SKIP() << "this build has it";
  bool has_run = false;
  EXPECT_RACE(has_run = true);
  EXPECT_NO_RACE(has_run = true);
  EXPECT_FALSE(has_run);
}

}  // namespace
}  // namespace sanitized
