#include "runtime/pool/pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <ranges>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/error.h"
#include "runtime/hooks.h"
#include "runtime/process/cpu_count.h"
#include "runtime/process/identity.h"
#include "runtime/process/process.h"
#include "runtime/sync/event.h"
#include "runtime/testing/thrown.h"
#include "runtime/value/array.h"
#include "runtime/value/value.h"

namespace mp {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using test::message_of;
using testing::ElementsAre;
using testing::HasSubstr;

int square(int x) { return x * x; }
void nothing() {}
void wait_for_a_signal() {
  for (;;) ::pause();
}
pid_t own_pid() { return ::getpid(); }

TEST(Pool, AppliesFunctionsAndClosures) {
  Pool pool(2);
  EXPECT_EQ(pool.apply(square, 7), 49);
  const int added = ::getpid();
  EXPECT_EQ(pool.apply([added](int x) { return x + added; }, 4), ::getpid() + 4);
  pool.apply(nothing);
  EXPECT_NE(pool.apply(own_pid), ::getpid());
}

TEST(Pool, ArgumentsAndResultsOfEveryKindTravel) {
  Pool pool(1);
  using Row = std::pair<std::string, std::vector<int>>;
  const auto reversed = [](const Row& row, const std::string& suffix, std::optional<double> half) {
    return std::tuple<std::string, std::vector<int>, double>(row.first + suffix, {row.second.rbegin(), row.second.rend()},
                                                             half.value_or(0) * 2);
  };
  const auto [text, numbers, doubled] = pool.apply(reversed, Row("row", {1, 2, 3}), "!", std::optional(1.5));
  EXPECT_EQ(text, "row!");
  EXPECT_THAT(numbers, ElementsAre(3, 2, 1));
  EXPECT_EQ(doubled, 3);
}

TEST(Pool, SharedObjectsOlderAndYoungerThanTheWorkersArriveByReference) {
  Value<int> older(1);
  Pool pool(2);
  Value<int> younger(2);
  Array<int> array{1, 2, 3};
  const Queue<std::string> constant;
  Queue<std::string> queue;
  pool.apply(
      [](Value<int>& a, Value<int>& b, Array<int>& c, Queue<std::string>& d, const Queue<std::string>& e, RLock& f) {
        f.acquire();
        ++a.value;
        ++b.value;
        c[2] = 7;
        d.put(e.empty() ? "empty" : "full");
        f.release();
      },
      older, std::ref(younger), array, queue, constant, younger.get_lock());
  EXPECT_EQ(older.value, 2);
  EXPECT_EQ(younger.value, 3);
  EXPECT_THAT(array, ElementsAre(1, 2, 7));
  EXPECT_EQ(queue.get(), "empty");
}

TEST(Pool, MapKeepsTheOrderOfAnyRange) {
  Pool pool(3);
  EXPECT_THAT(pool.map(square, std::views::iota(0, 10)), ElementsAre(0, 1, 4, 9, 16, 25, 36, 49, 64, 81));
  EXPECT_THAT(pool.map(square, std::vector<int>{3, 1, 2}), ElementsAre(9, 1, 4));
  EXPECT_THAT(pool.map(square, std::vector<int>{}), ElementsAre());
  EXPECT_THAT(pool.map([](bool b) { return !b; }, std::vector<bool>{true, false}), ElementsAre(false, true));
  EXPECT_THAT(pool.map([](const std::string& s) { return s + s; }, std::vector<std::string>{"a", "bc"}),
              ElementsAre("aa", "bcbc"));
  std::istringstream once("1 2 3 4");
  EXPECT_THAT(pool.map(square, std::ranges::istream_view<int>(once)), ElementsAre(1, 4, 9, 16));
}

TEST(Pool, MapOfAFunctionThatReturnsNothingReturnsNothing) {
  Array<int> marks(3);
  Pool pool(2);
  const auto mark = [&marks](int x) { marks[x] = x + 1; };  // older than the workers, so they have the handle too
  static_assert(std::is_void_v<decltype(pool.map(mark, std::vector<int>{}))>);
  pool.map(mark, std::views::iota(0, 3));
  EXPECT_THAT(marks, ElementsAre(1, 2, 3));
}

TEST(Pool, AsyncResultsWaitAsLongAsTheyAreTold) {
  Pool pool(1);
  Queue<int> gate;
  AsyncResult<int> result = pool.apply_async([](Queue<int>& in) { return in.get(); }, gate);
  EXPECT_FALSE(result.ready());
  EXPECT_FALSE(result.wait_for(milliseconds(1)));
  EXPECT_THAT(message_of<TimeoutError>([&] { result.get(milliseconds(1)); }), HasSubstr("did not come in the given time"));
  EXPECT_THAT(message_of<ValueError>([&] { (void)result.successful(); }), HasSubstr("wait for it first"));
  gate.put(6);
  EXPECT_EQ(result.get(minutes(1)), 6);
  EXPECT_TRUE(result.ready());
  EXPECT_TRUE(result.successful());
  EXPECT_EQ(result.get(), 6) << "again";
  AsyncResult<void> failed = pool.apply_async([] { throw 1; });
  ASSERT_TRUE(failed.wait_for(minutes(1)));
  EXPECT_FALSE(failed.successful());
  EXPECT_THROW(failed.get(), RemoteError);
  EXPECT_THROW(failed.get(), RemoteError) << "again";
}

TEST(Pool, ManyTasksAndLargeOnes) {
  Pool pool(3);
  std::vector<AsyncResult<int>> results;
  for (int i = 0; i < 5000; ++i) results.push_back(pool.apply_async(square, i));
  for (int i = 4999; i >= 0; --i) ASSERT_EQ(results[i].get(), i * i);
  const std::vector<int> large(1'000'000, 5);
  EXPECT_EQ(pool.apply([](const std::vector<int>& numbers) { return numbers; }, large), large);
}

TEST(Pool, WhatATaskPrintsIsThereWhenItsResultIs) {
  testing::internal::CaptureStdout();
  Pool pool(1);
  pool.apply([] { std::printf("from the task "); });
  std::printf("from the caller");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "from the task from the caller");
}

