// Waiters and notifiers of a condition that are killed: notify blocks for nobody, counts no dead, and nobody hangs.
#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <random>

#include "runtime/sync/condition.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/single_step.h"

namespace mp {
namespace {

using namespace std::chrono_literals;

constexpr int kRounds = 200;

template <class AnyLock>
class ConditionKill : public testing::Test {};
using Locks = testing::Types<Lock, RLock>;
TYPED_TEST_SUITE(ConditionKill, Locks);

TYPED_TEST(ConditionKill, AtRandomMomentsLeavesAConditionThatWorks) {
  TypeParam lock;
  Condition condition(lock);
  const memory::Placed<std::atomic<int>> waiting(std::in_place, 0);
  std::mt19937 random(51);
  for (int round = 0; round < kRounds; ++round) {
    test::Gate running;
    test::ForkedChild waiter([&] {
      running.open();
      for (;;) {
        const std::lock_guard guard(condition);
        condition.wait_for(50us);
      }
    });
    test::ForkedChild notifier([&] {
      running.open();
      for (;;) {
        const std::lock_guard guard(condition);
        condition.notify_all();
      }
    });
    running.pass();
    running.pass();
    test::spin_at_random(random, 300us);
    ASSERT_TRUE(waiter.kill());
    ASSERT_TRUE(notifier.kill());

    waiting->store(0);
    test::ForkedChild survivor([&] {
      ASSERT_TRUE(condition.acquire_for(test::kPatience));
      waiting->store(1);
      EXPECT_TRUE(condition.wait_for(test::kPatience));
      condition.release();
    });
    while (waiting->load() == 0) sched_yield();
    {
      // Of all that wait, only the survivor lives: one notification is enough.
      const std::lock_guard guard(condition);
      condition.notify();
    }
    ASSERT_EQ(survivor.wait(), 0) << "round " << round;
  }
  EXPECT_GT(lock.owner_deaths(), 0u);
}

// Two wait when the notifier dies: each is notified once, by the dead or by the next.
TEST(ConditionKillStep, AllAlongNotifyAllEverybodyIsToldOnce) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  Lock lock;
  Condition condition(lock);
  struct Progress {
    std::atomic<int> waiting = 0;
    std::atomic<int> notified = 0;
  };
  const memory::Placed<Progress> progress(std::in_place);
  std::unique_ptr<test::ForkedChild> first, second;
  const auto wait = [&] {
    const std::lock_guard guard(condition);
    progress->waiting.fetch_add(1);
    EXPECT_TRUE(condition.wait_for(test::kPatience));
    progress->notified.fetch_add(1);
  };
  const test::Deaths deaths = test::kill_along({
      .prepare =
          [&] {
            progress->waiting.store(0);
            progress->notified.store(0);
            first = std::make_unique<test::ForkedChild>(wait);
            second = std::make_unique<test::ForkedChild>(wait);
            while (progress->waiting.load() < 2) sched_yield();
          },
      .operation =
          [&] {
            const std::lock_guard guard(condition);
            condition.notify_all();
          },
      .check =
          [&] {
            {
              const std::unique_lock guard(lock, test::kPatience);
              ASSERT_TRUE(guard.owns_lock());
              condition.notify_all();
            }
            EXPECT_EQ(first->wait(), 0);
            EXPECT_EQ(second->wait(), 0);
            EXPECT_EQ(progress->notified.load(), 2);
          },
  });
  EXPECT_GT(deaths.places, 0u);
  EXPECT_GT(lock.owner_deaths(), 0u);
}

}  // namespace
}  // namespace mp
