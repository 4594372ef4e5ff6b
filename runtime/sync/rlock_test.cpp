#include "runtime/sync/rlock.h"

#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <thread>

#include "runtime/error.h"
#include "runtime/testing/ear.h"
#include "runtime/testing/elsewhere.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::Ear;
using test::elsewhere;

static_assert(SharedObject<RLock>);

bool free_for_others(RLock& lock) {
  bool free = false;
  elsewhere([&] {
    free = lock.try_acquire();
    if (free) lock.release();
  });
  return free;
}

TEST(RLock, IsReleasedAsOftenAsAcquired) {
  RLock lock;
  lock.acquire();
  ASSERT_TRUE(lock.try_acquire());
  ASSERT_TRUE(lock.acquire_for(1h));
  for (int held = 3; held > 0; --held) {
    EXPECT_TRUE(lock.locked());
    EXPECT_FALSE(free_for_others(lock)) << held;
    lock.release();
  }
  EXPECT_FALSE(lock.locked());
  EXPECT_TRUE(free_for_others(lock));
  EXPECT_THROW(lock.release(), ValueError);
}

TEST(RLock, OnlyItsHolderReleases) {
  RLock lock;
  lock.acquire();
  elsewhere([&] { EXPECT_THROW(lock.release(), ValueError); });
  test::ForkedChild child([&] {
    EXPECT_THROW(lock.release(), ValueError);
    EXPECT_FALSE(lock.acquire_for(10ms));
  });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_TRUE(lock.locked());
  lock.release();
  EXPECT_TRUE(free_for_others(lock));
}

TEST(RLock, NamesItselfInMessages) {
  RLock lock;
  try {
    lock.release();
    FAIL() << "released what nobody holds";
  } catch (const ValueError& error) {
    EXPECT_NE(std::string(error.what()).find("release() of the mp::RLock created at runtime/sync/rlock_test.cpp:"),
              std::string::npos)
        << error.what();
  }
}

TEST(RLock, ExcludesProcesses) {
  constexpr int kRounds = 5000;
  RLock lock;
  const memory::Placed<int> counter(std::in_place, 0);
  const auto count = [&] {
    for (int i = 0; i < kRounds; ++i) {
      const std::lock_guard outer(lock);
      const std::lock_guard inner(lock);
      *counter += 1;
    }
  };
  test::ForkedChild child(count);
  count();
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(*counter, 2 * kRounds);
}

TEST(RLock, ADeadHoldersDepthIsUndone) {
  RLock lock;
  test::ForkedChild child([&] {
    for (int i = 0; i < 3; ++i) lock.acquire();
  });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_TRUE(lock.locked());
  ASSERT_TRUE(lock.acquire_for(test::kPatience));
  EXPECT_EQ(lock.owner_deaths(), 1u);
  lock.release();
  EXPECT_FALSE(lock.locked());
  EXPECT_TRUE(free_for_others(lock));
}

TEST(RLock, WorksOnAStateOfSomebodyElse) {
  const memory::Placed<sync::LockState> state(std::in_place, futex::RobustMutex::Kind::kRecursive);
  RLock one(*state, std::source_location::current()), same(*state, std::source_location::current());
  one.acquire();
  EXPECT_TRUE(same.locked());
  elsewhere([&] { EXPECT_FALSE(same.try_acquire()); });
  same.release();
  EXPECT_FALSE(one.locked());
}

TEST(RLock, AnnouncesTheFirstAcquireAndTheLastRelease) {
  RLock lock;
  const Ear ear;
  lock.acquire();
  lock.acquire();
  EXPECT_EQ(ear.order(), "a");
  lock.release();
  EXPECT_EQ(ear.order(), "a");
  lock.release();
  EXPECT_EQ(ear.order(), "ar");
}

}  // namespace
}  // namespace mp