TEST(Pool, ClosesAndJoins) {
  Pool pool(2);
  AsyncResult<int> result = pool.apply_async(square, 3);
  EXPECT_THAT(message_of<ValueError>([&] { pool.join(); }), HasSubstr("call close() or terminate() before join()"));
  pool.close();
  EXPECT_THAT(message_of<ValueError>([&] { pool.apply(square, 1); }), HasSubstr("make a new Pool"));
  EXPECT_THAT(message_of<ValueError>([&] { pool.map(square, std::views::iota(0, 3)); }), HasSubstr("make a new Pool"));
  pool.join();
  pool.join();
  EXPECT_THAT(pool.worker_pids(), ElementsAre());
  EXPECT_EQ(result.get(), 9);
}

TEST(Pool, JoinsNoLongerThanItIsTold) {
  Event go_on;
  Pool pool(2);
  AsyncResult<void> result = pool.apply_async([](Event& event) { event.wait(); }, go_on);
  EXPECT_THROW(static_cast<void>(pool.join_for(milliseconds(1))), ValueError) << "it is open";
  pool.close();
  EXPECT_FALSE(pool.join_for(milliseconds(20)));
  EXPECT_FALSE(pool.join_until(std::chrono::system_clock::now()));
  EXPECT_FALSE(result.ready());
  go_on.set();
  EXPECT_TRUE(pool.join_for(minutes(1)));
  EXPECT_TRUE(pool.join_for(seconds(0))) << "again";
  EXPECT_TRUE(result.ready());
}

TEST(Pool, JoinWaitsForTasksThatNobodyAsksFor) {
  Value<int> done(0);
  {
    Pool pool(2);
    for (int i = 0; i < 100; ++i) {
      pool.apply_async(
          [](Value<int>& count) {
            count.get_lock().acquire();
            ++count.value;
            count.get_lock().release();
          },
          done);
    }
  }
  EXPECT_EQ(done.value, 100);
}

TEST(Pool, TerminateEndsTasksAtOnce) {
  Pool pool(2);
  std::vector<AsyncResult<void>> results;
  for (int i = 0; i < 10; ++i) results.push_back(pool.apply_async(wait_for_a_signal));
  pool.terminate();
  for (AsyncResult<void>& result : results) {
    EXPECT_THAT(message_of<Error>([&] { result.get(); }), HasSubstr("the pool was terminated"));
  }
  EXPECT_THAT(message_of<ValueError>([&] { pool.apply(nothing); }), HasSubstr("make a new Pool"));
  pool.join();
  pool.terminate();
}

