#include "runtime/pool/callbacks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "runtime/error.h"
#include "runtime/pool/pool.h"

namespace mp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

int square(int x) { return x * x; }
int fails(int x) { throw std::out_of_range("no " + std::to_string(x)); }

/// What was called, in order.
struct Log {
  std::vector<std::string> lines;

  auto callbacks() {
    return Callbacks{.callback = [this](int result) { lines.push_back(std::to_string(result)); },
                     .error_callback = [this](const Error& error) { lines.push_back(error.what()); }};
  }
};

TEST(PoolCallbacks, OneOfTheTwoIsCalledBeforeGetReturns) {
  Pool pool(1);
  Log log;
  EXPECT_EQ(pool.apply_async(log.callbacks(), square, 5).get(), 25);
  EXPECT_THAT(log.lines, ElementsAre("25"));
  EXPECT_THROW(pool.apply_async(log.callbacks(), fails, 7).get(), RemoteError);
  EXPECT_THAT(log.lines, ElementsAre("25", "no 7"));
}

TEST(PoolCallbacks, EitherMayBeLeftOut) {
  Pool pool(1);
  std::vector<int> results;
  EXPECT_THROW(pool.apply_async(Callbacks{.callback = [&](int x) { results.push_back(x); }}, fails, 1).get(), RemoteError);
  EXPECT_THAT(results, IsEmpty());
  int errors = 0;
  pool.apply_async(Callbacks{.error_callback = [&](const Error&) { ++errors; }}, square, 1).get();
  EXPECT_EQ(errors, 0);
}

TEST(PoolCallbacks, OfAFunctionThatReturnsNothingGetNothing) {
  Pool pool(1);
  bool called = false;
  pool.apply_async(Callbacks{.callback = [&] { called = true; }}, [] {}).get();
  EXPECT_TRUE(called);
}

TEST(PoolCallbacks, OfAMapAreCalledOnceForTheWhole) {
  Pool pool(2);
  std::vector<std::vector<int>> calls;
  int errors = 0;
  const auto callbacks = Callbacks{.callback = [&](const std::vector<int>& results) { calls.push_back(results); },
                                   .error_callback = [&](const Error&) { ++errors; }};
  pool.map_async(callbacks, square, std::views::iota(0, 4), 1).get();
  pool.starmap_async(callbacks, [](int a, int b) { return a + b; }, std::vector<std::pair<int, int>>{{1, 2}}).get();
  pool.map_async(callbacks, square, std::vector<int>{}).get();
  EXPECT_THAT(calls, ElementsAre(ElementsAre(0, 1, 4, 9), ElementsAre(3), IsEmpty()));
  EXPECT_EQ(errors, 0);
  EXPECT_THROW(pool.map_async(callbacks, fails, std::views::iota(0, 4), 1).get(), RemoteError);
  EXPECT_EQ(errors, 1);
  EXPECT_EQ(calls.size(), 3U);
}

TEST(PoolCallbacks, AreAllCalledWhenJoinReturns) {
  Log log;
  Pool pool(2);
  for (int i = 0; i < 50; ++i) pool.apply_async(log.callbacks(), square, i);
  pool.close();
  pool.join();
  EXPECT_EQ(log.lines.size(), 50U);
}

TEST(PoolCallbacks, HearOfTerminateAndOfDeath) {
  Log log;
  Pool pool(1);
  const auto dies = [](int x) {
    ::kill(::getpid(), SIGKILL);
    return x;
  };
  EXPECT_THROW(pool.apply_async(log.callbacks(), dies, 1).get(), WorkerDied);
  pool.apply_async(log.callbacks(), [](int x) { return ::pause() + x; }, 1);
  pool.terminate();
  ASSERT_EQ(log.lines.size(), 2U);
  EXPECT_THAT(log.lines[0], HasSubstr("SIGKILL"));
  EXPECT_THAT(log.lines[1], HasSubstr("the pool was terminated"));
}

TEST(PoolCallbacks, MayUseThePool) {
  Pool pool(1);
  std::optional<int> result;
  pool.apply_async(Callbacks{.callback = [&](int x) { result = pool.apply(square, x); }}, square, 3).get();
  EXPECT_EQ(result, 81);
}

TEST(PoolCallbacks, AnExceptionOfACallbackIsPrintedAndThePoolWorksOn) {
  Pool pool(1);
  testing::internal::CaptureStderr();
  const Callbacks callbacks{.callback = [](int) { throw std::runtime_error("not today"); }};
  EXPECT_EQ(pool.apply_async(callbacks, square, 3).get(), 9);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "Callback of a Pool: uncaught exception std::runtime_error: not today\n");
  EXPECT_EQ(pool.apply(square, 4), 16);
}

}  // namespace
}  // namespace mp
