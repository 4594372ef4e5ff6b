// What CPython's _TestQueue and TestSimpleQueue check of close, task_done and join, and of the simple queue; and what close
// promises here to those who wait.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "runtime/channel/joinable_queue.h"
#include "runtime/channel/queue.h"
#include "runtime/channel/simple_queue.h"
#include "runtime/error.h"
#include "runtime/memory/placed.h"
#include "runtime/memory/shared_object.h"
#include "runtime/testing/asleep.h"
#include "runtime/testing/ear.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

static_assert(SharedObject<JoinableQueue<int>> && SharedObject<SimpleQueue<int>>);
static_assert(!std::is_copy_constructible_v<JoinableQueue<int>> && !std::is_move_constructible_v<SimpleQueue<int>>);
static_assert(std::is_base_of_v<ValueError, Closed>);

TEST(Queue, ClosedQueuePutGetExceptions) {
  Queue<std::string> queue;
  queue.put("one");
  queue.put("two");
  queue.close();
  queue.close();
  EXPECT_TRUE(queue.closed());
  EXPECT_THROW(queue.put("three"), ValueError);
  EXPECT_THROW(static_cast<void>(queue.try_put("three")), Closed);
  EXPECT_THROW(queue.put_nowait("three"), Closed);
  EXPECT_EQ(queue.qsize(), 2u);
  EXPECT_EQ(queue.get(), "one");
  EXPECT_EQ(queue.get_for(0s), "two");
  EXPECT_THROW(queue.get(), Closed);
  EXPECT_THROW(static_cast<void>(queue.try_get()), Closed);
  EXPECT_THROW(queue.get_nowait(), ValueError);
  queue.join_thread();
  queue.cancel_join_thread();
}

TEST(Queue, UntilIsAMomentOnAnyClock) {
  Queue<int> queue(1);
  EXPECT_EQ(queue.get_until(steady_clock::now() + 20ms), std::nullopt);
  EXPECT_TRUE(queue.put_until(1, std::chrono::system_clock::now() + test::kPatience));
  const auto deadline = steady_clock::now() + 20ms;
  EXPECT_FALSE(queue.put_until(2, deadline));
  EXPECT_GE(steady_clock::now(), deadline);
  EXPECT_EQ(queue.get_until(steady_clock::now() - 1h), 1);
}

TEST(Queue, CloseWakesAllWhoWait) {
  Queue<int> empty, full(1);
  full.put(1);
  std::vector<std::unique_ptr<test::ForkedChild>> waiters;
  for (int i = 0; i < 3; ++i) {
    waiters.push_back(std::make_unique<test::ForkedChild>([&] { EXPECT_THROW(empty.get(), Closed); }));
    waiters.push_back(std::make_unique<test::ForkedChild>([&] { EXPECT_THROW(full.put(2), Closed); }));
  }
  for (const auto& waiter : waiters) test::wait_until_asleep(waiter->pid());
  test::ForkedChild closer([&] {
    empty.close();
    full.close();
  });
  EXPECT_EQ(closer.wait(), 0);
  for (const auto& waiter : waiters) EXPECT_EQ(waiter->wait(), 0);
  EXPECT_EQ(full.qsize(), 1u);
}

// Every item whose put had succeeded is got, however close the close came.
TEST(Queue, ALoopGetsAllThatWasPut) {
  for (int round = 0; round < 50; ++round) {
    Queue<int> queue(5);
    const memory::Placed<std::atomic<int>> put(std::in_place, 0), got(std::in_place, 0);
    const auto send = [&] {
      try {
        for (;;) {
          queue.put(1);
          put->fetch_add(1);
        }
      } catch (const Closed&) {
      }
    };
    const auto receive = [&] {
      for (const int& item : queue) got->fetch_add(item);
    };
    test::ForkedChild sender(send), other_sender(send), receiver(receive), other_receiver(receive);
    while (put->load() < 20 * round) {
    }
    queue.close();
    for (test::ForkedChild* child : {&sender, &other_sender, &receiver, &other_receiver}) ASSERT_EQ(child->wait(), 0);
    ASSERT_EQ(got->load(), put->load()) << "round " << round;
  }
}

TEST(Queue, AnnouncesCloseAndItsDiscovery) {
  Queue<int> queue;
  const test::Ear ear;
  queue.close();
  EXPECT_THROW(queue.get(), Closed);
  EXPECT_EQ(ear.order(), "ra");
  EXPECT_EQ(ear.heard[0].second, ear.heard[1].second);
}

