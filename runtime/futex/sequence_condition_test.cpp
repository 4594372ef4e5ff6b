#include "runtime/futex/sequence_condition.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <memory>
#include <random>
#include <vector>

#include "runtime/futex/shared_page.h"
#include "runtime/testing/forked_child.h"

namespace mp::futex {
namespace {

using namespace std::chrono_literals;

struct Turn {
  SequenceCondition changed;
  std::atomic<int> whose = 0;

  bool wait_for(int wanted, Deadline deadline) {
    for (;;) {
      const auto ticket = changed.prepare();
      if (whose.load() == wanted) return true;
      if (!changed.wait(ticket, deadline)) return false;
    }
  }
};

TEST(SequenceCondition, DoesNotSleepAfterANotification) {
  SequenceCondition condition;
  const auto before_one = condition.prepare();
  condition.notify_one();
  EXPECT_TRUE(condition.wait(before_one, kNow));  // a sleep would have ended with the deadline: false
  const auto before_all = condition.prepare();
  condition.notify_all();
  EXPECT_TRUE(condition.wait(before_all, kNow));
}

TEST(SequenceCondition, ForgetsAWaiterThatIsGone) {
  SequenceCondition condition;
  EXPECT_FALSE(condition.may_be_asleep());
  condition.prepare();
  EXPECT_TRUE(condition.may_be_asleep());
  condition.notify_one();
  EXPECT_FALSE(condition.may_be_asleep());
  condition.prepare();
  condition.notify_all();
  EXPECT_FALSE(condition.may_be_asleep());
}

TEST(SequenceCondition, SleepsUntilTheDeadline) {
  SequenceCondition condition;
  const Deadline deadline = deadline_after(20ms);
  EXPECT_FALSE(condition.wait(condition.prepare(), deadline));
  EXPECT_GE(std::chrono::steady_clock::now(), deadline);
}

TEST(SequenceCondition, LooksAgainThoughNobodyNotifies) {
  SequenceCondition condition;
  EXPECT_TRUE(condition.wait(condition.prepare(), kNever));
  EXPECT_TRUE(condition.wait(condition.prepare(), deadline_after(test::kPatience)));
}

// Would take longer than the test may if the wake-ups came from looking again only: 10,000 turns of 100 ms.
TEST(SequenceCondition, WakesAcrossProcesses) {
  constexpr int kTurns = 5000;
  test::SharedPage<Turn> turn;
  test::ForkedChild other([&] {
    for (int i = 0; i < kTurns; ++i) {
      ASSERT_TRUE(turn->wait_for(1, deadline_after(test::kPatience)));
      turn->whose.store(0);
      turn->changed.notify_one();
    }
  });
  for (int i = 0; i < kTurns; ++i) {
    turn->whose.store(1);
    turn->changed.notify_all();
    ASSERT_TRUE(turn->wait_for(0, deadline_after(test::kPatience)));
  }
  EXPECT_EQ(other.wait(), 0);
}

TEST(SequenceCondition, NotifyOneReachesEachOfManyInTurn) {
  constexpr int kWaiters = 6;
  struct Shared {
    SequenceCondition changed;
    std::atomic<int> tickets = 0;
  };
  test::SharedPage<Shared> shared;
  std::vector<std::unique_ptr<test::ForkedChild>> waiters;
  for (int i = 0; i < kWaiters; ++i) {
    waiters.push_back(std::make_unique<test::ForkedChild>([&] {
      const Deadline deadline = deadline_after(test::kPatience);
      for (;;) {
        const auto ticket = shared->changed.prepare();
        int left = shared->tickets.load();
        while (left > 0) {
          if (shared->tickets.compare_exchange_weak(left, left - 1)) return;
        }
        ASSERT_TRUE(shared->changed.wait(ticket, deadline));
      }
    }));
  }
  for (int i = 0; i < kWaiters; ++i) {
    shared->tickets.fetch_add(1);
    shared->changed.notify_one();
  }
  for (auto& waiter : waiters) EXPECT_EQ(waiter->wait(), 0);
  EXPECT_EQ(shared->tickets.load(), 0);
}

TEST(SequenceCondition, SurvivesKilledWaitersAndNotifiers) {
  test::SharedPage<Turn> turn;
  std::mt19937 random(2);
  for (int round = 0; round < 200; ++round) {
    turn->whose.store(0);
    test::Gate running;
    test::ForkedChild waiter([&] {
      running.open();
      turn->wait_for(2, kNever);
    });
    test::ForkedChild notifier([&] {
      running.open();
      for (;;) turn->changed.notify_one();
    });
    running.pass();
    running.pass();
    test::spin_at_random(random, 200us);
    ASSERT_TRUE(waiter.kill());
    ASSERT_TRUE(notifier.kill());

    test::ForkedChild survivor([&] { EXPECT_TRUE(turn->wait_for(1, deadline_after(test::kPatience))); });
    turn->whose.store(1);
    turn->changed.notify_one();
    ASSERT_EQ(survivor.wait(), 0) << "round " << round;
  }
}

}  // namespace
}  // namespace mp::futex
