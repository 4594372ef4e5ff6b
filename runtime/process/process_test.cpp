#include "runtime/process/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/error.h"
#include "runtime/process/exit.h"
#include "runtime/process/identity.h"
#include "runtime/process/start_method.h"
#include "runtime/testing/thrown.h"
#include "runtime/value/array.h"
#include "runtime/value/value.h"

namespace mp {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using test::message_of;
using testing::HasSubstr;

void nothing() {}

/// Ends only by a signal.
void wait_for_a_signal() {
  for (;;) ::pause();
}

/// The exitcode of a process that makes the call.
template <class... Call>
std::optional<int> run(Call&&... call) {
  Process process(std::forward<Call>(call)...);
  process.start();
  EXPECT_TRUE(process.join_for(seconds(60)));
  return process.exitcode();
}

TEST(Process, GoesThroughItsStates) {
  Process process(nothing);
  EXPECT_EQ(process.exitcode(), std::nullopt);
  EXPECT_FALSE(process.is_alive());
  EXPECT_EQ(process.pid(), 0);
  process.start();
  EXPECT_GT(process.pid(), 0);
  EXPECT_NE(process.pid(), ::getpid());
  process.join();
  EXPECT_EQ(process.exitcode(), 0);
  EXPECT_FALSE(process.is_alive());
  process.join();  // again, as in Python
}

TEST(Process, IsAliveUntilItsEnd) {
  Queue<int> gate;
  Process process([](Queue<int>& wait) { wait.get(); }, gate);
  process.start();
  EXPECT_TRUE(process.is_alive());
  EXPECT_EQ(process.exitcode(), std::nullopt);
  EXPECT_FALSE(process.join_for(seconds(0)));
  EXPECT_FALSE(process.join_for(seconds(-1)));
  gate.put(1);
  EXPECT_TRUE(process.join_for(hours::max()));
  EXPECT_FALSE(process.is_alive());
}

TEST(Process, SeesMemoryAsItWasAtTheStartAndChangesItsOwnCopy) {
  static int private_number = 0;
  Value<int> seen(0);
  private_number = 5;
  EXPECT_EQ(run([](Value<int>& result) { result.value = private_number++; }, seen), 0);
  EXPECT_EQ(seen.value, 5);
  EXPECT_EQ(private_number, 5);
}

TEST(Process, ArgumentsOfEveryKindArrive) {
  struct Point {
    int x, y;
  };
  const auto job = [](Array<int>& out, int number, const std::string& text, std::vector<int> list, Point point,
                      const std::string& literal, Value<int>& by_ref) {
    const std::vector<int> seen{number,  static_cast<int>(text.size()),    list.at(1),
                                point.y, static_cast<int>(literal.size()), by_ref.value};
    std::copy(seen.begin(), seen.end(), out.begin());
  };
  Array<int> out(6);
  Value<int> value(9);
  const std::string text = "four";
  EXPECT_EQ(run(job, out, 3, text, std::vector<int>{1, 2}, Point{6, 7}, "eight..!", std::ref(value)), 0);
  EXPECT_THAT(out, testing::ElementsAre(3, 4, 2, 7, 8, 9));
}

TEST(Process, ExitcodeIsPythons) {
  EXPECT_EQ(run(nothing), 0);
  EXPECT_EQ(run([] { mp::exit(8); }), 8);
  EXPECT_EQ(run([] { ::_exit(3); }), 3);
  EXPECT_EQ(run([] { std::raise(SIGKILL); }), -SIGKILL);
}

// Python's test_sys_exit.
TEST(Process, ExitTakesWhatPythonsTakes) {
  EXPECT_EQ(run([] { mp::exit(); }), 0);
  EXPECT_EQ(run([] { mp::exit(true); }), 1);
  EXPECT_EQ(run([] { mp::exit(false); }), 0);
  testing::internal::CaptureStderr();
  EXPECT_EQ(run([] { mp::exit("ignore this"); }), 1);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "ignore this\n");
}