TEST(JoinableQueue, TaskDone) {
  constexpr int kWorkers = 4, kItems = 10;
  JoinableQueue<int> queue;
  Queue<int> results;
  std::vector<std::unique_ptr<test::ForkedChild>> workers;
  for (int i = 0; i < kWorkers; ++i) {
    workers.push_back(std::make_unique<test::ForkedChild>([&] {
      for (const int item : queue) {
        results.put(item * item);
        queue.task_done();
      }
    }));
  }
  for (int i = 0; i < kItems; ++i) queue.put(i);
  EXPECT_TRUE(queue.join_for(test::kPatience));
  EXPECT_EQ(results.qsize(), std::size_t{kItems}) << "all were done when join() returned";
  queue.join();
  queue.close();
  for (const auto& worker : workers) EXPECT_EQ(worker->wait(), 0);
}

TEST(JoinableQueue, TaskDoneTooManyTimesIsAValueError) {
  JoinableQueue<int> queue;
  EXPECT_THROW(queue.task_done(), ValueError);
  queue.put(1);
  queue.task_done();
  EXPECT_THROW(queue.task_done(), ValueError);
  EXPECT_TRUE(queue.join_for(0s)) << "a call that was refused counts for nothing";
}

TEST(JoinableQueue, JoinWaitsForTheLastItem) {
  JoinableQueue<int> queue;
  EXPECT_TRUE(queue.join_for(-1s)) << "nothing was put";
  queue.put(1);
  queue.put(2);
  static_cast<void>(queue.get());
  static_cast<void>(queue.get());
  queue.task_done();
  EXPECT_FALSE(queue.join_for(20ms)) << "empty, but not done";
  EXPECT_FALSE(queue.join_until(steady_clock::now() - 1s));
  test::ForkedChild joiner([&] { queue.join(); });
  test::wait_until_asleep(joiner.pid());
  queue.task_done();
  EXPECT_EQ(joiner.wait(), 0);
}

TEST(JoinableQueue, TheWorkOfAKilledConsumerIsNotDone) {
  JoinableQueue<int> queue;
  queue.put(7);
  test::Gate working;
  test::ForkedChild consumer([&] {
    static_cast<void>(queue.get());
    working.open();
    for (;;) pause();
  });
  working.pass();
  ASSERT_TRUE(consumer.kill());
  EXPECT_TRUE(queue.empty());
  EXPECT_FALSE(queue.join_for(20ms));
  queue.put(7);  // again, by whoever has learnt of the death
  queue.task_done();
  EXPECT_FALSE(queue.join_for(0s));
  EXPECT_EQ(queue.get(), 7);
  queue.task_done();
  EXPECT_TRUE(queue.join_for(0s));
}

TEST(JoinableQueue, AnnouncesTaskDoneAndJoin) {
  JoinableQueue<int> queue;
  queue.put(1);
  const test::Ear ear;
  queue.task_done();
  queue.join();
  EXPECT_EQ(ear.order(), "ra");
  EXPECT_EQ(ear.heard[0].second, ear.heard[1].second);
}

TEST(SimpleQueue, Empty) {
  SimpleQueue<std::string> queue;
  EXPECT_TRUE(queue.empty());
  test::ForkedChild child([&] {
    queue.put("one");
    queue.put("two");
  });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_FALSE(queue.empty());
  EXPECT_EQ(queue.get(), "one");
  EXPECT_EQ(queue.get_for(0s), "two");
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.get_for(0s), std::nullopt);
  EXPECT_EQ(queue.get_until(steady_clock::now()), std::nullopt);
}

TEST(SimpleQueue, Close) {
  SimpleQueue<int> queue;
  EXPECT_TRUE(queue.put_for(1, 0s));
  EXPECT_TRUE(queue.put_until(2, steady_clock::now()));
  queue.close();
  queue.close();
  EXPECT_THROW(queue.put(3), OSError);
  EXPECT_THROW(static_cast<void>(queue.put_for(3, 0s)), OSError);
  EXPECT_FALSE(queue.empty());
  EXPECT_EQ(queue.get(), 1);
  EXPECT_EQ(queue.get(), 2);
  EXPECT_THROW(queue.get(), OSError);
  EXPECT_THROW(static_cast<void>(queue.get_for(0s)), OSError);
  EXPECT_THROW(static_cast<void>(queue.empty()), OSError);
}

}  // namespace
}  // namespace mp
