#include "runtime/process/thread.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include "runtime/error.h"
#include "runtime/process/exit.h"
#include "runtime/process/process.h"
#include "runtime/testing/asleep.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/thrown.h"
#include "runtime/value/value.h"

namespace mp {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using test::message_of;
using testing::HasSubstr;

TEST(Thread, GoesThroughItsStates) {
  std::promise<void> gate;
  Thread thread([&] { gate.get_future().wait(); });
  EXPECT_FALSE(thread.is_alive());
  EXPECT_EQ(thread.ident(), 0);
  thread.start();
  EXPECT_TRUE(thread.is_alive());
  EXPECT_FALSE(thread.join_for(seconds(-1)));
  gate.set_value();
  EXPECT_TRUE(thread.join_for(minutes(1)));
  EXPECT_FALSE(thread.is_alive());
  thread.join();  // again, as in Python
}

TEST(Thread, ACopyInAForkEndsAtOnce) {
  for (int round = 0; round < 20; ++round) {
    std::promise<void> gate;
    std::optional<Thread> thread(std::in_place, [&] { gate.get_future().wait(); });
    thread->start();
    std::atomic<bool> joining = false;
    Thread joiner([&] {
      joining = true;
      thread->join();
    });
    joiner.start();
    while (!joining) std::this_thread::yield();
    test::wait_until_asleep(joiner.ident());
    Process fork([&] { thread.reset(); });
    fork.start();
    EXPECT_TRUE(fork.join_for(minutes(1))) << "it waits for the thread that waits in its parent";
    fork.kill();
    gate.set_value();
    joiner.join();
  }
}

TEST(Thread, HasTheNumberThatTheKernelShows) {
  std::atomic<pid_t> own = 0;
  Thread thread([&] { own = ::gettid(); });
  thread.start();
  thread.join();
  EXPECT_EQ(thread.ident(), own);
  EXPECT_NE(thread.ident(), ::gettid());
}

TEST(Thread, ArgumentsArriveAsWithProcess) {
  Value<int> value(1);
  int number = 0;
  auto owner = std::make_unique<int>(5);
  Thread thread(
      [](Value<int>& shared, int& reference, std::unique_ptr<int> moved, const std::string& text) {
        shared.value += *moved;
        reference = static_cast<int>(text.size());
      },
      value, std::ref(number), std::move(owner), "four");
  thread.start();
  thread.join();
  EXPECT_EQ(value.value, 6);
  EXPECT_EQ(number, 4);
}

TEST(Thread, AnUncaughtExceptionIsNamedAndTheProgramGoesOn) {
  testing::internal::CaptureStderr();
  Thread thread(ThreadOptions{.name = "reader"}, [] { throw std::runtime_error("no such file"); });
  thread.start();
  thread.join();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "Thread reader: uncaught exception std::runtime_error: no such file\n");
}

TEST(Thread, ExitEndsTheThreadOnly) {
  testing::internal::CaptureStderr();
  Thread thread([] { mp::exit(3); });
  thread.start();
  thread.join();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(Thread, NamesAreNumbered) {
  const std::string first = Thread([] {}).name();
  EXPECT_THAT(first, testing::StartsWith("Thread-"));
  EXPECT_EQ(Thread([] {}).name(), "Thread-" + std::to_string(std::stoi(first.substr(7)) + 1));
}

TEST(Thread, AMisuseSaysWhatToDo) {
  Thread thread(ThreadOptions{.name = "worker"}, [] {});
  EXPECT_THAT(message_of<ValueError>([&] { thread.join(); }),
              HasSubstr("cannot join worker: it was never started, so call start() first"));
  thread.start();
  EXPECT_THAT(message_of<ValueError>([&] { thread.start(); }), HasSubstr("make a new object"));
  Thread moved = std::move(thread);
  moved.join();
  // NOLINTNEXTLINE(bugprone-use-after-move,clang-analyzer-cplusplus.Move): that is the misuse
  EXPECT_THAT(message_of<ValueError>([&] { thread.join(); }), HasSubstr("was moved from"));
}

TEST(Thread, CannotJoinItself) {
  std::string message;
  std::promise<Thread*> self;
  Thread thread([&] { message = message_of<ValueError>([&] { self.get_future().get()->join(); }); });
  thread.start();
  self.set_value(&thread);
  thread.join();
  EXPECT_THAT(message, HasSubstr("cannot join itself"));
}

TEST(Thread, BelongsToTheProcessThatMadeIt) {
  std::promise<void> gate;
  Thread thread([&] { gate.get_future().wait(); });
  thread.start();
  Process child(
      [](long address) {
        auto& foreign = *reinterpret_cast<Thread*>(address);
        const bool told = message_of<ValueError>([&] { foreign.join(); }).find("make a thread of your own") != std::string::npos;
        {
          Thread gone = std::move(foreign);
        }  // the destructor of a copy in a fork waits for nobody
        mp::exit(told ? 0 : 2);
      },
      reinterpret_cast<long>(&thread));
  child.start();
  EXPECT_TRUE(child.join_for(minutes(1)));
  EXPECT_EQ(child.exitcode(), 0);
  gate.set_value();
}

TEST(Thread, AProcessWaitsForItsThreads) {
  Value<int> done(0);
  test::Gate asleep, wakes;
  Process child([&] {
    Thread thread([&] {
      asleep.open();
      wakes.pass();
      done.value = 1;
    });
    thread.start();
  });
  child.start();
  asleep.pass();
  test::wait_until_asleep(child.pid());  // the function is over, and its thread is not
  wakes.open();
  EXPECT_TRUE(child.join_for(minutes(1)));
  EXPECT_EQ(child.exitcode(), 0);
  EXPECT_EQ(done.value, 1);
}

}  // namespace
}  // namespace mp
