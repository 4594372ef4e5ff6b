// Both executors, and what each has of its own. CPython's test_concurrent_futures.
#include "runtime/pool/executor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <memory>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/error.h"
#include "runtime/process/exit.h"
#include "runtime/testing/eventually.h"
#include "runtime/testing/thrown.h"

namespace mp {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using test::message_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

int square(int x) { return x * x; }
int fails(int x) { throw std::out_of_range("no " + std::to_string(x)); }

/// A call that a worker has in its hands from the first item until the second.
int take_two(Queue<int>& items) {
  items.get();
  return items.get();
}

template <class R>
void wait_until_running(const Future<R>& future) {
  ASSERT_TRUE(test::eventually([&] { return future.running(); }));
}

template <class Executor>
class EachExecutor : public testing::Test {
 public:
  /// What the exception of a call arrives as.
  using Raised = std::conditional_t<std::is_same_v<Executor, ThreadPoolExecutor>, std::out_of_range, RemoteError>;
  using Broken = std::conditional_t<std::is_same_v<Executor, ThreadPoolExecutor>, BrokenThreadPool, BrokenProcessPool>;
};
using Both = testing::Types<ProcessPoolExecutor, ThreadPoolExecutor>;
TYPED_TEST_SUITE(EachExecutor, Both);

TYPED_TEST(EachExecutor, SubmitsAndGivesResults) {
  TypeParam executor(2);
  Future<int> future = executor.submit(square, 7);
  EXPECT_EQ(future.result(), 49);
  EXPECT_EQ(future.result(), 49) << "again";
  EXPECT_TRUE(future.done());
  EXPECT_FALSE(future.running());
  EXPECT_FALSE(future.cancelled());
  EXPECT_FALSE(future.cancel()) << "too late";
  EXPECT_EQ(future.exception(), nullptr);
  Future<void> nothing = executor.submit([] {});
  nothing.result_for(minutes(1));
  Future<int> failed = executor.submit(fails, 3);
  EXPECT_EQ(message_of<typename TestFixture::Raised>([&] { failed.result(); }), "no 3");
  EXPECT_NE(failed.exception(), nullptr);
}

TYPED_TEST(EachExecutor, TimedFormsReturn) {
  Queue<int> items;
  TypeParam executor(1);
  Future<int> future = executor.submit(take_two, items);
  EXPECT_THAT(message_of<TimeoutError>([&] { future.result_for(milliseconds(1)); }), HasSubstr("ask again"));
  EXPECT_THROW(future.result_until(std::chrono::steady_clock::now()), TimeoutError);
  EXPECT_THROW(future.exception_for(milliseconds(-1)), TimeoutError);
  items.put(1);
  items.put(2);
  EXPECT_EQ(future.result_for(minutes(1)), 2);
}

// One worker is busy, so the others stand in its queue, and it must never begin those that were cancelled.
TYPED_TEST(EachExecutor, ACancelledCallIsNeverBegun) {
  Queue<int> items;
  Queue<int> begun;
  TypeParam executor(1);
  Future<int> running = executor.submit(take_two, items);
  std::vector<Future<int>> waiting;
  const auto note = [](Queue<int>& out, int x) {
    out.put(x);
    return x;
  };
  for (int i = 0; i < 10; ++i) waiting.push_back(executor.submit(note, begun, i));
  wait_until_running(running);
  EXPECT_FALSE(running.cancel());
  for (std::size_t i = 0; i < 10; i += 2) EXPECT_TRUE(waiting[i].cancel());
  EXPECT_TRUE(waiting[0].cancelled());
  EXPECT_TRUE(waiting[0].cancel()) << "it is cancelled";
  EXPECT_TRUE(waiting[0].done());
  EXPECT_FALSE(waiting[1].cancelled());
  EXPECT_THAT(message_of<CancelledError>([&] { waiting[0].result(); }), HasSubstr("before a worker had begun it"));
  EXPECT_THROW((void)waiting[0].exception(), CancelledError);
  items.put(1);
  items.put(2);
  for (std::size_t i = 1; i < 10; i += 2) EXPECT_EQ(waiting[i].result_for(minutes(1)), i);
  std::vector<int> done;
  while (!begun.empty()) done.push_back(begun.get());
  EXPECT_THAT(done, ElementsAre(1, 3, 5, 7, 9));
}

// Every call is either cancelled or has its result, and none that was cancelled has run.
TYPED_TEST(EachExecutor, CancelAgainstWorkersHasOneWinner) {
  Queue<int> begun;
  TypeParam executor(2);
  const auto note = [](Queue<int>& out, int x) {
    out.put(x);
    return x;
  };
  std::vector<Future<int>> futures;
  int cancelled = 0;
  for (std::size_t i = 0; i < 2000; ++i) {
    futures.push_back(executor.submit(note, begun, static_cast<int>(i)));
    if (i % 3 == 0) cancelled += futures[i].cancel();
    if (i % 3 == 1) cancelled += futures[i - i / 64].cancel();
  }
  int ran = 0;
  int refused = 0;
  for (Future<int>& future : futures) {
    if (future.cancelled()) {
      ++refused;
    } else {
      future.result_for(minutes(1));
      ++ran;
    }
  }
  int seen = 0;
  while (!begun.empty()) seen += begun.get() >= 0;
  EXPECT_EQ(ran, seen);
  EXPECT_EQ(ran + refused, 2000);
  EXPECT_GT(cancelled, 0);
  EXPECT_GT(ran, 0);
}

TYPED_TEST(EachExecutor, CallbacksAreCalledInOrderAndHarmNobody) {
  TypeParam executor(1);
  std::vector<std::string> calls;
  Queue<int> items;
  Future<int> future = executor.submit(take_two, items);
  future.add_done_callback([&](Future<int>& done) { calls.push_back("first " + std::to_string(done.result())); });
  future.add_done_callback([](Future<int>&) { throw std::runtime_error("not today"); });
  future.add_done_callback([&, kept = std::make_unique<int>(1)](Future<int>&) { calls.push_back("third"); });
  testing::internal::CaptureStderr();
  items.put(1);
  items.put(5);
  EXPECT_EQ(future.result_for(minutes(1)), 5);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "Callback of a Pool: uncaught exception std::runtime_error: not today\n");
  EXPECT_THAT(calls, ElementsAre("first 5", "third"));
  future.add_done_callback([&](Future<int>&) { calls.push_back("late"); });
  EXPECT_EQ(calls.back(), "late") << "at once, because it is done";
}

