#include "tests/command/command.h"

#include <gtest/gtest.h>

#include <system_error>

namespace command {
namespace {

using std::chrono::seconds;

TEST(Command, TellsOutputErrorsAndExitCode) {
  const Outcome outcome = run({"sh", "-c", "echo out; echo err >&2; exit 7"});
  EXPECT_EQ(outcome.output, "out\n");
  EXPECT_EQ(outcome.errors, "err\n");
  EXPECT_EQ(outcome.exit_code, 7);
}

TEST(Command, TellsASignalAsAShellDoes) { EXPECT_EQ(run({"sh", "-c", "kill -9 $$"}).exit_code, 137); }

TEST(Command, PassesArgumentsFolderAndEnvironmentUnchanged) {
  Options options;
  options.folder = "/usr";
  options.environment["RACELAB_TEST"] = "a b";
  EXPECT_EQ(run({"sh", "-c", "pwd; echo \"$RACELAB_TEST|$1\"", "sh", "c  d"}, options).output, "/usr\na b|c  d\n");
}

TEST(Command, ReadsMoreThanAPipeHolds) { EXPECT_EQ(run({"head", "-c", "1000000", "/dev/zero"}).output.size(), 1000000u); }

TEST(Command, KillsTheWholeGroupAtItsLimit) {
  Options options;
  options.limit = seconds(1);
  const Outcome outcome = run({"sh", "-c", "echo begun; sleep 1000 & wait"}, options);
  EXPECT_EQ(outcome.exit_code, -1);
  EXPECT_EQ(outcome.output, "begun\n");
}

TEST(Command, DoesNotWaitForAGrandchildThatKeepsTheOutputOpen) {
  EXPECT_EQ(run({"sh", "-c", "sleep 1000 & echo done"}).exit_code, 0);
}

TEST(Command, UnknownProgramThrows) { EXPECT_THROW(run({"/no/such/program"}), std::system_error); }

}  // namespace
}  // namespace command
