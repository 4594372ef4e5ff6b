#include "runtime/sync/semaphore.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
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

static_assert(SharedObject<Semaphore> && SharedObject<BoundedSemaphore>);
static_assert(!std::is_copy_constructible_v<Semaphore> && !std::is_move_constructible_v<BoundedSemaphore>);

/// Takes both permits and gives them back, and looks at the number.
void take_two(Semaphore& semaphore) {
  EXPECT_EQ(semaphore.get_value(), 2);
  semaphore.acquire();
  EXPECT_EQ(semaphore.get_value(), 1);
  EXPECT_TRUE(semaphore.try_acquire());
  EXPECT_EQ(semaphore.get_value(), 0);
  EXPECT_FALSE(semaphore.try_acquire());
  semaphore.release();
  EXPECT_EQ(semaphore.get_value(), 1);
  semaphore.release();
  EXPECT_EQ(semaphore.get_value(), 2);
}

TEST(Semaphore, CountsPermits) {
  Semaphore semaphore(2);
  take_two(semaphore);
  semaphore.release();
  EXPECT_EQ(semaphore.get_value(), 3);
  semaphore.release(4);
  EXPECT_EQ(semaphore.get_value(), 7);
  EXPECT_EQ(Semaphore().get_value(), 1);
}

TEST(BoundedSemaphore, RefusesMoreThanItBeganWith) {
  BoundedSemaphore semaphore(2);
  take_two(semaphore);
  const std::string message = message_of<ValueError>([&] { semaphore.release(); });
  const std::string begin = "release(1) of the mp::BoundedSemaphore created at runtime/sync/semaphore_test.cpp:" +
                            std::to_string(semaphore.created().line()) + ": released too many times: 2 of at most 2 permits";
  EXPECT_TRUE(message.starts_with(begin)) << message;
  EXPECT_NE(message.find("release only what was acquired before"), std::string::npos) << message;
  semaphore.acquire();
  EXPECT_THROW(semaphore.release(2), ValueError);
  EXPECT_EQ(semaphore.get_value(), 1) << "all or none";
  semaphore.release();
  EXPECT_EQ(semaphore.get_value(), 2);
}

TEST(Semaphore, TellsHowItIsMisused) {
  EXPECT_NE(message_of<ValueError>([] { Semaphore(-1); }).find("would begin with -1 permits; give it 0 or more"),
            std::string::npos);
  EXPECT_NE(message_of<ValueError>([] { BoundedSemaphore(-3); }).find("mp::BoundedSemaphore"), std::string::npos);
  Semaphore semaphore(0);
  EXPECT_NE(message_of<ValueError>([&] { semaphore.release(0); }).find("give back 1 permit or more"), std::string::npos);
  EXPECT_THROW(semaphore.release(-1), ValueError);
  semaphore.release(Semaphore::kMostPermits);
  EXPECT_NE(message_of<ValueError>([&] { semaphore.release(); }).find("released too many times"), std::string::npos);
  EXPECT_EQ(semaphore.get_value(), Semaphore::kMostPermits);
}

TEST(Semaphore, WaitsNoLongerThanAllowed) {
  Semaphore semaphore(0);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(semaphore.acquire_for(0s));
  EXPECT_FALSE(semaphore.acquire_for(-1s));
  EXPECT_FALSE(semaphore.acquire_for(20ms));
  EXPECT_FALSE(semaphore.acquire_until(std::chrono::steady_clock::now() + 150ms));  // longer than one sleep
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 170ms);
  EXPECT_FALSE(semaphore.acquire_until(std::chrono::system_clock::now() + 10ms));
  semaphore.release();
  EXPECT_TRUE(semaphore.acquire_for(1h));
}

TEST(Semaphore, WorksWithTheStandardGuards) {
  Semaphore semaphore(2);
  {
    const std::lock_guard guard(semaphore);
    const std::unique_lock second(semaphore, 1h);
    EXPECT_EQ(semaphore.get_value(), 0);
    EXPECT_FALSE(std::unique_lock(semaphore, std::try_to_lock).owns_lock());
    EXPECT_FALSE(std::unique_lock(semaphore, std::chrono::steady_clock::now() + 1ms).owns_lock());
  }
  EXPECT_EQ(semaphore.get_value(), 2);
}

