// CPython's _TestQueue and TestSimpleQueue.
#include <chrono>
#include <numeric>
#include <vector>

#include "tests/conformance/worker.h"

namespace conformance {
namespace {

using Clock = std::chrono::steady_clock;

class TestQueue : public EveryWay {};
class TestSimpleQueue : public EveryWay {};
INSTANTIATE_TEST_SUITE_P(Way, TestQueue, kEveryWay, name_of_way);
INSTANTIATE_TEST_SUITE_P(Way, TestSimpleQueue, kEveryWay, name_of_way);

std::vector<int> numbers(int begin, int end) {
  std::vector<int> all(static_cast<std::size_t>(end - begin));
  std::iota(all.begin(), all.end(), begin);
  return all;
}

TEST_P(TestQueue, put) {
  mp::Queue<int> queue(6);
  mp::Event child_can_start, parent_can_continue;
  Worker child = start(
      [](mp::Queue<int>& items, mp::Event& can_start, mp::Event& can_continue) {
        can_start.wait();
        for (int i = 0; i < 6; ++i) items.get();
        can_continue.set();
      },
      queue, child_can_start, parent_can_continue);
  EXPECT_TRUE(queue.empty());
  EXPECT_FALSE(queue.full());
  queue.put(1);
  EXPECT_TRUE(queue.put_for(2, kPatience));
  EXPECT_TRUE(queue.put_until(3, Clock::now() + kPatience));
  EXPECT_TRUE(queue.try_put(4));
  queue.put_nowait(5);
  queue.put(6);
  EXPECT_FALSE(queue.empty());
  EXPECT_TRUE(queue.full());
  EXPECT_FALSE(queue.try_put(7));
  EXPECT_THROW(queue.put_nowait(7), mp::Full);
  EXPECT_FALSE(queue.put_for(7, -kMoment));
  const auto begin = Clock::now();
  EXPECT_FALSE(queue.put_for(7, kMoment));
  EXPECT_GE(Clock::now() - begin, kMoment);
  child_can_start.set();
  EXPECT_TRUE(parent_can_continue.wait_for(kPatience));
  EXPECT_TRUE(queue.empty());
  EXPECT_FALSE(queue.full());
  child.join();
}

TEST_P(TestQueue, get) {
  mp::Queue<int> queue;
  mp::Event child_can_start, parent_can_continue;
  Worker child = start(
      [](mp::Queue<int>& items, mp::Event& can_start, mp::Event& can_continue) {
        can_start.wait();
        for (int i = 2; i <= 5; ++i) items.put(i);
        can_continue.set();
      },
      queue, child_can_start, parent_can_continue);
  EXPECT_TRUE(queue.empty());
  child_can_start.set();
  EXPECT_TRUE(parent_can_continue.wait_for(kPatience));
  EXPECT_EQ(queue.qsize(), 4u);
  EXPECT_EQ(queue.get(), 2);
  EXPECT_EQ(queue.get_for(kPatience), 3);
  EXPECT_EQ(queue.try_get(), 4);
  EXPECT_EQ(queue.get_nowait(), 5);
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.try_get(), std::nullopt);
  EXPECT_THROW(queue.get_nowait(), mp::Empty);
  EXPECT_EQ(queue.get_for(-kMoment), std::nullopt);
  const auto begin = Clock::now();
  EXPECT_EQ(queue.get_for(kMoment), std::nullopt);
  EXPECT_GE(Clock::now() - begin, kMoment);
  child.join();
}

// What the parent has put before the child began comes first.
TEST_P(TestQueue, fork) {
  mp::Queue<int> queue;
  for (int i = 0; i < 10; ++i) queue.put(i);
  Worker child = start(
      [](mp::Queue<int>& items) {
        for (int i = 10; i < 20; ++i) items.put(i);
      },
      queue);
  std::vector<int> got;
  for (int i = 0; i < 20; ++i) got.push_back(queue.get());
  EXPECT_EQ(got, numbers(0, 20));
  EXPECT_TRUE(queue.empty());
  child.join();
}

TEST_P(TestQueue, qsize) {
  mp::Queue<int> queue;
  EXPECT_EQ(queue.qsize(), 0u);
  Worker child = start([](mp::Queue<int>& items) { items.put(1), items.put(5); }, queue);
  child.join();
  EXPECT_EQ(queue.qsize(), 2u);
  queue.get();
  EXPECT_EQ(queue.qsize(), 1u);
  queue.get();
  EXPECT_EQ(queue.qsize(), 0u);
}

TEST_P(TestQueue, task_done) {
  mp::JoinableQueue<int> queue;
  mp::Value<int> done(0);
  std::vector<Worker> workers;
  for (int i = 0; i < 4; ++i) {
    workers.push_back(start(
        [](mp::JoinableQueue<int>& items, mp::Value<int>& count) {
          for ([[maybe_unused]] const int item : items) {
            count.fetch_add(1);
            items.task_done();
          }
        },
        queue, done));
  }
  for (int i = 0; i < 10; ++i) queue.put(i);
  EXPECT_TRUE(queue.join_for(kPatience));
  EXPECT_EQ(done.load(), 10);
  queue.close();
  for (Worker& worker : workers) worker.join();
  EXPECT_THROW(queue.task_done(), mp::ValueError);
}

// Of a queue that somebody else has and does not use.
TEST_P(TestQueue, timeout) {
  mp::Queue<int> queue;
  mp::Event end;
  Worker child =
      start([](mp::Queue<int>& items, mp::Event& wait_for) { wait_for.wait(), require(items.empty(), "an item"); }, queue, end);
  const auto begin = Clock::now();
  EXPECT_EQ(queue.get_for(kMoment), std::nullopt);
  EXPECT_GE(Clock::now() - begin, kMoment);
  end.set();
  child.join();
}

TEST_P(TestQueue, closed_queue_empty_exceptions) {
  mp::Queue<int> queue;
  queue.close();
  queue.join_thread();
  Worker child = start([](mp::Queue<int>& items) { require(items.closed() && items.empty(), "not closed"); }, queue);
  child.join();
  EXPECT_THROW(queue.get(), mp::Closed);
}

TEST_P(TestQueue, closed_queue_put_get_exceptions) {
  mp::Queue<int> queue;
  queue.put(1);
  Worker child = start([](mp::Queue<int>& items) { items.close(); }, queue);
  child.join();
  EXPECT_THROW(queue.put(2), mp::ValueError);
  EXPECT_EQ(queue.get(), 1);
  EXPECT_THROW(queue.get(), mp::ValueError);
  EXPECT_THROW(static_cast<void>(queue.try_get()), mp::ValueError);
}

TEST_P(TestSimpleQueue, empty) {
  mp::SimpleQueue<bool> queue;
  mp::Event child_can_start, parent_can_continue;
  Worker child = start(
      [](mp::SimpleQueue<bool>& items, mp::Event& can_start, mp::Event& can_continue) {
        can_start.wait();
        items.put(items.empty());
        items.put(items.empty());
        can_continue.set();
      },
      queue, child_can_start, parent_can_continue);
  EXPECT_TRUE(queue.empty());
  child_can_start.set();
  EXPECT_TRUE(parent_can_continue.wait_for(kPatience));
  EXPECT_FALSE(queue.empty());
  EXPECT_TRUE(queue.get());
  EXPECT_FALSE(queue.get());
  EXPECT_TRUE(queue.empty());
  child.join();
}

TEST_P(TestSimpleQueue, empty_exceptions) {
  mp::SimpleQueue<int> queue;
  Worker child = start([](mp::SimpleQueue<int>& items) { items.close(); }, queue);
  child.join();
  EXPECT_THROW(static_cast<void>(queue.empty()), mp::OSError);
}

TEST_P(TestSimpleQueue, close) {
  mp::SimpleQueue<int> queue;
  queue.close();
  Worker child = start([](mp::SimpleQueue<int>& items) { items.close(); }, queue);
  child.join();
  queue.close();
}

TEST_P(TestSimpleQueue, closed) {
  mp::SimpleQueue<int> queue;
  queue.close();
  Worker child = start(
      [](mp::SimpleQueue<int>& items) {
        try {
          items.put(1);
        } catch (const mp::OSError&) {
          return;
        }
        throw mp::Error("a closed queue takes items");
      },
      queue);
  child.join();
  EXPECT_THROW(queue.get(), mp::OSError);
}

}  // namespace
}  // namespace conformance
