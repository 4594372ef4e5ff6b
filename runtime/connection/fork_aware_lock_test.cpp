#include "runtime/connection/fork_aware_lock.h"

#include <gtest/gtest.h>

#include <chrono>
#include <latch>
#include <thread>
#include <vector>

#include "runtime/testing/forked_child.h"

namespace mp::connection {
namespace {

using namespace std::chrono_literals;
using Outcome = ForkAwareLock::Outcome;

futex::Deadline soon() { return futex::deadline_after(20ms); }
futex::Deadline patient() { return futex::deadline_after(test::kPatience); }

TEST(ForkAwareLock, HasOneHolder) {
  ForkAwareLock lock;
  ASSERT_EQ(lock.lock_until(futex::kNow), Outcome::kAcquired);
  EXPECT_EQ(lock.lock_until(futex::kNow), Outcome::kNotAcquired);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(lock.lock_until(soon()), Outcome::kNotAcquired);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 20ms);
  lock.unlock();
  EXPECT_EQ(lock.lock_until(futex::kNow), Outcome::kAcquired);
  lock.unlock();
}

TEST(ForkAwareLock, GuardsAPlainNumber) {
  constexpr int kThreads = 4, kTurns = 20'000;
  ForkAwareLock lock;
  long number = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        for (int turn = 0; turn < kTurns; ++turn) {
          const futex::Deadline deadline = patient();
          const ForkAwareGuard guard(lock, deadline);
          ASSERT_TRUE(guard.held());
          ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "nobody woke it";
          ++number;
        }
      });
    }
  }
  EXPECT_EQ(number, kThreads * kTurns);
}

TEST(ForkAwareLock, AWaiterIsWoken) {
  ForkAwareLock lock;
  ASSERT_EQ(lock.lock_until(futex::kNow), Outcome::kAcquired);
  std::latch waits(1);
  std::jthread waiter([&] {
    waits.count_down();
    const ForkAwareGuard guard(lock, patient());
    EXPECT_TRUE(guard.held());
  });
  waits.wait();
  lock.unlock();
}

TEST(ForkAwareLock, AForkedChildInheritsNoHolder) {
  ForkAwareLock lock;
  std::latch held(1), forked(1);
  std::jthread holder([&] {
    const ForkAwareGuard guard(lock, patient());
    held.count_down();
    forked.wait();
  });
  held.wait();
  test::ForkedChild child([&] {
    {
      const ForkAwareGuard guard(lock, futex::kNow);
      ASSERT_TRUE(guard.held());
      EXPECT_TRUE(guard.inherited());
      EXPECT_EQ(lock.lock_until(futex::kNow), Outcome::kNotAcquired);
      test::ForkedChild grandchild([&] { EXPECT_EQ(lock.lock_until(futex::kNow), Outcome::kInherited); });
      EXPECT_EQ(grandchild.wait(), 0);
    }
    EXPECT_EQ(lock.lock_until(futex::kNow), Outcome::kAcquired);
  });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(lock.lock_until(futex::kNow), Outcome::kNotAcquired) << "the parent's holder still has it";
  forked.count_down();
}

}  // namespace
}  // namespace mp::connection