TEST(Semaphore, APermitFromAnotherProcessWakesWhoeverWaits) {
  Semaphore work(0), done(0);
  test::Gate running;
  test::ForkedChild worker([&] {
    running.open();
    ASSERT_TRUE(work.acquire_for(test::kPatience));
    done.release();
  });
  running.pass();
  test::wait_until_asleep(worker.pid());
  EXPECT_FALSE(done.try_acquire());
  work.release();
  EXPECT_TRUE(done.acquire_for(test::kPatience));
  EXPECT_EQ(worker.wait(), 0);
}

TEST(Semaphore, ManyPermitsWakeAsManyWaiters) {
  constexpr int kWaiters = 5;
  Semaphore work(0), done(0);
  test::Gate running;
  std::vector<std::unique_ptr<test::ForkedChild>> waiters;
  for (int i = 0; i < kWaiters; ++i) {
    waiters.push_back(std::make_unique<test::ForkedChild>([&] {
      running.open();
      EXPECT_TRUE(work.acquire_for(test::kPatience));
      done.release();
    }));
  }
  for (int i = 0; i < kWaiters; ++i) running.pass();
  for (const auto& waiter : waiters) test::wait_until_asleep(waiter->pid());
  work.release(kWaiters - 1);
  for (int i = 0; i < kWaiters - 1; ++i) EXPECT_TRUE(done.acquire_for(test::kPatience));
  EXPECT_FALSE(done.acquire_for(50ms)) << "more were let through than there were permits";
  work.release();
  EXPECT_TRUE(done.acquire_for(test::kPatience));
  for (const auto& waiter : waiters) EXPECT_EQ(waiter->wait(), 0);
}

// A bound that is looked at first and passed later is exceeded by this in less than a second.
TEST(BoundedSemaphore, IsExactWhenTwoReleaseAtOnce) {
  constexpr int kRefusals = 300;
  BoundedSemaphore semaphore(1);
  const memory::Placed<std::atomic<int>> refused(std::in_place, 0);
  const auto end = std::chrono::steady_clock::now() + test::kPatience;
  const auto release_too_often = [&] {
    while (refused->load() < kRefusals && std::chrono::steady_clock::now() < end) {
      static_cast<void>(semaphore.try_acquire());
      try {
        semaphore.release();
      } catch (const ValueError&) {
        refused->fetch_add(1);
      }
      ASSERT_LE(semaphore.get_value(), 1);
    }
  };
  test::ForkedChild other(release_too_often);
  release_too_often();
  EXPECT_EQ(other.wait(), 0);
  EXPECT_EQ(semaphore.get_value(), 1);
  EXPECT_GE(refused->load(), kRefusals) << "two did not release at once often enough";
}

TEST(Semaphore, IsNeverInMoreHandsThanItHasPermits) {
  constexpr int kRounds = 3000;
  Semaphore semaphore(2);
  const memory::Placed<std::atomic<int>> inside(std::in_place, 0);
  const auto work = [&] {
    for (int i = 0; i < kRounds; ++i) {
      const std::lock_guard guard(semaphore);
      ASSERT_LE(inside->fetch_add(1), 1);
      inside->fetch_sub(1);
    }
  };
  test::ForkedChild first(work), second(work);
  {
    std::jthread thread(work);
    work();
  }
  EXPECT_EQ(first.wait(), 0);
  EXPECT_EQ(second.wait(), 0);
  EXPECT_EQ(semaphore.get_value(), 2);
}

TEST(Semaphore, AnnouncesWhatItDoes) {
  BoundedSemaphore semaphore(1);
  const Ear ear;
  semaphore.acquire();
  EXPECT_FALSE(semaphore.acquire_for(1ms));
  semaphore.release();
  EXPECT_THROW(semaphore.release(), ValueError);
  std::string order;
  for (const auto& [event, sync] : ear.heard) {
    order += event;
    EXPECT_EQ(sync, ear.heard[0].second);
    EXPECT_TRUE(memory::family_arena().contains(sync));
  }
  EXPECT_EQ(order, "ar");
}

}  // namespace
}  // namespace mp