TEST(Process, FindsTheEndOfItsInput) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const int before = ::dup(STDIN_FILENO);
  ASSERT_EQ(::dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
  ASSERT_EQ(::write(ends[1], "abc", 3), 3);
  EXPECT_EQ(std::getchar(), 'a');  // the buffer holds the rest
  EXPECT_EQ(run([] {
              if (std::getchar() != EOF) mp::exit(1);
              if (std::cin.get() != EOF) mp::exit(2);
              char byte;
              if (::read(STDIN_FILENO, &byte, 1) != 0) mp::exit(3);
            }),
            0);
  EXPECT_EQ(std::getchar(), 'b');
  EXPECT_EQ(std::getchar(), 'c');
  ::close(STDIN_FILENO);
  EXPECT_EQ(run(nothing), 0) << "a parent without an input";  // Python's TestStdinBadfiledescriptor
  ::dup2(before, STDIN_FILENO);
  for (const int descriptor : {before, ends[0], ends[1]}) ::close(descriptor);
}

// Python's TestNoForkBomb. This program's main, which is GoogleTest's, has no mp::Runtime.
TEST(Process, IsNotSpawnedByAProgramThatWouldNotNotice) {
  Process process = Context::spawn().Process(nothing);
  EXPECT_THAT(message_of<ValueError>([&] { process.start(); }),
              HasSubstr("make `mp::Runtime runtime(argc, argv);` the first line of main"));
  EXPECT_EQ(process.pid(), 0);
  EXPECT_FALSE(process.is_alive());
}

TEST(Process, TerminateAndKillSendTheirSignals) {
  Process gentle(wait_for_a_signal);
  Process hard(wait_for_a_signal);
  gentle.start();
  hard.start();
  gentle.terminate();
  hard.kill();
  ASSERT_TRUE(gentle.join_for(seconds(60)));
  ASSERT_TRUE(hard.join_for(seconds(60)));
  EXPECT_EQ(gentle.exitcode(), -SIGTERM);
  EXPECT_EQ(hard.exitcode(), -SIGKILL);
  hard.kill();  // nothing happens to one that has ended
  EXPECT_EQ(hard.exitcode(), -SIGKILL);
}

TEST(Process, ExitRunsTheDestructorsOfTheChild) {
  struct Announce {
    Value<int>& destroyed;
    ~Announce() { destroyed.value = 1; }
  };
  Value<int> destroyed(0);
  const auto job = [](Value<int>& flag) {
    const Announce guard{flag};
    mp::exit(4);
  };
  EXPECT_EQ(run(job, destroyed), 4);
  EXPECT_EQ(destroyed.value, 1);
}

TEST(Process, ExitInAThreadThatNobodyCatchesEndsTheChild) {
  EXPECT_EQ(run([] { std::thread([] { mp::exit(6); }).join(); }), 6);
}