TEST(Pool, TheDestructorTerminatesWhileAnExceptionIsOnItsWay) {
  std::optional<AsyncResult<void>> result;
  EXPECT_THROW(
      {
        Pool pool(1);
        result = pool.apply_async(wait_for_a_signal);
        throw std::runtime_error("leaves the scope");
      },
      std::runtime_error);
  EXPECT_THAT(message_of<Error>([&] { result->get(); }), HasSubstr("the pool was terminated"));
}

TEST(Pool, ResultsOutliveThePool) {
  std::optional<AsyncResult<int>> result;
  {
    Pool pool(1);
    result = pool.apply_async(square, 5);
  }
  EXPECT_EQ(result->get(), 25);
}

/// Writes down which object was released and acquired last, by the owner of the pool and by its worker.
class Recorder : public hooks::Listener {
 public:
  explicit Recorder(Array<std::uintptr_t>& events) : events_(events), owner_(::getpid()) {}
  void releasing(const void* object) override { note(::getpid() == owner_ ? 0 : 2, object); }
  void acquired(const void* object) override { note(::getpid() == owner_ ? 3 : 1, object); }

 private:
  void note(std::size_t event, const void* object) { events_[event] = reinterpret_cast<std::uintptr_t>(object); }

  Array<std::uintptr_t>& events_;
  const pid_t owner_;
};

TEST(Pool, TheHooksHearThatATaskIsOrderedBetweenItsCallAndItsResult) {
  Array<std::uintptr_t> events(4);
  Recorder recorder(events);
  hooks::listen(&recorder);
  const int result = Pool(1).apply(square, 3);
  hooks::listen(nullptr);
  EXPECT_EQ(result, 9);
  EXPECT_NE(events[0], 0U);
  EXPECT_THAT(events, testing::Each(events[0]))
      << "released by the owner, acquired and released by the worker, acquired by the owner";
}

TEST(Pool, NeedsAtLeastOneWorker) {
  EXPECT_THAT(message_of<ValueError>([] { Pool pool(0); }), HasSubstr("Pool(1)"));
  EXPECT_THAT(message_of<ValueError>([] { Pool pool(static_cast<unsigned>(-1)); }), HasSubstr("at most"));
  EXPECT_EQ(Pool().worker_pids().size(), cpu_count());
}

TEST(Pool, WorkersAreNamedAndMayHavePoolsOfTheirOwn) {
  Pool pool(1);
  EXPECT_THAT(pool.apply([] { return current_process().name(); }), testing::StartsWith("ForkPoolWorker-"));
  EXPECT_EQ(pool.apply([](int x) { return Pool(2).apply(square, x); }, 6), 36);
}

TEST(Pool, OfTwoHundredWorkers) {
  Pool pool(200);
  EXPECT_EQ(pool.worker_pids().size(), 200U);
  const std::vector<int> squares = pool.map(square, std::views::iota(0, 2000), 1);
  for (int i = 0; i < 2000; ++i) EXPECT_EQ(squares[static_cast<std::size_t>(i)], i * i);
}

TEST(Pool, SeveralThreadsMayUseIt) {
  Pool pool(2);
  std::atomic<int> right = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) right += pool.apply(square, t * 50 + i) == (t * 50 + i) * (t * 50 + i);
    });
  }
  threads.clear();
  EXPECT_EQ(right, 200);
}

TEST(Pool, BelongsToTheProcessThatMadeIt) {
  Pool pool(1);
  AsyncResult<int> result = pool.apply_async(square, 2);
  Queue<std::string> messages;
  Process other(
      [](Queue<std::string>& out, long pool_address, long result_address) {
        auto& foreign = *reinterpret_cast<Pool*>(pool_address);
        out.put(message_of<ValueError>([&] { foreign.apply(square, 1); }));
        out.put(message_of<ValueError>([&] { foreign.terminate(); }));
        out.put(message_of<ValueError>([&] { (void)foreign.worker_pids(); }));
        out.put(message_of<ValueError>([&] { reinterpret_cast<AsyncResult<int>*>(result_address)->get(); }));
        foreign.~Pool();  // of a copy in a fork: does nothing
      },
      messages, reinterpret_cast<long>(&pool), reinterpret_cast<long>(&result));
  other.start();
  ASSERT_TRUE(other.join_for(minutes(1)));
  EXPECT_EQ(other.exitcode(), 0);
  for (int i = 0; i < 4; ++i) EXPECT_THAT(messages.get(), HasSubstr("make a pool of your own"));
  EXPECT_EQ(result.get(), 4);
}

}  // namespace
}  // namespace mp
