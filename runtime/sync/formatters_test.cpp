#include "runtime/sync/formatters.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <mutex>

#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

using namespace std::chrono_literals;

TEST(Formatters, ALockNamesItsOwner) {
  Lock lock;
  EXPECT_EQ(fmt::format("{}", lock), "<Lock(owner=None)>");
  lock.acquire();
  const std::string held = fmt::format("<Lock(owner=process {0}, thread {0}, at {1}:{2})>", getpid(), __FILE__, __LINE__ - 1);
  EXPECT_EQ(fmt::format("{}", lock), held);
  test::ForkedChild child([&] { EXPECT_EQ(fmt::format("{}", lock), held); });
  EXPECT_EQ(child.wait(), 0);
  lock.release();
  EXPECT_EQ(fmt::format("{:>20}", lock), "  <Lock(owner=None)>");
}

TEST(Formatters, AnRLockCountsToo) {
  RLock lock;
  EXPECT_EQ(fmt::format("{}", lock), "<RLock(owner=None, count=0)>");
  lock.acquire();
  const unsigned line = __LINE__ - 1;
  const std::scoped_lock inner(lock);
  EXPECT_EQ(fmt::format("{}", lock),
            fmt::format("<RLock(owner=process {0}, thread {0}, at {1}:{2}, count=2)>", getpid(), __FILE__, line));
  lock.release();
}

TEST(Formatters, ALockTellsOfItsLastDeath) {
  Lock lock;
  test::Gate held;
  test::ForkedChild holder([&] {
    lock.acquire();
    held.open();
    for (;;) pause();
  });
  const unsigned line = __LINE__ - 4;
  held.pass();
  const pid_t pid = holder.pid();
  ASSERT_TRUE(holder.kill());
  lock.acquire();
  lock.release();
  EXPECT_EQ(fmt::format("{}", lock),
            fmt::format("<Lock(owner=None, last_owner_death=process {0}, thread {0}, at {1}:{2})>", pid, __FILE__, line));
}

TEST(Formatters, TheOthersShowTheirState) {
  Semaphore semaphore(3);
  BoundedSemaphore bounded(2);
  bounded.acquire();
  EXPECT_EQ(fmt::format("{} {}", semaphore, bounded), "<Semaphore(value=3)> <BoundedSemaphore(value=1)>");
  Event event;
  EXPECT_EQ(fmt::format("{}", event), "<Event(unset)>");
  event.set();
  EXPECT_EQ(fmt::format("{}", event), "<Event(set)>");
  Barrier barrier(3);
  EXPECT_EQ(fmt::format("{}", barrier), "<Barrier(waiting=0, parties=3)>");
  barrier.abort();
  EXPECT_EQ(fmt::format("{}", barrier), "<Barrier(broken, parties=3)>");
}

}  // namespace
}  // namespace mp
