// Spawned children and their parents, killed at random moments.

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <functional>
#include <mutex>
#include <random>
#include <thread>

#include "runtime/process/process.h"
#include "runtime/process/start_method.h"
#include "runtime/sync/lock.h"
#include "runtime/testing/forked_child.h"
#include "runtime/value/value.h"

namespace mp {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::steady_clock;

constexpr int kRounds = 100;

/// Orphans among its descendants become this process's children. True if the last of them ends in time.
bool no_orphan_is_left() {
  const auto end = steady_clock::now() + test::kPatience;
  while (steady_clock::now() < end) {
    const pid_t gone = ::waitpid(-1, nullptr, WNOHANG);
    if (gone < 0 && errno == ECHILD) return true;
    if (gone == 0) std::this_thread::yield();
  }
  return false;
}

void in_this_thread(const std::function<void()>& work) { work(); }
void in_another_thread(const std::function<void()>& work) { std::thread(work).join(); }

class SpawnedBy : public testing::TestWithParam<void (*)(const std::function<void()>&)> {};
INSTANTIATE_TEST_SUITE_P(SpawnKill, SpawnedBy, testing::Values(in_this_thread, in_another_thread),
                         [](const auto& which) { return which.index == 0 ? "MainThread" : "OtherThread"; });

TEST_P(SpawnedBy, AParentKilledAtARandomMomentLeavesNoChild) {
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  std::mt19937 random(7);
  int before_the_child_ran = 0;
  int while_it_ran = 0;
  microseconds longest{0};  // twice the time that the first round takes until the child runs
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    Value<int> stage(0);
    test::Gate begun;
    test::ForkedChild parent([&] {
      begun.open();
      GetParam()([&] {
        (new Process(Context::spawn().Process(
             [](Value<int>& reached) {
               for (reached.value = 1;;) ::pause();
             },
             stage)))
            ->start();
      });
      for (;;) ::pause();
    });
    begun.pass();
    if (round == 0) {
      const auto begin = steady_clock::now();
      while (*static_cast<volatile int*>(&stage.value) == 0 && steady_clock::now() < begin + test::kPatience)
        std::this_thread::yield();
      longest = 2 * duration_cast<microseconds>(steady_clock::now() - begin);
    } else {
      test::spin_at_random(random, longest);
    }
    EXPECT_TRUE(parent.kill());
    ASSERT_TRUE(no_orphan_is_left()) << "round " << round;
    if (round > 0) ++(stage.value == 0 ? before_the_child_ran : while_it_ran);
  }
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
  EXPECT_GT(before_the_child_ran, 0);
  EXPECT_GT(while_it_ran, 0);
}

TEST(SpawnKill, AChildKilledAtARandomMomentHurtsNobody) {
  std::mt19937 random(11);
  Lock lock;
  Value<int> first(0), second(0);
  int before_it_worked = 0;
  microseconds longest{0};
  for (int round = 0; round < kRounds && !testing::Test::HasFailure(); ++round) {
    const int before = first.value;
    Process process = Context::spawn().Process(
        [](Lock& l, Value<int>& a, Value<int>& b) {
          for (;;) {
            const std::lock_guard guard(l);
            a.value += 1;
            b.value += 1;
          }
        },
        lock, first, second);
    const auto begin = steady_clock::now();
    process.start();
    if (round == 0) {
      while (*static_cast<volatile int*>(&first.value) == 0 && steady_clock::now() < begin + test::kPatience)
        std::this_thread::yield();
      longest = 2 * duration_cast<microseconds>(steady_clock::now() - begin);
    } else {
      test::spin_at_random(random, longest);
    }
    process.kill();
    ASSERT_TRUE(process.join_for(test::kPatience));
    EXPECT_EQ(process.exitcode(), -SIGKILL);
    if (!lock.acquire_for(test::kPatience)) FAIL() << "the lock is lost, round " << round;
    const int difference = first.value - second.value;
    EXPECT_TRUE(difference == 0 || difference == 1) << difference;
    second.value = first.value;
    lock.release();
    before_it_worked += first.value == before;
  }
  EXPECT_GT(lock.owner_deaths(), 0U) << "no child died with the lock";
  EXPECT_GT(before_it_worked, 0) << "no child died before its work";
}

}  // namespace
}  // namespace mp
