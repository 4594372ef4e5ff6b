// Holders and waiters of a lock that are killed at random moments: nobody hangs, and the lock says how many holders died.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <optional>
#include <random>
#include <utility>

#include "runtime/memory/placed.h"
#include "runtime/sync/lock.h"
#include "runtime/sync/rlock.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/single_step.h"
#include "runtime/testing/twins.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::Twins;

constexpr int kRounds = 200;

template <class AnyLock>
class LockKill : public testing::Test {};
using Locks = testing::Types<Lock, RLock>;
TYPED_TEST_SUITE(LockKill, Locks);

TYPED_TEST(LockKill, AHolderLeavesItsLockToTheNext) {
  TypeParam lock;
  const memory::Placed<std::atomic<unsigned>> line(std::in_place, 0U);
  for (unsigned round = 1; round <= kRounds; ++round) {
    test::Gate held;
    test::ForkedChild holder([&] {
      lock.acquire(), line->store(__LINE__);
      held.open();
      for (;;) pause();
    });
    held.pass();
    ASSERT_TRUE(lock.locked());
    const pid_t pid = holder.pid();
    ASSERT_TRUE(holder.kill());
    const std::unique_lock guard(lock, test::kPatience);
    ASSERT_TRUE(guard.owns_lock()) << "round " << round;
    ASSERT_EQ(lock.owner_deaths(), round);
    ASSERT_TRUE(lock.last_owner_death().has_value());
    ASSERT_EQ(lock.last_owner_death()->process, pid);
    ASSERT_EQ(static_cast<pid_t>(lock.last_owner_death()->thread), pid) << "the first thread has the process's number";
    ASSERT_THAT(lock.last_owner_death()->where.text(), testing::EndsWith(fmt::format("lock_kill_test.cpp:{}", line->load())));
  }
}

// Two die one after the other, at two places: each is told with its own.
TEST(LockKillAllAlong, ATakeOverTheDeadIsToldWithItsPlace) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  Lock lock;
  pid_t first = 0;
  int died_second = 0, died_as_nobody = 0;
  const unsigned first_line = __LINE__ + 6, second_line = __LINE__ + 13;
  const test::Deaths deaths = test::kill_along({
      .prepare =
          [&] {
            test::Gate held;
            test::ForkedChild holder([&] {
              lock.acquire();
              held.open();
              for (;;) pause();
            });
            held.pass();
            first = holder.pid();
          },
      .operation = [&] { lock.acquire(), lock.release(); },
      .check =
          [&] {
            ASSERT_TRUE(std::unique_lock(lock, test::kPatience).owns_lock());
            const std::optional<sync::Owner> dead = lock.last_owner_death();
            ASSERT_TRUE(dead.has_value());
            died_as_nobody += dead->process == 0 ? 1 : 0;
            if (dead->process == 0) return;
            died_second += dead->process != first ? 1 : 0;
            const unsigned line = dead->process == first ? first_line : second_line;
            EXPECT_THAT(dead->where.text(), testing::EndsWith(fmt::format("lock_kill_test.cpp:{}", line)));
          },
  });
  EXPECT_GT(died_second, 0) << "of " << deaths.places;
  EXPECT_GT(died_as_nobody, 0) << "of " << deaths.places;
}

TYPED_TEST(LockKill, AtRandomMomentsHurtsOnlyWhatTheHolderWasChanging) {
  TypeParam lock;
  const memory::Placed<Twins> twins(std::in_place);
  std::mt19937 random(7);
  for (int round = 1; round <= kRounds; ++round) {
    test::Gate running;
    test::ForkedChild victim([&] {
      running.open();
      for (;;) {
        const std::lock_guard guard(lock);
        twins->add_one();
      }
    });
    running.pass();
    test::spin_at_random(random, 200us);
    ASSERT_TRUE(victim.kill());
    const unsigned deaths_before = lock.owner_deaths();
    const std::unique_lock guard(lock, test::kPatience);
    ASSERT_TRUE(guard.owns_lock()) << "round " << round;
    ASSERT_TRUE(twins->equal() || lock.owner_deaths() == deaths_before + 1) << "half a change, but no holder has died";
    twins->heal();
  }
  EXPECT_GT(lock.owner_deaths(), 0u);
}

TYPED_TEST(LockKill, OthersWorkOnWhileContendersDie) {
  TypeParam lock;
  const memory::Placed<Twins> twins(std::in_place);
  const auto work = [&] {
    for (;;) {
      const std::unique_lock guard(lock, test::kPatience);
      ASSERT_TRUE(guard.owns_lock());
      twins->heal();
      twins->add_one();
    }
  };
  test::ForkedChild survivor(work);
  std::mt19937 random(8);
  for (int round = 1; round <= kRounds; ++round) {
    test::Gate running;
    test::ForkedChild victim([&] {
      running.open();
      work();
    });
    running.pass();
    test::spin_at_random(random, 300us);
    ASSERT_TRUE(victim.kill()) << "round " << round;
  }
  // The survivor is at work: the number grows without anybody else, and the lock goes from hand to hand.
  const long before = twins->first.load();
  while (twins->first.load() < before + 10) {
    ASSERT_TRUE(std::unique_lock(lock, test::kPatience).owns_lock());
  }
  EXPECT_TRUE(survivor.kill());
}

}  // namespace
}  // namespace mp
