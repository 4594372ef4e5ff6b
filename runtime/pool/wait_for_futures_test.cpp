#include "runtime/pool/wait_for_futures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <ranges>
#include <stdexcept>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/connection/pipe.h"
#include "runtime/connection/wait.h"
#include "runtime/error.h"
#include "runtime/pool/executor.h"

namespace mp {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using testing::IsEmpty;
using testing::SizeIs;

int get(Queue<int>& items) { return items.get(); }

/// Two calls that wait for their queues, and one executor or two.
struct TwoCalls {
  Queue<int> first_items;
  Queue<int> second_items;
  ProcessPoolExecutor processes{2};
  ThreadPoolExecutor threads{1};
  Future<int> first = processes.submit(get, first_items);
  Future<int> second;
  std::vector<Future<int>> futures;

  explicit TwoCalls(bool one_executor)
      : second(one_executor ? processes.submit(get, second_items) : threads.submit(get, second_items)), futures{first, second} {}
  ~TwoCalls() {
    first_items.put(0);  // so that the calls of a test that has failed end, too
    second_items.put(0);
  }
};

class WaitForFutures : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(OneExecutorOrTwo, WaitForFutures, testing::Bool());

TEST_P(WaitForFutures, FirstCompleted) {
  TwoCalls calls(GetParam());
  EXPECT_THAT(wait(calls.futures, milliseconds(1)).not_done, SizeIs(2));
  calls.second_items.put(2);
  auto [done, not_done] = wait(calls.futures, minutes(1), FIRST_COMPLETED);
  ASSERT_THAT(done, SizeIs(1));
  ASSERT_THAT(not_done, SizeIs(1));
  EXPECT_EQ(done[0].result(), 2);
  calls.first_items.put(1);
  EXPECT_THAT(wait(calls.futures, minutes(1)).done, SizeIs(2));
  EXPECT_THAT(wait(calls.futures).not_done, IsEmpty());
}

TEST_P(WaitForFutures, FirstException) {
  TwoCalls calls(GetParam());
  Future<int> failing = calls.processes.submit([]() -> int { throw std::runtime_error("no"); });
  calls.second_items.put(2);
  auto [done, not_done] = wait(calls.futures, milliseconds(1), FIRST_EXCEPTION);
  EXPECT_GE(not_done.size(), 1U) << "none has failed";
  calls.first_items.put(1);  // lets a worker take the failing call
  calls.futures.push_back(failing);
  EXPECT_GE(wait(calls.futures, minutes(1), FIRST_EXCEPTION).done.size(), 1U);
  EXPECT_TRUE(failing.done());
}

TEST_P(WaitForFutures, AllCompletedCountsTheCancelled) {
  TwoCalls calls(GetParam());
  std::vector<Future<int>> many = calls.futures;
  for (int i = 0; i < 50; ++i) many.push_back(calls.threads.submit([](int x) { return x; }, i));
  many.push_back(calls.threads.submit([](int x) { return x; }, 0));
  many.back().cancel();
  calls.first_items.put(1);
  calls.second_items.put(2);
  EXPECT_THAT(wait(many, minutes(1), ALL_COMPLETED).done, SizeIs(many.size()));
  EXPECT_THAT(wait({calls.first, calls.second}).done, SizeIs(2));
}

TEST_P(WaitForFutures, AsCompletedGivesEachOnceAsItEnds) {
  TwoCalls calls(GetParam());
  auto futures = as_completed(calls.futures, minutes(1));
  calls.second_items.put(2);
  auto next = futures.next();
  ASSERT_TRUE(next);
  EXPECT_EQ(next->result(), 2);
  calls.first_items.put(1);
  EXPECT_EQ(futures.next()->result(), 1);
  EXPECT_FALSE(futures.next());
}

TEST(AsCompleted, IsARangeAndHasATimeout) {
  ThreadPoolExecutor executor(2);
  std::vector<Future<int>> futures;
  for (int i = 0; i < 30; ++i) futures.push_back(executor.submit([](int x) { return x; }, i));
  int sum = 0;
  for (Future<int>& future : as_completed(futures)) sum += future.result();
  EXPECT_EQ(sum, 435);
  Queue<int> items;
  const std::vector<Future<int>> blocked = {executor.submit(get, items)};
  EXPECT_THROW(as_completed(blocked, milliseconds(1)).next(), TimeoutError);
  EXPECT_FALSE(as_completed(std::vector<Future<int>>{}).next());
  items.put(1);
}

TEST(WaitForDescriptors, IsAnotherOverload) {
  auto [reading, writing] = Pipe(false);
  EXPECT_THAT(wait({reading}, milliseconds(0)), IsEmpty());
  writing.send(1);
  EXPECT_THAT(wait(std::vector<Waitable>{reading}, minutes(1)), SizeIs(1));
}

}  // namespace
}  // namespace mp
