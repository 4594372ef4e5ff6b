#include "runtime/sync/condition.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "runtime/error.h"
#include "runtime/testing/asleep.h"
#include "runtime/testing/ear.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/thrown.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::Ear;
using test::message_of;

static_assert(SharedObject<Condition> && !std::is_copy_constructible_v<Condition> && !std::is_move_constructible_v<Condition>);

/// Children that wait for a notification, and how many have begun and have been notified or have timed out.
class ConditionTest : public testing::Test {
 protected:
  struct Progress {
    std::atomic<int> begun = 0;
    std::atomic<int> notified = 0;
    std::atomic<int> timed_out = 0;
  };

  /// Returns once the child is in the wait: it begins under the lock, and gives the lock up only there.
  test::ForkedChild& start_waiter(Condition& condition, futex::Deadline deadline = futex::deadline_after(test::kPatience)) {
    const int before = progress_->begun.load();
    children_.push_back(std::make_unique<test::ForkedChild>([this, &condition, deadline] {
      const std::lock_guard guard(condition);
      progress_->begun.fetch_add(1);
      (condition.wait_until(deadline) ? progress_->notified : progress_->timed_out).fetch_add(1);
    }));
    while (progress_->begun.load() == before) sched_yield();
    const std::lock_guard guard(condition);
    return *children_.back();
  }
  static void await(const std::atomic<int>& number, int wanted) {
    const auto end = std::chrono::steady_clock::now() + test::kPatience;
    while (number.load() < wanted && std::chrono::steady_clock::now() < end) sched_yield();
    ASSERT_EQ(number.load(), wanted);
  }

  const memory::Placed<Progress> progress_{std::in_place};
  std::vector<std::unique_ptr<test::ForkedChild>> children_;
};

TEST_F(ConditionTest, NotifyWakesExactlyOne) {
  Condition condition;
  test::ForkedChild& first = start_waiter(condition);
  test::ForkedChild& second = start_waiter(condition);
  {
    const std::lock_guard guard(condition);
    condition.notify();
  }
  EXPECT_EQ(first.wait(), 0) << "who has waited longest";
  // The second sleeps on, though it looks again from time to time.
  test::wait_for_more_sleeps(second.pid(), 2);
  EXPECT_EQ(progress_->notified.load(), 1);
  {
    const std::lock_guard guard(condition);
    condition.notify();
  }
  EXPECT_EQ(second.wait(), 0);
  EXPECT_EQ(progress_->notified.load(), 2);
}

TEST_F(ConditionTest, NotifyAllWakesAllButThoseWhoHaveTimedOut) {
  Lock lock;
  Condition condition(lock);
  for (int i = 0; i < 4; ++i) start_waiter(condition, futex::deadline_after(20ms));
  await(progress_->timed_out, 4);
  for (int i = 0; i < 4; ++i) start_waiter(condition);
  {
    const std::lock_guard guard(lock);
    condition.notify_all();
  }
  for (const auto& child : children_) EXPECT_EQ(child->wait(), 0);
  EXPECT_EQ(progress_->notified.load(), 4);
}

TEST_F(ConditionTest, NotifyNWakesSoManyAsThereAre) {
  RLock lock;
  Condition condition(lock);
  const auto notify = [&](int n) {
    const std::lock_guard guard(lock);
    condition.notify(n);
  };
  notify(3);  // nobody waits, and nothing is kept for later
  for (int i = 0; i < 6; ++i) start_waiter(condition);
  notify(0);
  notify(-1);
  notify(2);
  for (const int i : {0, 1}) EXPECT_EQ(children_[static_cast<std::size_t>(i)]->wait(), 0);
  EXPECT_EQ(progress_->notified.load(), 2);
  notify(100);
  for (const int i : {2, 3, 4, 5}) EXPECT_EQ(children_[static_cast<std::size_t>(i)]->wait(), 0);
  EXPECT_EQ(progress_->notified.load(), 6);
  notify(3);
}

TEST_F(ConditionTest, TheDeadAreNotCounted) {
  Condition condition;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(start_waiter(condition).kill());
  test::ForkedChild& living = start_waiter(condition);
  {
    const std::lock_guard guard(condition);
    condition.notify();
  }
  EXPECT_EQ(living.wait(), 0);
  EXPECT_EQ(progress_->notified.load(), 1);
}

TEST_F(ConditionTest, ASignalDoesNotEndAWait) {
  Condition condition;
  signal(SIGUSR1, [](int) {});
  test::ForkedChild& waiter = start_waiter(condition);
  test::wait_until_asleep(waiter.pid());
  ASSERT_EQ(kill(waiter.pid(), SIGUSR1), 0);
  test::wait_until_asleep(waiter.pid());
  EXPECT_EQ(progress_->timed_out.load() + progress_->notified.load(), 0);
  {
    const std::lock_guard guard(condition);
    condition.notify();
  }
  EXPECT_EQ(waiter.wait(), 0);
  EXPECT_EQ(progress_->notified.load(), 1);
}

TEST(Condition, WaitsNoLongerThanAllowed) {
  Condition condition;
  const std::lock_guard guard(condition);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(condition.wait_for(0s));
  EXPECT_FALSE(condition.wait_for(-1s));
  EXPECT_FALSE(condition.wait_for(20ms));
  EXPECT_FALSE(condition.wait_until(std::chrono::steady_clock::now() + 150ms));  // longer than one sleep
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 170ms);
  EXPECT_FALSE(condition.wait_until(std::chrono::system_clock::now() + 10ms));
}

