#include "runtime/process/at_exit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/process/exit.h"
#include "runtime/process/process.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> take_all(Queue<std::string>& queue) {
  std::vector<std::string> taken;
  while (!queue.empty()) taken.push_back(queue.get());
  return taken;
}

/// The exitcode of a child that runs `body`.
std::optional<int> run(std::function<void()> body) {
  const auto* const kept = new std::function<void()>(std::move(body));
  Process child([kept] { (*kept)(); });
  child.start();
  EXPECT_TRUE(child.join_for(test::kPatience));
  delete kept;
  return child.exitcode();
}

// Python's test_finalize.
TEST(Finalize, IsCalledOnceAtItsEndOrByPriorityAtTheProcesss) {
  Queue<std::string> said;
  EXPECT_EQ(run([&] {
              const auto say = [&said](const char* word) { return [&said, word] { said.put(word); }; };
              {
                const Finalize a(say("a"));
              }
              {
                Finalize b(say("b"));
                EXPECT_TRUE(b.still_active());
                b();
                EXPECT_FALSE(b.still_active());
                b();
              }
              new Finalize(say("c"));
              new Finalize(say("d10"), 1);
              new Finalize(say("d01"), 0);
              new Finalize(say("d02"), 0);
              new Finalize(say("d03"), 0);
              new Finalize(say("e"), -10);
              if (testing::Test::HasFailure()) mp::exit(1);
            }),
            0);
  EXPECT_THAT(take_all(said), ElementsAre("a", "b", "d10", "d03", "d02", "d01", "e"));
}

TEST(Finalize, CanBeCancelled) {
  int calls = 0;
  {
    Finalize counted([&] { ++calls; }, 0);
    counted.cancel();
    EXPECT_FALSE(counted.still_active());
    counted();
  }
  EXPECT_EQ(calls, 0);
}

TEST(Finalize, DoesNothingInAFork) {
  Queue<std::string> said;
  Finalize mine([&] { said.put("called"); }, 0);
  EXPECT_EQ(run([&] {
              EXPECT_FALSE(mine.still_active());
              mine();
              const Finalize own([&] { said.put("own"); }, 0);
              mine.cancel();
              EXPECT_TRUE(own.still_active());
              if (testing::Test::HasFailure()) mp::exit(1);
            }),
            0);
  EXPECT_THAT(take_all(said), ElementsAre("own"));
  EXPECT_TRUE(mine.still_active());
}

// Python's test_thread_safety.
TEST(Finalize, IsCalledOnceByManyThreads) {
  for (int round = 0; round < 200; ++round) {
    std::atomic<int> calls = 0;
    Finalize counted([&] { ++calls; });
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < 4; ++i) threads.emplace_back([&] { counted(); });
    }
    ASSERT_EQ(calls, 1);
  }
}

TEST(Finalize, WhatItThrowsIsItsCallersOrReported) {
  Finalize called([] { throw std::runtime_error("disk full"); });
  EXPECT_THROW(called(), std::runtime_error);
  EXPECT_FALSE(called.still_active());
  testing::internal::CaptureStderr();
  {
    const Finalize forgotten([] { throw std::runtime_error("disk full"); });
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "Finalizer of MainProcess: uncaught exception std::runtime_error: disk full\n");
}

// Python's test_atexit.
TEST(AtExit, RunsAtTheEndOfTheChildThatAskedAndOfNoOther) {
  Queue<std::string> said;
  EXPECT_EQ(run([&] {
              at_exit([&] { said.put("child"); });
              EXPECT_EQ(run([] {}), 0);
            }),
            0);
  EXPECT_THAT(take_all(said), ElementsAre("child"));
}

TEST(AtExit, RunsHoweverTheChildEndsByItself) {
  Queue<std::string> said;
  const auto begin = [&] { at_exit([&] { said.put("called"); }); };
  EXPECT_EQ(run([&] {
              begin();
              mp::exit(3);
            }),
            3);
  EXPECT_THAT(take_all(said), ElementsAre("called"));
  EXPECT_EQ(run([&] {
              begin();
              throw 1;
            }),
            1);
  EXPECT_THAT(take_all(said), ElementsAre("called"));
  EXPECT_EQ(run([&] {
              begin();
              std::jthread([] { mp::exit(4); }).join();
            }),
            4);
  EXPECT_THAT(take_all(said), ElementsAre("called"));
  EXPECT_EQ(run([&] {
              begin();
              std::raise(SIGKILL);
            }),
            -SIGKILL);
  EXPECT_THAT(take_all(said), IsEmpty());
}

TEST(AtExit, OneThatThrowsIsReportedAndTheOthersAreCalled) {
  Queue<std::string> said;
  testing::internal::CaptureStderr();
  EXPECT_EQ(run([&] {
              at_exit([&] { said.put("older"); });
              at_exit([] { throw std::runtime_error("disk full"); });
              at_exit([&] { at_exit([&] { said.put("made at the end"); }); });
            }),
            0);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::HasSubstr("uncaught exception std::runtime_error: disk full"));
  EXPECT_THAT(take_all(said), ElementsAre("made at the end", "older"));
}

}  // namespace
}  // namespace mp
