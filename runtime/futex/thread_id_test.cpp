#include "runtime/futex/thread_id.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include "runtime/testing/forked_child.h"

namespace mp::futex {
namespace {

ThreadId ask() { return static_cast<ThreadId>(gettid()); }

TEST(ThreadId, IsTheKernels) { EXPECT_EQ(this_thread(), ask()); }

TEST(ThreadId, DiffersBetweenThreads) {
  const ThreadId mine = this_thread();
  std::thread([mine] {
    EXPECT_EQ(this_thread(), ask());
    EXPECT_NE(this_thread(), mine);
  }).join();
}

TEST(ThreadId, IsNewInAForkedChildAndInItsChild) {
  const ThreadId mine = this_thread();
  test::ForkedChild child([mine] {
    EXPECT_EQ(this_thread(), ask());
    EXPECT_NE(this_thread(), mine);
    test::ForkedChild grandchild([] { EXPECT_EQ(this_thread(), ask()); });
    EXPECT_EQ(grandchild.wait(), 0);
  });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(this_thread(), mine);
}

TEST(ProcessId, IsTheKernelsAndNewInAForkedChild) {
  EXPECT_EQ(this_process(), getpid());
  test::ForkedChild child([] {
    EXPECT_EQ(this_process(), getpid());
    std::thread([] { EXPECT_EQ(this_process(), getpid()); }).join();
  });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(this_process(), getpid());
}

}  // namespace
}  // namespace mp::futex