TEST(Condition, WaitsForAPredicate) {
  Condition condition;
  const memory::Placed<std::atomic<int>> value(std::in_place, 0);
  test::ForkedChild counter([&] {
    for (int i = 1; i <= 4; ++i) {
      const std::lock_guard guard(condition);
      value->fetch_add(1);
      condition.notify();
    }
  });
  const std::lock_guard guard(condition);
  EXPECT_EQ(condition.wait_for([&] { return value->load() == 4 ? 42 : 0; }), 42) << "the predicate's own value";
  EXPECT_EQ(counter.wait(), 0);
}

TEST(Condition, WaitsForAPredicateNoLongerThanAllowed) {
  Condition condition;
  const std::lock_guard guard(condition);
  int looks = 0;
  const auto begin = std::chrono::steady_clock::now();
  const auto never = [&] {
    ++looks;
    return false;
  };
  EXPECT_FALSE(condition.wait_for(never, 20ms));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 20ms);
  EXPECT_LE(looks, 3) << "looked at without a notification";
  EXPECT_FALSE(condition.wait_until(never, std::chrono::steady_clock::now() + 10ms));
  EXPECT_TRUE(condition.wait_for([] { return true; }, -1s));
}

TEST(Condition, GivesUpAnRLockOfAnyDepthAndTakesItBack) {
  RLock lock;
  Condition condition(lock);
  for (int i = 0; i < 3; ++i) lock.acquire();
  test::ForkedChild other([&] {
    ASSERT_TRUE(lock.acquire_for(test::kPatience));
    condition.notify();
    lock.release();
  });
  EXPECT_TRUE(condition.wait_for(test::kPatience));
  EXPECT_EQ(other.wait(), 0);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(lock.locked());
    lock.release();
  }
  EXPECT_FALSE(lock.locked());
  EXPECT_THROW(lock.release(), ValueError);
}

TEST(Condition, IsItsLock) {
  Lock lock;
  Condition condition(lock), own;
  {
    const std::lock_guard guard(condition);
    EXPECT_TRUE(lock.locked());
    EXPECT_NE(message_of<ValueError>([&] { condition.acquire(); }).find("acquire() of the mp::Condition created at"),
              std::string::npos);
    std::thread([&] {
      EXPECT_FALSE(condition.try_acquire());
      EXPECT_FALSE(condition.acquire_for(5ms));
    }).join();
  }
  EXPECT_FALSE(lock.locked());
  own.acquire();
  EXPECT_TRUE(own.try_acquire());
  own.release();
  own.release();
  EXPECT_NE(message_of<ValueError>([&] { own.release(); }).find("release() of the mp::Condition created at"), std::string::npos);
}

TEST(Condition, TellsWhoDoesNotHoldTheLock) {
  Condition condition;
  const auto expect = [](const std::string& message, const char* begin, const char* reason) {
    EXPECT_TRUE(message.starts_with(begin)) << message;
    EXPECT_NE(message.find(reason), std::string::npos) << message;
    EXPECT_NE(message.find("call acquire() first"), std::string::npos) << message;
  };
  expect(message_of<ValueError>([&] { condition.wait(); }), "wait() of the mp::Condition created at", "nobody holds its lock");
  expect(message_of<ValueError>([&] { condition.notify(); }), "notify() of", "nobody holds its lock");
  expect(message_of<ValueError>([&] { condition.wait_for([] { return true; }); }), "wait_for() of", "nobody holds its lock");
  const std::lock_guard guard(condition);
  std::thread([&] {
    expect(message_of<ValueError>([&] { condition.notify_all(); }), "notify_all() of", "holds its lock, not this thread");
    expect(message_of<ValueError>([&] { condition.wait_for(1s); }), "wait() of", "holds its lock, not this thread");
  }).join();
}

TEST(Condition, PassesWorkThroughManyHands) {
  constexpr int kItems = 2000;
  Condition changed;
  const memory::Placed<int> items(std::in_place, 0), taken(std::in_place, 0);
  const auto take = [&] {
    for (;;) {
      const std::lock_guard guard(changed);
      ASSERT_TRUE(changed.wait_for([&] { return *items > 0 || *taken == kItems; }, test::kPatience));
      if (*items == 0) return;
      *items -= 1;
      *taken += 1;
      if (*taken == kItems) changed.notify_all();
    }
  };
  test::ForkedChild first(take), second(take);
  {
    const std::jthread third(take);
    for (int i = 0; i < kItems; ++i) {
      const std::lock_guard guard(changed);
      *items += 1;
      changed.notify();
    }
  }
  EXPECT_EQ(first.wait(), 0);
  EXPECT_EQ(second.wait(), 0);
  EXPECT_EQ(*taken, kItems);
}

TEST(Condition, GivesItsMemoryBack) {
  const auto used = [] { return memory::family_arena().census().used_blocks; };
  const std::size_t before = used();
  {
    Condition condition;
    const std::lock_guard guard(condition);
    EXPECT_FALSE(condition.wait_for(0s));
  }
  EXPECT_EQ(used(), before);
}

TEST(Condition, AWaitReleasesAndAcquires) {
  Condition condition;
  const Ear ear;
  condition.acquire();
  condition.acquire();
  EXPECT_FALSE(condition.wait_for(0s));
  condition.notify_all();
  EXPECT_EQ(ear.order(), "ara");
  condition.release();
  condition.release();
  EXPECT_EQ(ear.order(), "arar");
}

}  // namespace
}  // namespace mp
