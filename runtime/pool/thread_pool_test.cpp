// ThreadPool: what is different from a pool of processes. What both share is tested with Pool.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <ranges>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "runtime/error.h"
#include "runtime/pool/pool.h"
#include "runtime/process/exit.h"
#include "runtime/process/process.h"
#include "runtime/testing/thrown.h"
#include "runtime/value/value.h"

namespace mp {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using test::message_of;
using testing::ElementsAre;
using testing::HasSubstr;

int square(int x) { return x * x; }

TEST(ThreadPool, HasThePublicMembersOfPool) {
  ThreadPool pool(3);
  EXPECT_EQ(pool.apply(square, 7), 49);
  EXPECT_EQ(pool.apply_async(square, 3).get(minutes(1)), 9);
  EXPECT_THAT(pool.map(square, std::views::iota(0, 5)), ElementsAre(0, 1, 4, 9, 16));
  EXPECT_THAT(pool.map(square, std::views::iota(0, 5), 2), ElementsAre(0, 1, 4, 9, 16));
  EXPECT_THAT(pool.map(square, std::vector<int>{}), ElementsAre());
  EXPECT_THAT(pool.map([](bool b) { return !b; }, std::vector<bool>{true, false}), ElementsAre(false, true));
  EXPECT_THAT(pool.starmap([](int a, int b) { return a - b; }, std::vector<std::pair<int, int>>{{5, 3}, {3, 5}}),
              ElementsAre(2, -2));
  int sum = 0;
  for (const int result : pool.imap(square, std::views::iota(0, 50), 3)) sum += result;
  EXPECT_EQ(sum, 40425);
  std::set<int> squares;
  for (const int result : pool.imap_unordered(square, std::views::iota(0, 50))) squares.insert(result);
  EXPECT_EQ(squares.size(), 50U);
  pool.close();
  pool.join();
  EXPECT_THAT(message_of<ValueError>([&] { pool.apply(square, 1); }), HasSubstr("make a new Pool"));
}

TEST(ThreadPool, ATaskRunsInAnotherThreadOfThisProcess) {
  ThreadPool pool(1);
  EXPECT_EQ(pool.apply([] { return ::getpid(); }), ::getpid());
  EXPECT_NE(pool.apply([] { return std::this_thread::get_id(); }), std::this_thread::get_id());
  EXPECT_THAT(pool.worker_pids(), ElementsAre());
}

TEST(ThreadPool, AnythingMayBeGivenToItAndReturned) {
  ThreadPool pool(2);
  int number = 1;
  pool.apply([](int& n) { n = 5; }, std::ref(number));
  EXPECT_EQ(number, 5);
  const std::string text = "captured";
  EXPECT_EQ(pool.apply([text, &number] { return &number; }), &number);
  EXPECT_EQ(*pool.apply([](std::unique_ptr<int> owned) { return owned; }, std::make_unique<int>(3)), 3);
  const auto owner = pool.apply([kept = std::make_unique<int>(4)] { return *kept; });
  EXPECT_EQ(owner, 4);
  Value<int> shared(1);
  pool.apply([](Value<int>& value) { value.value = 9; }, shared);
  EXPECT_EQ(shared.value, 9);
  std::vector<std::unique_ptr<int>> results = pool.map([](int x) { return std::make_unique<int>(x); }, std::views::iota(0, 9));
  ASSERT_EQ(results.size(), 9U);
  for (int i = 0; i < 9; ++i) EXPECT_EQ(*results[static_cast<std::size_t>(i)], i);
}

TEST(ThreadPool, AResultThatCannotBeCopiedIsGivenOnce) {
  ThreadPool pool(1);
  auto result = pool.apply_async([] { return std::make_unique<int>(3); });
  EXPECT_EQ(*result.get(), 3);
  EXPECT_THAT(message_of<ValueError>([&] { result.get(); }), HasSubstr("ask for it once"));
  auto twice = pool.apply_async([] { return std::string("copied"); });
  EXPECT_EQ(twice.get(), "copied");
  EXPECT_EQ(twice.get(), "copied");
}

struct NotAStandardException {
  int number;
};

// CPython's test_wrapped_exception: what a thread throws is not wrapped.
TEST(ThreadPool, AnExceptionArrivesAsItself) {
  ThreadPool pool(2);
  EXPECT_EQ(message_of<std::out_of_range>([&] { pool.apply([] { throw std::out_of_range("far"); }); }), "far");
  try {
    pool.apply([] { throw NotAStandardException{7}; });
    FAIL();
  } catch (const NotAStandardException& error) {
    EXPECT_EQ(error.number, 7);
  }
  EXPECT_EQ(message_of<RemoteError>([&] { pool.apply([] { mp::exit(3); }); }), "mp::exit(3)");
  const auto fails_twice = [](int x) {
    if (x == 3 || x == 6) throw std::domain_error(std::to_string(x));
    return x;
  };
  EXPECT_EQ(message_of<std::domain_error>([&] { pool.map(fails_twice, std::views::iota(0, 9), 1); }), "3");
  EXPECT_EQ(pool.apply(square, 2), 4) << "the pool works on";
}

TEST(ThreadPool, CallbacksAreCalledBeforeTheResultIsThere) {
  ThreadPool pool(2);
  for (int i = 0; i < 200; ++i) {
    std::atomic<int> seen = 0;
    std::string error;
    EXPECT_EQ(pool.apply_async(Callbacks{.callback = [&](int result) { seen = result; }}, square, i).get(), i * i);
    EXPECT_EQ(seen, i * i);
    auto failed = pool.apply_async(Callbacks{.error_callback = [&](const Error& why) { error = why.what(); }},
                                   [] { throw std::runtime_error("no"); });
    EXPECT_THROW(failed.get(), std::runtime_error);
    EXPECT_EQ(error, "no");
  }
}

TEST(ThreadPool, CallbacksComeAlthoughNobodyWaits) {
  ThreadPool pool(1);
  std::promise<int> called;
  pool.apply_async(Callbacks{.callback = [&](int result) { called.set_value(result); }}, square, 4);
  auto result = called.get_future();
  ASSERT_EQ(result.wait_for(minutes(1)), std::future_status::ready);
  EXPECT_EQ(result.get(), 16);
}

TEST(ThreadPool, JoinWaitsForTheCallbacksOfOtherThreads) {
  std::atomic<int> calls = 0;
  ThreadPool pool(4);
  for (int i = 0; i < 500; ++i) pool.apply_async(Callbacks{.callback = [&](int) { ++calls; }}, square, i);
  pool.close();
  pool.join();
  EXPECT_EQ(calls, 500);
}

TEST(ThreadPool, TerminateFailsWhatWaitsAndJoinWaitsForWhatRuns) {
  ThreadPool pool(1);
  std::promise<void> begun;
  std::promise<void> gate;
  auto running = pool.apply_async([&] {
    begun.set_value();
    gate.get_future().wait();
    return 5;
  });
  auto waiting = pool.apply_async(square, 2);
  begun.get_future().wait();
  pool.terminate();
  EXPECT_THAT(message_of<Error>([&] { waiting.get(); }), HasSubstr("the pool was terminated"));
  EXPECT_FALSE(running.ready());
  EXPECT_FALSE(pool.join_for(milliseconds(20)));
  gate.set_value();
  pool.join();
  EXPECT_TRUE(running.ready());
  EXPECT_EQ(running.get(), 5);
}

TEST(ThreadPool, EachThreadCallsTheInitializerOnce) {
  std::atomic<int> calls = 0;
  ThreadPool(PoolOptions{.processes = 3, .initializer = [&] { ++calls; }}).apply(square, 1);
  EXPECT_EQ(calls, 3);
  ThreadPool broken(PoolOptions{.processes = 2, .initializer = [] { throw std::domain_error("no database"); }});
  for (int i = 0; i < 4; ++i) EXPECT_EQ(message_of<std::domain_error>([&] { broken.apply(square, i); }), "no database");
}

TEST(ThreadPool, WhatATaskHoldsIsGivenBackBeforeItsResultIsThere) {
  ThreadPool pool(2);
  for (int i = 0; i < 100; ++i) {
    auto held = std::make_shared<int>(i);
    EXPECT_EQ(pool.apply([](const std::shared_ptr<int>& value) { return *value; }, held), i);
    EXPECT_EQ(held.use_count(), 1);
  }
}

TEST(ThreadPool, AForkCannotUseItAndLetsItBe) {
  ThreadPool pool(2);
  Value<int> refused(0);
  Process other(
      [](Value<int>& told, long address) {
        auto& foreign = *reinterpret_cast<ThreadPool*>(address);
        told.value =
            message_of<ValueError>([&] { foreign.apply(square, 1); }).find("make a pool of your own") != std::string::npos;
        foreign.~ThreadPool();
      },
      refused, reinterpret_cast<long>(&pool));
  other.start();
  ASSERT_TRUE(other.join_for(minutes(1)));
  EXPECT_EQ(other.exitcode(), 0);
  EXPECT_EQ(refused.value, 1);
  EXPECT_EQ(pool.apply(square, 5), 25);
}

// Each task makes a pool for a task like itself.
int dig(int depth) { return ThreadPool(1).apply(dig, depth + 1); }

TEST(ThreadPool, APoolInAPoolHasAnEnd) {
  EXPECT_EQ(ThreadPool(1).apply([](int x) { return ThreadPool(2).apply(square, x); }, 6), 36);
  EXPECT_THAT(message_of<ValueError>([] { dig(0); }), HasSubstr("a pool inside tasks of 8 pools"));
}

}  // namespace
}  // namespace mp
