#include "runtime/futex/robust_mutex.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <random>
#include <thread>

#include "runtime/futex/shared_page.h"
#include "runtime/testing/forked_child.h"

namespace mp::futex {
namespace {

using namespace std::chrono_literals;
using Kind = RobustMutex::Kind;
using Outcome = RobustMutex::Outcome;

TEST(RobustMutex, IsHeldByOne) {
  RobustMutex mutex;
  ASSERT_EQ(mutex.lock(), Outcome::kAcquired);
  std::thread([&] {
    EXPECT_EQ(mutex.try_lock(), Outcome::kNotAcquired);
    const Deadline deadline = deadline_after(20ms);
    EXPECT_EQ(mutex.lock_until(deadline), Outcome::kNotAcquired);
    EXPECT_GE(std::chrono::steady_clock::now(), deadline);
  }).join();
  EXPECT_TRUE(mutex.unlock());
  std::thread([&] {
    EXPECT_EQ(mutex.lock_until(kNever), Outcome::kAcquired);
    EXPECT_TRUE(mutex.unlock());
    EXPECT_EQ(mutex.lock_until(deadline_after(test::kPatience)), Outcome::kAcquired);
    EXPECT_TRUE(mutex.unlock());
  }).join();
}

TEST(RobustMutex, TellsTheOwnerThatItHasIt) {
  RobustMutex mutex(Kind::kChecked);
  ASSERT_EQ(mutex.lock(), Outcome::kAcquired);
  EXPECT_EQ(mutex.lock(), Outcome::kHeldByCaller);
  EXPECT_EQ(mutex.lock_until(deadline_after(1h)), Outcome::kHeldByCaller);
  EXPECT_TRUE(mutex.unlock());
}

TEST(RobustMutex, RecursiveIsUnlockedAsOftenAsLocked) {
  RobustMutex mutex(Kind::kRecursive);
  ASSERT_EQ(mutex.lock(), Outcome::kAcquired);
  ASSERT_EQ(mutex.try_lock(), Outcome::kAcquired);
  EXPECT_TRUE(mutex.unlock());
  std::thread([&] { EXPECT_EQ(mutex.try_lock(), Outcome::kNotAcquired); }).join();
  EXPECT_TRUE(mutex.unlock());
  std::thread([&] {
    EXPECT_EQ(mutex.try_lock(), Outcome::kAcquired);
    EXPECT_TRUE(mutex.unlock());
  }).join();
}

class OwnerDeath : public testing::TestWithParam<Kind> {};
INSTANTIATE_TEST_SUITE_P(RobustMutex, OwnerDeath, testing::Values(Kind::kPlain, Kind::kChecked, Kind::kRecursive));

TEST_P(OwnerDeath, IsToldOnceToWhicheverCallComesNext) {
  test::SharedPage<RobustMutex> mutex(GetParam());
  const auto die_with_it = [&] {
    test::ForkedChild child([&] {
      ASSERT_EQ(mutex->lock(), Outcome::kAcquired);
      _exit(0);
    });
    EXPECT_EQ(child.wait(), 0);
  };
  die_with_it();
  EXPECT_EQ(mutex->lock(), Outcome::kOwnerDied);
  EXPECT_TRUE(mutex->unlock());
  die_with_it();
  EXPECT_EQ(mutex->try_lock(), Outcome::kOwnerDied);
  EXPECT_TRUE(mutex->unlock());
  die_with_it();
  EXPECT_EQ(mutex->lock_until(deadline_after(test::kPatience)), Outcome::kOwnerDied);
  EXPECT_TRUE(mutex->unlock());

  EXPECT_EQ(mutex->lock(), Outcome::kAcquired);
  EXPECT_TRUE(mutex->unlock());
}

TEST_P(OwnerDeath, OfAThreadCountsToo) {
  RobustMutex mutex(GetParam());
  std::thread([&] { EXPECT_EQ(mutex.lock(), Outcome::kAcquired); }).join();
  EXPECT_EQ(mutex.lock(), Outcome::kOwnerDied);
  EXPECT_TRUE(mutex.unlock());
}

TEST_P(OwnerDeath, WakesAWaiter) {
  test::SharedPage<RobustMutex> mutex(GetParam());
  test::Gate held;
  test::ForkedChild owner([&] {
    ASSERT_EQ(mutex->lock(), Outcome::kAcquired);
    held.open();
    for (;;) pause();
  });
  held.pass();
  test::ForkedChild waiter([&] {
    held.open();
    EXPECT_EQ(mutex->lock_until(deadline_after(test::kPatience)), Outcome::kOwnerDied);
    EXPECT_TRUE(mutex->unlock());
  });
  held.pass();
  EXPECT_TRUE(owner.kill());
  EXPECT_EQ(waiter.wait(), 0);
}

TEST_P(OwnerDeath, AtRandomMomentsLeavesTheMutexToOthers) {
  test::SharedPage<RobustMutex> mutex(GetParam());
  std::mt19937 random(1);
  int deaths_of_the_owner = 0;
  for (int round = 0; round < 200; ++round) {
    test::Gate running;
    test::ForkedChild child([&] {
      running.open();
      for (;;) {
        ASSERT_NE(mutex->lock(), Outcome::kNotAcquired);
        mutex->unlock();
      }
    });
    running.pass();
    test::spin_at_random(random, 100us);
    ASSERT_TRUE(child.kill());
    const Outcome outcome = mutex->lock_until(deadline_after(test::kPatience));
    ASSERT_NE(outcome, Outcome::kNotAcquired) << "round " << round;
    ASSERT_TRUE(mutex->unlock());
    deaths_of_the_owner += outcome == Outcome::kOwnerDied ? 1 : 0;
  }
  EXPECT_GT(deaths_of_the_owner, 0);
}

TEST(RobustMutex, AChildDoesNotHoldWhatItsParentHolds) {
  test::SharedPage<RobustMutex> mutex;
  ASSERT_EQ(mutex->lock(), Outcome::kAcquired);
  test::ForkedChild child([&] { EXPECT_EQ(mutex->try_lock(), Outcome::kNotAcquired); });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_TRUE(mutex->unlock());
}

TEST(RobustGuard, SaysWhetherTheOwnerDied) {
  RobustMutex mutex;
  std::thread([&] { EXPECT_EQ(mutex.lock(), Outcome::kAcquired); }).join();
  EXPECT_TRUE(RobustGuard(mutex).owner_died());
  EXPECT_FALSE(RobustGuard(mutex).owner_died());
}

}  // namespace
}  // namespace mp::futex