TEST(Process, TheSentinelBecomesReadableAtTheEnd) {
  Process process(wait_for_a_signal);
  EXPECT_THROW(process.sentinel(), ValueError);
  process.start();
  pollfd sentinel{.fd = process.sentinel(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&sentinel, 1, 0), 0);
  process.kill();
  EXPECT_EQ(::poll(&sentinel, 1, 60'000), 1);
}

TEST(Process, JoinDoesNotWaitForAGrandchildThatHoldsEverythingOpen) {
  Value<pid_t> grandchild(0);
  const auto job = [](Value<pid_t>& number) {
    const pid_t pid = ::fork();
    if (pid == 0) wait_for_a_signal();
    number.value = pid;
    ::_exit(0);
  };
  EXPECT_EQ(run(job, grandchild), 0);
  ASSERT_GT(grandchild.value, 0);
  EXPECT_EQ(::kill(grandchild.value, SIGKILL), 0) << "the grandchild lives on";
}

TEST(Process, TheDestructorWaits) {
  Value<int> done(0);
  {
    Process process([](Value<int>& flag) { flag.value = 1; }, done);
    process.start();
  }
  EXPECT_EQ(done.value, 1);
}

TEST(Process, MovesWithTheProcessThatItStandsFor) {
  Process first(nothing);
  first.start();
  const pid_t pid = first.pid();
  Process second = std::move(first);
  EXPECT_EQ(second.pid(), pid);
  second.join();
  EXPECT_THAT(message_of<ValueError>([&] { first.join(); }), HasSubstr("was moved from"));
}

TEST(Process, AMisuseSaysWhatToDo) {
  Process process(ProcessOptions{.name = "worker"}, nothing);
  EXPECT_THAT(message_of<ValueError>([&] { process.join(); }),
              HasSubstr("cannot join worker: it was never started, so call start()"));
  EXPECT_THAT(message_of<ValueError>([&] { process.kill(); }), HasSubstr("call start() first"));
  process.start();
  EXPECT_THAT(message_of<ValueError>([&] { process.start(); }), HasSubstr("make a new object"));
}

TEST(Process, InterruptSendsSigint) {
  Process process(wait_for_a_signal);
  process.start();
  process.interrupt();
  ASSERT_TRUE(process.join_until(std::chrono::system_clock::now() + seconds(60)));
  EXPECT_EQ(process.exitcode(), -SIGINT);
}

TEST(Process, ItsNameAndNatureCanBeChangedUntilItStarts) {
  Queue<std::string> told;
  Process process(
      [](Queue<std::string>& out) { out.put(current_process().name() + (current_process().daemon() ? " is a daemon" : "")); },
      told);
  EXPECT_FALSE(process.daemon());
  process.name("miller");
  process.daemon(true);
  process.start();
  EXPECT_EQ(told.get(), "miller is a daemon");
  EXPECT_EQ(process.name(), "miller");
  EXPECT_THAT(message_of<ValueError>([&] { process.name("other"); }), HasSubstr("cannot rename miller"));
  EXPECT_THAT(message_of<ValueError>([&] { process.daemon(false); }), HasSubstr("say it before start()"));
  EXPECT_TRUE(process.daemon());
}

TEST(Process, CloseIsForOneThatHasEnded) {
  Process process(wait_for_a_signal);
  process.start();
  EXPECT_EQ(process.ident(), process.pid());
  EXPECT_THAT(message_of<ValueError>([&] { process.close(); }), HasSubstr("it is still running"));
  EXPECT_TRUE(process.is_alive());
  process.terminate();
  process.join();
  process.close();
  process.close();  // again, as in Python
  EXPECT_THAT(message_of<ValueError>([&] { process.join(); }), HasSubstr("was closed"));
  EXPECT_THROW(process.is_alive(), ValueError);
  EXPECT_THROW(process.exitcode(), ValueError);
  EXPECT_THROW(process.sentinel(), ValueError);
  EXPECT_THROW(process.terminate(), ValueError);
  Process never_started(nothing);
  never_started.close();
  EXPECT_THROW(never_started.start(), ValueError);
}

TEST(Process, ReprTellsTheState) {
  Process process(ProcessOptions{.name = "miller", .daemon = true}, wait_for_a_signal);
  const std::string self = std::to_string(::getpid());
  EXPECT_EQ(repr(process), "<Process name='miller' parent=" + self + " initial daemon>");
  process.start();
  const std::string child = std::to_string(process.pid());
  const std::string begin = "<Process name='miller' pid=" + child + " parent=" + self;
  EXPECT_EQ(repr(process), begin + " started daemon>");
  Queue<std::string> told;
  EXPECT_EQ(run([&] { told.put(repr(process)); }), 0);
  EXPECT_EQ(told.get(), begin + " unknown daemon>");
  process.terminate();
  ASSERT_TRUE(process.join_for(seconds(60)));
  EXPECT_EQ(repr(process), begin + " stopped exitcode=-SIGTERM daemon>");
  process.close();
  EXPECT_EQ(repr(process), "<Process closed>");
}

TEST(Process, BelongsToTheProcessThatMadeIt) {
  Process mine(wait_for_a_signal);
  mine.start();
  Queue<std::string> messages;
  Process other(
      [](Queue<std::string>& out, long address) {
        auto& foreign = *reinterpret_cast<Process*>(address);
        out.put(message_of<ValueError>([&] { foreign.join(); }));
        out.put(message_of<ValueError>([&] { foreign.kill(); }));
        {
          Process gone = std::move(foreign);
        }  // the destructor of a copy in a fork does nothing
      },
      messages, reinterpret_cast<long>(&mine));
  other.start();
  ASSERT_TRUE(other.join_for(seconds(60)));
  EXPECT_EQ(other.exitcode(), 0);
  EXPECT_THAT(messages.get(), HasSubstr("only the process that made it can"));
  EXPECT_THAT(messages.get(), HasSubstr("only the process that made it can"));
  EXPECT_TRUE(mine.is_alive());
  mine.kill();
}

TEST(Process, SomebodyElseMayHaveReapedIt) {
  Process process(nothing);
  process.start();
  ASSERT_EQ(::waitpid(process.pid(), nullptr, 0), process.pid());
  process.join();
  EXPECT_EQ(process.exitcode(), 255);
  process.kill();
}

}  // namespace
}  // namespace mp
