#include "runtime/sanitizer/family/lock_orders.h"

#include <gtest/gtest.h>

#include <vector>

#include "runtime/sanitizer/system/shared_for_test.h"

namespace race {
namespace {

constexpr std::uintptr_t kA = 0x1000, kB = 0x2000, kC = 0x3000, kGate = 0x9000;

class LockOrdersTest : public testing::Test {
 protected:
  LockOrder order(std::uint64_t thread, std::vector<std::uintptr_t> held, std::uintptr_t taken) {
    HeldLocks locks;
    for (const std::uintptr_t lock : held) locks.add(lock);
    return {.held = held.back(), .taken = taken, .thread = thread, .process = {}, .where = {}, .holding = locks.id(sets)};
  }
  bool note(std::uint64_t thread, std::vector<std::uintptr_t> held, std::uintptr_t taken) {
    return orders.note(order(thread, std::move(held), taken));
  }
  /// The threads of the ring that the order closes.
  std::vector<std::uint64_t> ring(std::uint64_t thread, std::vector<std::uintptr_t> held, std::uintptr_t taken) {
    const LockOrder last = order(thread, std::move(held), taken);
    orders.note(last);
    LockOrder out[LockOrders::kLongestRing];
    std::vector<std::uint64_t> threads;
    for (unsigned i = 0, count = orders.ring(last, sets, out); i < count; ++i) threads.push_back(out[i].thread);
    return threads;
  }

  LockOrders& orders = shared_zeroed<LockOrders>();
  LockSets& sets = shared_zeroed<LockSets>();
};

using Threads = std::vector<std::uint64_t>;

TEST_F(LockOrdersTest, TwoOrdersOfTwoThreadsAreARing) {
  EXPECT_EQ(ring(1, {kA}, kB), Threads{});
  EXPECT_EQ(ring(2, {kB}, kA), (Threads{2, 1}));
}

TEST_F(LockOrdersTest, OneOrderIsKnownOnce) {
  EXPECT_TRUE(note(1, {kA}, kB));
  EXPECT_FALSE(note(2, {kA}, kB));
  EXPECT_TRUE(note(2, {kA}, kC));
}

TEST_F(LockOrdersTest, ThreeMakeARingToo) {
  note(1, {kA}, kB);
  note(2, {kB}, kC);
  EXPECT_EQ(ring(3, {kC}, kA), (Threads{3, 1, 2}));
}

TEST_F(LockOrdersTest, SameOrderIsNone) {
  note(1, {kA}, kB);
  note(2, {kB}, kC);
  EXPECT_EQ(ring(3, {kA}, kC), Threads{});
}

TEST_F(LockOrdersTest, OneThreadNeverWaitsForItself) {
  note(1, {kA}, kB);
  EXPECT_EQ(ring(1, {kB}, kA), Threads{});
}

TEST_F(LockOrdersTest, AGateLetsOneInAtATime) {
  note(1, {kGate, kA}, kB);
  EXPECT_EQ(ring(2, {kGate, kB}, kA), Threads{});
}

TEST_F(LockOrdersTest, AGateOfOneIsNoGate) {
  note(1, {kGate, kA}, kB);
  EXPECT_EQ(ring(2, {kB}, kA), (Threads{2, 1}));
}

TEST_F(LockOrdersTest, ANewLockHasNoOrders) {
  note(1, {kA}, kB);
  orders.forget(kA);
  EXPECT_EQ(orders.version(), 1U);
  EXPECT_EQ(ring(2, {kB}, kA), Threads{});
  orders.forget(kC);
  EXPECT_EQ(orders.version(), 1U) << "nothing was known of it";
  EXPECT_EQ(ring(1, {kA}, kB), (Threads{1, 2}));
}

TEST_F(LockOrdersTest, OrdersOfAllProcessesCount) {
  Child child([&] { note(1, {kA}, kB); });
  child.reap();
  EXPECT_EQ(ring(2, {kB}, kA), (Threads{2, 1}));
}

TEST_F(LockOrdersTest, ManyAreToldApart) {
  for (std::uintptr_t lock = 1; lock <= 2000; ++lock) EXPECT_TRUE(note(lock % 7, {lock}, lock + 1)) << lock;
  EXPECT_EQ(ring(8, {2001}, 2000).size(), 2U);
  EXPECT_EQ(ring(8, {2001}, 1).size(), 0U) << "that ring is too long";
}

}  // namespace
}  // namespace race
