#include "runtime/sync/lock.h"

#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "runtime/error.h"
#include "runtime/sync/rlock.h"
#include "runtime/testing/ear.h"
#include "runtime/testing/elsewhere.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/thrown.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::Ear;
using test::elsewhere;
using test::message_of;

static_assert(SharedObject<Lock> && SharedObject<Lock&> && !SharedObject<int>);
static_assert(!std::is_copy_constructible_v<Lock> && !std::is_move_constructible_v<Lock> && !std::is_copy_assignable_v<Lock>);

TEST(Lock, HasOneHolder) {
  Lock lock;
  EXPECT_FALSE(lock.locked());
  lock.acquire();
  EXPECT_TRUE(lock.locked());
  elsewhere([&] {
    EXPECT_FALSE(lock.try_acquire());
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_FALSE(lock.acquire_for(20ms));
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 20ms);
    EXPECT_FALSE(lock.acquire_for(-1s));
  });
  lock.release();
  EXPECT_FALSE(lock.locked());
  elsewhere([&] {
    ASSERT_TRUE(lock.try_acquire());
    lock.release();
    ASSERT_TRUE(lock.acquire_for(1h));
    lock.release();
  });
}

TEST(Lock, TellsHowItIsMisused) {
  Lock lock;
  const std::string where = "lock_test.cpp:" + std::to_string(lock.created().line());
  const auto expect = [&](const std::string& message, const char* part) {
    EXPECT_NE(message.find(where), std::string::npos) << message;
    EXPECT_NE(message.find(part), std::string::npos) << message;
  };
  expect(message_of<ValueError>([&] { lock.release(); }), "nobody holds it; call acquire()");
  lock.acquire();
  expect(message_of<ValueError>([&] { lock.acquire(); }), "would wait for itself for ever");
  expect(message_of<ValueError>([&] { static_cast<void>(lock.acquire_for(1h)); }), "would wait for itself for ever");
  EXPECT_FALSE(lock.try_acquire());
  elsewhere(
      [&] { expect(message_of<ValueError>([&] { lock.release(); }), "only the thread that acquired a lock may release it"); });
  EXPECT_TRUE(lock.locked());
  lock.release();
}

TEST(Lock, WorksWithTheStandardGuards) {
  Lock first, second;
  {
    const std::lock_guard guard(first);
    EXPECT_TRUE(first.locked());
  }
  {
    const std::scoped_lock both(first, second);
    EXPECT_TRUE(first.locked() && second.locked());
  }
  std::unique_lock timed(first, 1h);
  EXPECT_TRUE(timed.owns_lock());
  elsewhere([&] {
    EXPECT_FALSE(std::unique_lock(first, std::try_to_lock).owns_lock());
    EXPECT_FALSE(std::unique_lock(first, std::chrono::system_clock::now() + 10ms).owns_lock());
    EXPECT_FALSE(std::unique_lock(first, std::chrono::steady_clock::now() + 10ms).owns_lock());
  });
  timed.unlock();
  EXPECT_FALSE(first.locked() || second.locked());
}

TEST(Lock, ExcludesProcessesAndThreads) {
  constexpr int kRounds = 5000;
  Lock lock;
  const memory::Placed<int> counter(std::in_place, 0);
  const auto count = [&] {
    for (int i = 0; i < kRounds; ++i) {
      const std::lock_guard guard(lock);
      *counter += 1;
    }
  };
  test::ForkedChild first(count), second(count);
  {
    std::jthread thread(count);
    count();
  }
  EXPECT_EQ(first.wait(), 0);
  EXPECT_EQ(second.wait(), 0);
  EXPECT_EQ(*counter, 4 * kRounds);
}

TEST(Lock, AChildDoesNotHoldWhatItsParentHolds) {
  Lock lock;
  lock.acquire();
  test::ForkedChild child([&]() {
    EXPECT_TRUE(lock.locked());
    EXPECT_FALSE(lock.try_acquire());
    EXPECT_THROW(lock.release(), ValueError);
  });
  EXPECT_EQ(child.wait(), 0);
  lock.release();
  test::ForkedChild next([&] {
    ASSERT_TRUE(lock.try_acquire());
    lock.release();
  });
  EXPECT_EQ(next.wait(), 0);
}

// ThreadSanitizer, which believes a forked child to hold what its parent holds, would report a double lock and a race.
TEST(Lock, OrdersTheThreadsOfAChildThatWasForkedWhileItWasHeld) {
  Lock lock;
  RLock rlock;
  lock.acquire();
  rlock.acquire();
  rlock.acquire();
  test::ForkedChild child([&] {
    int counter = 0;
    const auto count = [&] {
      for (int i = 0; i < 1000; ++i) {
        const std::scoped_lock guard(lock, rlock);
        counter += 1;
      }
    };
    {
      const std::jthread first(count), second(count);
    }
    EXPECT_EQ(counter, 2000);
  });
  rlock.release();
  rlock.release();
  lock.release();
  EXPECT_EQ(child.wait(), 0);
}

TEST(Lock, GivesItsMemoryBackUnlessAnotherHoldsIt) {
  const auto used = [] { return memory::family_arena().census().used_blocks; };
  const std::size_t before = used();
  {
    Lock lock;
    lock.acquire();  // by the one who ends it
  }
  EXPECT_EQ(used(), before);
  {
    Lock lock;
    elsewhere([&]() { lock.acquire(); });  // by the dead
  }
  EXPECT_EQ(used(), before);
  test::Gate held, ended;
  auto lock = std::make_unique<Lock>();
  test::ForkedChild child([&]() {
    lock->acquire();
    held.open();
    ended.pass();
    lock->release();  // in memory that is still a lock
  });
  held.pass();
  lock.reset();
  ended.open();
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(used(), before + 1);
}

TEST(Lock, AnnouncesWhatItDoes) {
  Lock lock, other;
  const Ear ear;
  lock.acquire();
  elsewhere([&] { EXPECT_FALSE(lock.try_acquire()); });
  lock.release();
  ASSERT_TRUE(lock.try_acquire());
  lock.release();
  ASSERT_TRUE(other.acquire_for(1s));
  other.release();
  ASSERT_EQ(ear.heard.size(), 6u);
  std::string order;
  for (const auto& [event, sync] : ear.heard) {
    order += event;
    EXPECT_TRUE(memory::family_arena().contains(sync));
  }
  EXPECT_EQ(order, "ararar");
  EXPECT_EQ(ear.heard[0].second, ear.heard[3].second);
  EXPECT_NE(ear.heard[0].second, ear.heard[4].second);
}

}  // namespace
}  // namespace mp
