// Spawned children, those of a forkserver, and the parents of both, killed at random moments.

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <functional>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <tuple>

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

constexpr int kRounds = 60;
constexpr int kRoundsBetweenFullOnes = 5;  // those in which the kill waits until the child runs

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

/// Whether the child changes it in time.
bool reached(const Value<int>& stage) {
  const auto end = steady_clock::now() + test::kPatience;
  while (stage.load() == 0 && steady_clock::now() < end) std::this_thread::yield();
  return stage.load() != 0;
}

void in_this_thread(const std::function<void()>& work) { work(); }
void in_another_thread(const std::function<void()>& work) { std::thread(work).join(); }

using Thread = void (*)(const std::function<void()>&);
constexpr std::array kMethods = {"spawn", "forkserver"};

class SpawnedBy : public testing::TestWithParam<std::tuple<Thread, const char*>> {};
INSTANTIATE_TEST_SUITE_P(SpawnKill, SpawnedBy,
                         testing::Combine(testing::Values(in_this_thread, in_another_thread), testing::ValuesIn(kMethods)),
                         [](const auto& which) {
                           const bool main = std::get<0>(which.param) == in_this_thread;
                           return std::string(main ? "MainThread_" : "OtherThread_") + std::get<1>(which.param);
                         });

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
      const auto [thread, method] = GetParam();
      thread([&, context = get_context(method)] {
        (new Process(context.Process(
             [](Value<int>& running) {
               for (running.store(1);;) ::pause();
             },
             stage)))
            ->start();
      });
      for (;;) ::pause();
    });
    begun.pass();
    if (round == 0) {
      const auto begin = steady_clock::now();
      EXPECT_TRUE(reached(stage));
      longest = 2 * duration_cast<microseconds>(steady_clock::now() - begin);
    } else if (round % kRoundsBetweenFullOnes == 0) {
      EXPECT_TRUE(reached(stage));
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

class SpawnKill : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(By, SpawnKill, testing::ValuesIn(kMethods), [](const auto& method) { return method.param; });

TEST_P(SpawnKill, AChildKilledAtARandomMomentHurtsNobody) {
  std::mt19937 random(11);
  Lock lock;
  Value<int> first(0), second(0);
  int before_it_worked = 0;
  microseconds longest{0};
  for (int round = 0; round < kRounds && !testing::Test::HasFailure(); ++round) {
    const int before = first.load();
    Process process = get_context(GetParam())
                          .Process(
                              [](Lock& l, Value<int>& a, Value<int>& b) {
                                for (;;) {
                                  const std::lock_guard guard(l);
                                  a.fetch_add(1);  // atomic, since the parent looks without the lock
                                  b.value += 1;
                                }
                              },
                              lock, first, second);
    const auto begin = steady_clock::now();
    process.start();
    if (round == 0) {
      EXPECT_TRUE(reached(first));
      longest = 2 * duration_cast<microseconds>(steady_clock::now() - begin);
    } else if (round % 4 != 0) {
      test::spin_at_random(random, longest);  // else at once, before it can have done much
    }
    process.kill();
    ASSERT_TRUE(process.join_for(test::kPatience));
    EXPECT_EQ(process.exitcode(), -SIGKILL);
    if (!lock.acquire_for(test::kPatience)) FAIL() << "the lock is lost, round " << round;
    const int difference = first.load() - second.value;
    EXPECT_TRUE(difference == 0 || difference == 1) << difference;
    second.value = first.load();
    lock.release();
    before_it_worked += first.load() == before;
  }
  EXPECT_GT(lock.owner_deaths(), 0U) << "no child died with the lock";
  EXPECT_GT(before_it_worked, 0) << "no child died before its work";
}

}  // namespace
}  // namespace mp
