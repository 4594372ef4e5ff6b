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
  {
    const std::lock_guard guard(lock);
    EXPECT_EQ(fmt::format("{}", lock), fmt::format("<Lock(owner=process {0}, thread {0})>", getpid()));
    test::ForkedChild child([&, parent = getpid()] {
      EXPECT_EQ(fmt::format("{}", lock), fmt::format("<Lock(owner=process {0}, thread {0})>", parent));
    });
    EXPECT_EQ(child.wait(), 0);
  }
  EXPECT_EQ(fmt::format("{:>20}", lock), "  <Lock(owner=None)>");
}

TEST(Formatters, AnRLockCountsToo) {
  RLock lock;
  EXPECT_EQ(fmt::format("{}", lock), "<RLock(owner=None, count=0)>");
  const std::scoped_lock outer(lock), inner(lock);
  EXPECT_EQ(fmt::format("{}", lock), fmt::format("<RLock(owner=process {0}, thread {0}, count=2)>", getpid()));
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
