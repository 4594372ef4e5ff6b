#include "runtime/futex/futex_word.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/time.h>

#include "runtime/futex/shared_page.h"
#include "runtime/testing/forked_child.h"

namespace mp::futex {
namespace {

using namespace std::chrono_literals;
using Wait = FutexWord::Wait;

TEST(FutexWord, DoesNotSleepOnAnotherValue) {
  FutexWord word(1);
  EXPECT_EQ(word.wait(0, kNever), Wait::kLookAgain);
}

TEST(FutexWord, SleepsUntilTheDeadline) {
  FutexWord word;
  const Deadline deadline = deadline_after(20ms);
  EXPECT_EQ(word.wait(0, deadline), Wait::kTimedOut);
  EXPECT_GE(std::chrono::steady_clock::now(), deadline);
}

TEST(FutexWord, DoesNotSleepWhenTheDeadlineHasPassed) {
  FutexWord word;
  EXPECT_EQ(word.wait(0, kNow), Wait::kTimedOut);
}

TEST(FutexWord, WakesNobodyWhenNobodySleeps) {
  FutexWord word;
  EXPECT_EQ(word.wake(1), 0);
  EXPECT_EQ(word.wake_all(), 0);
}

TEST(FutexWord, WakesSleepersInOtherProcesses) {
  test::SharedPage<FutexWord> word;
  const auto sleep = [&] {
    while (word->value.load() == 0) {
      ASSERT_EQ(word->wait(0, deadline_after(test::kPatience)), Wait::kLookAgain);
    }
  };
  test::ForkedChild first(sleep), second(sleep);
  // The value stays 0 until the kernel has counted both as asleep, so both were woken and did not just look.
  int woken = 0;
  while (woken < 2) woken += word->wake(1);
  word->value.store(1);
  word->wake_all();
  EXPECT_EQ(first.wait(), 0);
  EXPECT_EQ(second.wait(), 0);
}

volatile sig_atomic_t alarms = 0;

TEST(FutexWord, SleepsOnAfterSignals) {
  struct sigaction count = {};
  count.sa_handler = [](int) { alarms = alarms + 1; };  // without SA_RESTART: each signal interrupts the system call
  ASSERT_EQ(sigaction(SIGALRM, &count, nullptr), 0);
  const itimerval each_millisecond = {{0, 1000}, {0, 1000}};
  ASSERT_EQ(setitimer(ITIMER_REAL, &each_millisecond, nullptr), 0);

  FutexWord word;
  const Deadline deadline = deadline_after(50ms);
  EXPECT_EQ(word.wait(0, deadline), Wait::kTimedOut);
  EXPECT_GE(std::chrono::steady_clock::now(), deadline);

  const itimerval never = {};
  ASSERT_EQ(setitimer(ITIMER_REAL, &never, nullptr), 0);
  signal(SIGALRM, SIG_DFL);
  EXPECT_GT(alarms, 0);
}

}  // namespace
}  // namespace mp::futex
