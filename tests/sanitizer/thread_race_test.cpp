// Races of threads, which are ThreadSanitizer's: --config=procsan has none of these.
#include <gtest/gtest.h>

#include "tests/sanitizer/run_program.h"

namespace sanitized {
namespace {

TEST(ThreadRace, InAChildIsThreadSanitizersAndEndsTheMainProcess) {
  const Outcome race = run("thread_race_in_child");
  EXPECT_EQ(race.exit_code, 66);
  EXPECT_EQ(race.output, "0\n") << "the child's exit code is not its own";
  EXPECT_EQ(race.process_races, 0);
  EXPECT_EQ(race.thread_reports, 1);
  EXPECT_NE(race.errors.find("WARNING: ThreadSanitizer: data race"), std::string::npos);
  EXPECT_NE(race.errors.find(" tests/sanitizer/threads.cpp"), std::string::npos) << "the path is not relative to the workspace";
}

}  // namespace
}  // namespace sanitized