TYPED_TEST(EachExecutor, ACancelledFutureCallsItsCallbacks) {
  Queue<int> items;
  TypeParam executor(1);
  Future<int> running = executor.submit(take_two, items);
  Future<int> waiting = executor.submit(square, 2);
  int calls = 0;
  waiting.add_done_callback([&](Future<int>& future) { calls += future.cancelled() ? 1 : 100; });
  wait_until_running(running);
  EXPECT_TRUE(waiting.cancel());
  EXPECT_EQ(calls, 1);
  items.put(1);
  items.put(1);
}

TYPED_TEST(EachExecutor, MapsSeveralRangesSideBySide) {
  TypeParam executor(2);
  const auto all = [](auto results) {
    std::vector<int> all;
    for (const int result : results) all.push_back(result);
    return all;
  };
  EXPECT_THAT(all(executor.map(square, std::views::iota(0, 5))), ElementsAre(0, 1, 4, 9, 16));
  const auto sum = [](int a, int b, int c) { return a + b + c; };
  EXPECT_THAT(all(executor.map(sum, std::vector<int>{1, 2, 3}, std::views::iota(10), std::vector<int>{100, 200})),
              ElementsAre(111, 213));
  EXPECT_EQ(all(executor.map(MapOptions{.chunksize = 7, .buffersize = 2}, square, std::views::iota(0, 100))).size(), 100U);
  EXPECT_THAT(all(executor.map(square, std::vector<int>{})), IsEmpty());
  EXPECT_THROW(executor.map(MapOptions{.chunksize = 0}, square, std::views::iota(0, 3)), ValueError);
  EXPECT_THROW(executor.map(MapOptions{.buffersize = 0}, square, std::views::iota(0, 3)), ValueError);
}

TYPED_TEST(EachExecutor, MapReadsNoFurtherThanTheBufferAndCancelsTheRest) {
  Queue<int> items;
  TypeParam executor(1);
  int read = 0;
  const auto endless = std::views::iota(0) | std::views::transform([&read](int x) {
                         ++read;
                         return x;
                       });
  {
    auto results = executor.map(MapOptions{.timeout = minutes(1), .buffersize = 3}, square, endless);
    for (int i = 0; i < 50; ++i) {
      ASSERT_EQ(results.next(), i * i);
      ASSERT_LE(read, i + 1 + 3);
    }
  }
  Future<int> running = executor.submit(take_two, items);
  wait_until_running(running);
  {
    auto late = executor.map(MapOptions{.timeout = milliseconds(1)}, fails, std::views::iota(0, 3));
    EXPECT_THROW(late.next(), TimeoutError);
  }
  items.put(1);
  items.put(1);
  EXPECT_EQ(running.result_for(minutes(1)), 1);
}

