// EXPECT_RACE and EXPECT_NO_RACE: the test that races fails, and not the program at its end.
//
//   EXPECT_RACE({ mp::Process p(job, v, 1); p.start(); v.value += 3; p.join(); });
//   EXPECT_NO_RACE(run_all_workers(v, lock));
//
// The body runs in a child of its own, with children and threads of its own; what it changes in private memory, and what fails
// in it, stays there. A race that is expected is not reported and does not change the program's exit code; one that is not
// expected is reported as ever, and fails the test. A body that crashes or exits by itself fails both.
//   testing::UnitTest::GetInstance()->listeners().Append(new race::RaceListener);     // or main() of gtest_race_main
// The listener fails each test during which any other race was seen, in the test's own process or in one that it started.
//
// In a program that is built without the sanitizer nothing can be seen: EXPECT_RACE and EXPECT_NO_RACE do not run their bodies
// then, and succeed; race::is_watching() tells. Thread safety: one test at a time. Fork safety: as of the body's fork().
#pragma once

#include <gtest/gtest.h>

#include <functional>

namespace race {

/// Whether this program has the sanitizer in it.
bool is_watching();

/// What the macros are made of.
testing::AssertionResult races(const std::function<void()>& body);
testing::AssertionResult does_not_race(const std::function<void()>& body);

class RaceListener : public testing::EmptyTestEventListener {
 public:
  void OnTestStart(const testing::TestInfo& test) override;
  void OnTestEnd(const testing::TestInfo& test) override;

 private:
  unsigned long before_ = 0;
};

}  // namespace race

#define EXPECT_RACE(...) EXPECT_TRUE(::race::races([&] { __VA_ARGS__; }))
#define ASSERT_RACE(...) ASSERT_TRUE(::race::races([&] { __VA_ARGS__; }))
#define EXPECT_NO_RACE(...) EXPECT_TRUE(::race::does_not_race([&] { __VA_ARGS__; }))
#define ASSERT_NO_RACE(...) ASSERT_TRUE(::race::does_not_race([&] { __VA_ARGS__; }))
