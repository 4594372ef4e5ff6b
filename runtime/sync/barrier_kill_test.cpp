// Parties of a barrier that are killed while they come, wait, act and go: it breaks or they pass, and nobody hangs.
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <random>

#include "runtime/error.h"
#include "runtime/sync/barrier.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/single_step.h"

namespace mp {
namespace {

using namespace std::chrono_literals;

constexpr int kRounds = 200;

/// The dead process that a wait names, or 0 when the wait ends in any other way.
pid_t dead_for(Barrier& barrier) {
  try {
    barrier.wait_for(test::kPatience);
  } catch (const BrokenBarrierError& error) {
    return error.dead_pid().value_or(0);
  }
  return 0;
}

TEST(BarrierKill, AWaitingPartyThatDiesBreaksItAndIsNamed) {
  Barrier barrier(3);
  for (int round = 0; round < 10; ++round) {
    test::ForkedChild victim([&] { barrier.wait(); });
    test::ForkedChild survivor([&, dead = victim.pid()] { EXPECT_EQ(dead_for(barrier), dead); });
    while (barrier.n_waiting() < 2) sched_yield();
    ASSERT_TRUE(victim.kill());
    ASSERT_EQ(survivor.wait(), 0) << "round " << round;
    ASSERT_TRUE(barrier.broken());
    barrier.reset();
    ASSERT_FALSE(barrier.broken());
  }
}

TEST(BarrierKill, WhoDiesInTheActionBreaksIt) {
  test::Gate acting;
  Barrier barrier(2, [&acting] {
    acting.open();
    for (;;) pause();
  });
  const memory::Placed<std::atomic<pid_t>> dead(std::in_place, 0);
  test::ForkedChild survivor([&] { dead->store(dead_for(barrier)); });
  while (barrier.n_waiting() < 1) sched_yield();
  test::ForkedChild actor([&] { barrier.wait(); });
  const pid_t pid = actor.pid();
  acting.pass();
  ASSERT_TRUE(actor.kill());
  EXPECT_EQ(survivor.wait(), 0);
  EXPECT_EQ(dead->load(), pid);
}

TEST(BarrierKill, AtRandomMomentsTheOthersHearOfItOrWaitForAnother) {
  Barrier barrier(2, [] {});
  std::mt19937 random(61);
  int heard = 0;
  for (int round = 0; round < kRounds; ++round) {
    test::Gate running;
    const auto wait_again_and_again = [&] {
      running.open();
      while (dead_for(barrier) == 0) continue;
    };
    test::ForkedChild victim(wait_again_and_again), survivor(wait_again_and_again);
    running.pass();
    running.pass();
    test::spin_at_random(random, 500us);
    ASSERT_TRUE(victim.kill());
    while (barrier.n_waiting() == 0 && !barrier.broken()) sched_yield();
    if (barrier.broken()) {
      ASSERT_EQ(survivor.wait(), 0) << "round " << round;
      ++heard;
    } else {
      // The victim died between two waits, when it was no party.
      ASSERT_EQ(dead_for(barrier), 0);
      while (barrier.n_waiting() == 0) sched_yield();
      ASSERT_TRUE(survivor.kill());
    }
    barrier.reset();
  }
  EXPECT_GT(heard, 0);
}

// The victim is the last of two. Where it dies before it came, the waiting one waits on; else it passes or hears of the death.
TEST(BarrierKill, AllAlongTheLastWaitTheOtherPassesOrHears) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  Barrier barrier(2);
  std::unique_ptr<test::ForkedChild> other;
  struct Progress {
    std::atomic<int> passed = 0;
    std::atomic<int> heard = 0;
  };
  const memory::Placed<Progress> progress(std::in_place);
  std::size_t never_came = 0;
  const test::Deaths deaths = test::kill_along({
      .prepare =
          [&] {
            other = std::make_unique<test::ForkedChild>(
                [&] { (dead_for(barrier) == 0 ? progress->passed : progress->heard).fetch_add(1); });
            while (barrier.n_waiting() < 1) sched_yield();
          },
      .operation = [&] { barrier.wait(); },
      .check =
          [&] {
            if (barrier.n_waiting() == 1 && !barrier.broken()) {
              ++never_came;
              barrier.wait_for(test::kPatience);
            }
            EXPECT_EQ(other->wait(), 0);
            barrier.reset();
          },
  });
  EXPECT_GT(deaths.places, 0u);
  EXPECT_GT(never_came, 0u);
  EXPECT_GT(progress->heard.load(), 0);
  EXPECT_GT(static_cast<std::size_t>(progress->passed.load()), never_came + 1) << "passed though the last one died in letting go";
}

}  // namespace
}  // namespace mp