TYPED_TEST(EachExecutor, ShutdownWaitsOrCancels) {
  Queue<int> items;
  std::optional<TypeParam> executor;
  executor.emplace(1U);
  Future<int> running = executor->submit(take_two, items);
  std::vector<Future<int>> waiting;
  for (int i = 0; i < 5; ++i) waiting.push_back(executor->submit(square, i));
  wait_until_running(running);
  executor->shutdown(false, true);
  for (const Future<int>& future : waiting) EXPECT_TRUE(future.cancelled());
  EXPECT_THAT(message_of<ValueError>([&] { executor->submit(square, 1); }), HasSubstr("takes no more"));
  EXPECT_FALSE(running.done());
  items.put(1);
  items.put(8);
  executor.reset();
  EXPECT_EQ(running.result(), 8) << "the destructor waits";
}

TYPED_TEST(EachExecutor, AnInitializerThatFailsBreaksIt) {
  TypeParam executor(ExecutorOptions{.max_workers = 2, .initializer = [] { throw std::domain_error("no database"); }});
  std::optional<Future<int>> future;
  try {
    future = executor.submit(square, 1);
  } catch (const BrokenExecutor&) {  // a thread was faster
  }
  if (future) {
    EXPECT_THAT(message_of<typename TestFixture::Broken>([&] { future->result(); }), HasSubstr("no database"));
  }
  EXPECT_THAT(message_of<BrokenExecutor>([&] { executor.submit(square, 2); }), HasSubstr("std::domain_error"));
}

TYPED_TEST(EachExecutor, AnInitializerIsCalledBeforeTheFirstCall) {
  static thread_local int base = 0;
  TypeParam executor(ExecutorOptions{.max_workers = 2, .initializer = [] { base = 7; }});
  for (int i = 0; i < 20; ++i) EXPECT_EQ(executor.submit([] { return base; }).result(), 7);
}

TYPED_TEST(EachExecutor, NeedsAWorker) {
  EXPECT_THAT(message_of<ValueError>([] { TypeParam executor(0); }), HasSubstr("at least one"));
}

TEST(Future, ThatStandsForNoCallSaysSo) {
  Future<int> future;
  EXPECT_THAT(message_of<InvalidStateError>([&] { future.result(); }), HasSubstr("submit()"));
  EXPECT_THROW(future.cancel(), InvalidStateError);
  EXPECT_THROW((void)future.done(), InvalidStateError);
  EXPECT_THROW(future.add_done_callback([](Future<int>&) {}), InvalidStateError);
}

TEST(ProcessPoolExecutor, ADeadWorkerFailsItsOwnCallAndTheExecutorGoesOn) {
  ProcessPoolExecutor executor(2);
  std::vector<Future<int>> futures;
  for (int i = 0; i < 20; ++i) {
    futures.push_back(executor.submit(
        [](int x) {
          if (x == 7) ::raise(SIGKILL);
          return x;
        },
        i));
  }
  for (int i = 0; i < 20; ++i) {
    auto& future = futures[static_cast<std::size_t>(i)];
    if (i != 7) {
      EXPECT_EQ(future.result_for(minutes(1)), i);
      continue;
    }
    try {
      future.result_for(minutes(1));
      ADD_FAILURE();
    } catch (const WorkerDied& death) {
      EXPECT_EQ(death.signal(), SIGKILL);
      EXPECT_EQ(death.task(), 7U);
      EXPECT_GT(death.pid(), 0);
    }
  }
}

TEST(ProcessPoolExecutor, AWorkerThatDiesInTheInitializerBreaksIt) {
  ProcessPoolExecutor executor(ExecutorOptions{.max_workers = 2, .initializer = [] { ::raise(SIGKILL); }});
  const auto submitted_or_refused = [&] { executor.submit(square, 1).result_for(minutes(1)); };
  EXPECT_THAT(message_of<BrokenProcessPool>(submitted_or_refused), HasSubstr("ended in its initializer"));
  EXPECT_THROW(executor.submit(square, 2), BrokenProcessPool);
}

TEST(ProcessPoolExecutor, MaxTasksPerChildChangesTheProcess) {
  ProcessPoolExecutor executor(ExecutorOptions{.max_workers = 1, .max_tasks_per_child = 1});
  const pid_t first = executor.submit(::getpid).result();
  EXPECT_NE(executor.submit(::getpid).result(), first);
}

TEST(ProcessPoolExecutor, EndsItsWorkersAtOnce) {
  for (const bool gently : {true, false}) {
    ProcessPoolExecutor executor(2);
    Queue<int> items;
    std::vector<Future<int>> futures;
    for (int i = 0; i < 5; ++i) futures.push_back(executor.submit(take_two, items));
    wait_until_running(futures[0]);
    gently ? executor.terminate_workers() : executor.kill_workers();
    for (Future<int>& future : futures) EXPECT_THROW(future.result(), BrokenProcessPool);
    EXPECT_THAT(executor.worker_pids(), IsEmpty());
    EXPECT_THROW(executor.submit(square, 1), ValueError);
  }
}

}  // namespace
}  // namespace mp
