// What the annotated programs promise is true: ThreadSanitizer, which runs them, sees the races of the racy and none in the
// clean.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

#include "tests/checker/program.h"
#include "tests/checker/tsan_run.h"

namespace checker {

void PrintTo(const Program& program, std::ostream* out) { *out << program.check << '/' << program.name; }

namespace {

// A race can be hidden in a run by locks that happen to order its accesses; it is given this many runs to show itself.
constexpr int kRunsToSeeARace = 60;
constexpr int kRunsToTrustSilence = 3;

constexpr const char* kOrders = "lock_order_cycle";

std::vector<Program> runnable_programs() {
  std::vector<Program> programs = all_programs();
  std::erase_if(programs, [](const Program& program) { return !program.not_run.empty(); });
  return programs;
}

void expect_only_marked_lines(const TsanRun& run, const Program& program) {
  for (const Line& line : run.lines) {
    const auto promise = program.promises.find(line);
    const bool marked =
        promise != program.promises.end() && (promise->second == Promise::kRace || promise->second == Promise::kMissed);
    EXPECT_TRUE(marked) << line.file << ':' << line.number << " races and is not marked so\n" << run.report;
  }
}

class Truth : public testing::TestWithParam<Program> {};

TEST_P(Truth, IsConfirmedByThreadSanitizer) {
  const Program& program = GetParam();
  const std::string executable = build_with_tsan(program);
  const int runs = is_racy(program) ? kRunsToSeeARace : kRunsToTrustSilence;
  const bool may_deadlock = program.check == kOrders && is_wrong(program);
  bool raced = false;
  bool inverted = false;
  bool hung = false;  // it has done what others only might
  for (int i = 0; i < runs && !raced && !hung; ++i) {
    const TsanRun run = run_with_tsan(executable, program);
    const bool ended = run.exit_code == 0 || run.exit_code == 1 || run.raced || run.inverted || (run.hung && may_deadlock);
    ASSERT_TRUE(ended) << run.exit_code << '\n' << run.report;
    raced = run.raced;
    inverted = inverted || run.inverted;
    hung = run.hung;
    expect_only_marked_lines(run, program);
    EXPECT_EQ(raced, !run.lines.empty()) << run.report;
  }
  EXPECT_EQ(raced, is_racy(program));
  // It reports orders that no two threads can be in at the same time, too: what is clean may be reported.
  EXPECT_TRUE(!may_deadlock || inverted || hung);
  EXPECT_TRUE(program.check == kOrders || !inverted);
}

INSTANTIATE_TEST_SUITE_P(Programs, Truth, testing::ValuesIn(runnable_programs()),
                         [](const auto& info) { return test_name(info.param); });

}  // namespace
}  // namespace checker
