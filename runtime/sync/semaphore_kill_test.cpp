// Processes that are killed while they acquire, hold, wait and release: a permit is gone at most, and nobody hangs.
#include <gtest/gtest.h>

#include <atomic>
#include <random>

#include "runtime/sync/semaphore.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/single_step.h"

namespace mp {
namespace {

using namespace std::chrono_literals;

constexpr int kRounds = 200;

TEST(SemaphoreKill, AtRandomMomentsOnlyThePermitOfTheDeadIsGone) {
  BoundedSemaphore semaphore(2);
  std::mt19937 random(21);
  int lost = 0;
  for (int round = 0; round < kRounds; ++round) {
    test::Gate running;
    test::ForkedChild victim([&] {
      running.open();
      for (;;) {
        semaphore.acquire();
        semaphore.release();
      }
    });
    running.pass();
    test::spin_at_random(random, 200us);
    ASSERT_TRUE(victim.kill());
    ASSERT_GE(semaphore.get_value(), 1) << "round " << round;
    ASSERT_LE(semaphore.get_value(), 2);
    if (semaphore.get_value() == 1) {
      semaphore.release();
      ++lost;
    }
    ASSERT_THROW(semaphore.release(), ValueError);
  }
  EXPECT_GT(lost, 0);
  EXPECT_LT(lost, kRounds);
}

TEST(SemaphoreKill, DeadWaitersAndReleasersLeaveTheOthersWaitingForNothing) {
  Semaphore there(0), back(0);
  test::ForkedChild survivor([&] {
    for (;;) {
      ASSERT_TRUE(there.acquire_for(test::kPatience));
      back.release();
    }
  });
  std::mt19937 random(22);
  for (int round = 0; round < kRounds; ++round) {
    test::Gate running;
    test::ForkedChild waiter([&] {
      running.open();
      for (;;) there.acquire();
    });
    test::ForkedChild releaser([&] {
      running.open();
      for (;;) there.release();
    });
    running.pass();
    running.pass();
    test::spin_at_random(random, 200us);
    ASSERT_TRUE(releaser.kill());
    ASSERT_TRUE(waiter.kill());
    // The survivor takes all that is left, however the releaser died, and then a permit that surely comes after all that.
    while (back.try_acquire()) continue;
    there.release();
    ASSERT_TRUE(back.acquire_for(test::kPatience)) << "round " << round;
  }
  EXPECT_TRUE(survivor.kill());
}

TEST(SemaphoreKill, AllAlongReleaseThePermitIsThereOrNot) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  Semaphore semaphore(0);
  std::size_t there = 0;
  const test::Deaths deaths = test::kill_along({
      .prepare = [] {},
      .operation = [&] { semaphore.release(); },
      .check =
          [&] {
            ASSERT_LE(semaphore.get_value(), 1);
            there += semaphore.try_acquire() ? 1 : 0;
            ASSERT_FALSE(semaphore.acquire_for(0s));
            semaphore.release();
            ASSERT_TRUE(semaphore.acquire_for(test::kPatience));
          },
  });
  EXPECT_GT(there, 1u);
  EXPECT_LT(there, deaths.places);
}

TEST(SemaphoreKill, AllAlongAcquireThePermitIsThereOrGone) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  Semaphore semaphore(0);
  std::size_t gone = 0;
  const test::Deaths deaths = test::kill_along({
      .prepare = [&] { semaphore.release(); },
      .operation = [&] { semaphore.acquire(); },
      .check =
          [&] {
            ASSERT_LE(semaphore.get_value(), 1);
            gone += semaphore.try_acquire() ? 0 : 1;
            ASSERT_EQ(semaphore.get_value(), 0);
          },
  });
  EXPECT_GT(gone, 1u);
  EXPECT_LT(gone, deaths.places);
}

}  // namespace
}  // namespace mp
