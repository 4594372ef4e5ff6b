#include "runtime/sanitizer/family/lock_waits.h"

#include <gtest/gtest.h>

#include <vector>

#include "runtime/sanitizer/system/shared_for_test.h"

namespace race {
namespace {

class LockWaitsTest : public testing::Test {
 protected:
  unsigned wait(std::uint64_t thread, std::uintptr_t lock) {
    return waits.begin({.thread = thread, .lock = lock, .process = {}, .stack = {}});
  }
  /// The threads of the ring.
  std::vector<std::uint64_t> ring(unsigned entry) {
    LockWait out[LockWaits::kLongestRing];
    std::vector<std::uint64_t> threads;
    for (unsigned i = 0, count = waits.ring(syncs, entry, out); i < count; ++i) threads.push_back(out[i].thread);
    return threads;
  }

  LockWaits& waits = shared_zeroed<LockWaits>();
  SyncTable& syncs = shared_zeroed<SyncTable>();
};

using Threads = std::vector<std::uint64_t>;

TEST_F(LockWaitsTest, ARingIsSeenByWhoeverComesLast) {
  syncs.hold(100, 1);
  syncs.hold(200, 2);
  EXPECT_EQ(ring(wait(1, 200)), Threads{}) << "the other does not wait yet";
  EXPECT_EQ(ring(wait(2, 100)), (Threads{2, 1}));
}

TEST_F(LockWaitsTest, WhoHoldsItsLockItselfWaitsForItself) {
  syncs.hold(100, 1);
  EXPECT_EQ(ring(wait(1, 100)), Threads{1});
}

TEST_F(LockWaitsTest, AChainIsNoRing) {
  syncs.hold(100, 1);
  syncs.hold(200, 2);
  syncs.hold(300, 3);
  wait(1, 200);
  wait(2, 300);
  EXPECT_EQ(ring(wait(4, 100)), Threads{}) << "3 goes on some day";
  const unsigned last = wait(3, 200);
  EXPECT_EQ(ring(last), (Threads{3, 2}));
  EXPECT_EQ(ring(wait(4, 100)), Threads{}) << "it waits for a ring, and is none of it";
}

TEST_F(LockWaitsTest, WhatHasEndedOrWasGivenBackCountsNoMore) {
  syncs.hold(100, 1);
  syncs.hold(200, 2);
  const unsigned first = wait(1, 200);
  const unsigned second = wait(2, 100);
  syncs.hold(200, 0);
  EXPECT_EQ(ring(second), Threads{});
  syncs.hold(200, 2);
  waits.end(first);
  EXPECT_EQ(ring(second), Threads{});
}

TEST_F(LockWaitsTest, ARingThatIsTooLongIsNotSeen) {
  constexpr std::uint64_t kThreads = LockWaits::kLongestRing + 1;
  unsigned last = 0;
  for (std::uint64_t thread = 1; thread <= kThreads; ++thread) {
    syncs.hold(thread * 8, thread);
    last = wait(thread, (thread % kThreads + 1) * 8);
  }
  EXPECT_EQ(ring(last), Threads{});
}

TEST_F(LockWaitsTest, TheCondemnedAreTold) {
  const unsigned one = wait(1, 100);
  const unsigned other = wait(2, 100);
  waits.condemn(1);
  EXPECT_TRUE(waits.is_condemned(one));
  EXPECT_FALSE(waits.is_condemned(other));
  waits.end(one);
  EXPECT_FALSE(waits.is_condemned(wait(1, 100))) << "another wait of the same thread";
}

TEST_F(LockWaitsTest, OfMoreThanFitTheRestIsNotLookedAt) {
  std::uint64_t thread = 1;
  while (wait(thread, 100) != LockWaits::kNone) ++thread;
  EXPECT_GT(thread, 1000U);
}

}  // namespace
}  // namespace race
