#include "runtime/process/start_method.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/connection/connection.h"
#include "runtime/connection/pipe.h"
#include "runtime/error.h"
#include "runtime/process/exit.h"
#include "runtime/process/identity.h"
#include "runtime/process/parent_process.h"
#include "runtime/process/process.h"
#include "runtime/process/process_options.h"
#include "runtime/process/thread.h"
#include "runtime/sync/barrier.h"
#include "runtime/sync/condition.h"
#include "runtime/sync/event.h"
#include "runtime/sync/lock.h"
#include "runtime/sync/rlock.h"
#include "runtime/sync/semaphore.h"
#include "runtime/testing/thrown.h"
#include "runtime/value/array.h"
#include "runtime/value/value.h"

namespace mp {
namespace {

using std::chrono::seconds;
using test::message_of;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr seconds kPatience{60};

void nothing() {}
void wait_for_a_signal() {
  for (;;) ::pause();
}

class EveryMethod : public testing::TestWithParam<std::string> {
 protected:
  template <class... Call>
  Process make(Call&&... call) {
    return get_context(GetParam()).Process(std::forward<Call>(call)...);
  }
  template <class... Call>
  std::optional<int> run(Call&&... call) {
    Process process = make(std::forward<Call>(call)...);
    process.start();
    EXPECT_TRUE(process.join_for(kPatience));
    return process.exitcode();
  }
};

INSTANTIATE_TEST_SUITE_P(StartMethod, EveryMethod, testing::ValuesIn(get_all_start_methods()),
                         [](const auto& method) { return method.param; });

// Python's test_process: what the parent says arrives.
TEST_P(EveryMethod, ArgumentsOfEveryKindArrive) {
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
  EXPECT_THAT(out, ElementsAre(3, 4, 2, 7, 8, 9));
}

TEST_P(EveryMethod, WhatALambdaCapturesArrives) {
  Value<int> seen(0);
  const int captured = ::getpid();
  EXPECT_EQ(run([captured](Value<int>& result) { result.value = captured + 1; }, seen), 0);
  EXPECT_EQ(seen.value, ::getpid() + 1);
}

TEST_P(EveryMethod, GoesThroughItsStates) {
  Queue<int> gate;
  Process process = make([](Queue<int>& pass) { pass.get(); }, gate);
  EXPECT_FALSE(process.is_alive());
  EXPECT_EQ(process.exitcode(), std::nullopt);
  process.start();
  EXPECT_TRUE(process.is_alive());
  EXPECT_FALSE(process.join_for(seconds(0)));
  EXPECT_THROW(process.start(), ValueError);
  gate.put(1);
  EXPECT_TRUE(process.join_for(kPatience));
  EXPECT_EQ(process.exitcode(), 0);
}

TEST_P(EveryMethod, KnowsWhoItIsAndWhoStartedIt) {
  Queue<std::string> said;
  Queue<int> numbers;
  const CurrentProcess me = current_process();
  Process process = make(
      ProcessOptions{.name = "Anna", .daemon = true},
      [](Queue<std::string>& say, Queue<int>& number) {
        const std::optional<ParentProcess> parent = parent_process();
        say.put(current_process().name());
        say.put(parent->name());
        say.put(CurrentProcess::authkey());
        number.put(parent->pid());
        number.put(parent->is_alive());
        number.put(current_process().daemon());
      },
      said, numbers);
  process.start();
  EXPECT_TRUE(process.join_for(kPatience));
  ASSERT_EQ(process.exitcode(), 0);
  EXPECT_EQ(said.get(), "Anna");
  EXPECT_EQ(said.get(), me.name());
  EXPECT_EQ(said.get(), CurrentProcess::authkey());
  EXPECT_EQ(CurrentProcess::authkey().size(), 32U);
  EXPECT_EQ(numbers.get(), ::getpid());
  EXPECT_EQ(numbers.get(), 1);
  EXPECT_EQ(numbers.get(), 1);
}

// Python's test_nested_startmethod and test_context: the child's own children go on with its names, method and objects.
TEST_P(EveryMethod, AChildHandsItsObjectsToAGrandchild) {
  Queue<std::string> names;
  const auto child = [](Queue<std::string>& out) {
    Process grandchild = get_context("spawn").Process([](Queue<std::string>& last) { last.put(current_process().name()); }, out);
    out.put(current_process().name());
    grandchild.start();
    grandchild.join();
    mp::exit(*grandchild.exitcode());
  };
  Process process = make(child, names);
  const std::string name = process.name();
  process.start();
  EXPECT_TRUE(process.join_for(kPatience));
  ASSERT_EQ(process.exitcode(), 0);
  EXPECT_EQ(names.get(), name);
  EXPECT_EQ(names.get(), name + ":1");
}

TEST_P(EveryMethod, ExitcodeIsPythons) {
  EXPECT_EQ(run(nothing), 0);
  EXPECT_EQ(run([] { mp::exit(8); }), 8);
  EXPECT_EQ(run([] { ::_exit(3); }), 3);
  EXPECT_EQ(run([] { std::raise(SIGKILL); }), -SIGKILL);
  testing::internal::CaptureStderr();
  EXPECT_EQ(run([] { throw ValueError("too odd"); }), 1);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("too odd"));
}

TEST_P(EveryMethod, TerminateAndKillSendTheirSignals) {
  for (const int signal : {SIGTERM, SIGKILL}) {
    Process process = make(wait_for_a_signal);
    process.start();
    signal == SIGTERM ? process.terminate() : process.kill();
    EXPECT_TRUE(process.join_for(kPatience));
    EXPECT_EQ(process.exitcode(), -signal);
  }
}

TEST_P(EveryMethod, ItsSentinelIsReadableAtItsEnd) {
  Queue<int> gate;
  Process process = make([](Queue<int>& pass) { pass.get(); }, gate);
  process.start();
  pollfd end{.fd = process.sentinel(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&end, 1, 0), 0);
  gate.put(1);
  EXPECT_EQ(::poll(&end, 1, 60'000), 1);
}

TEST_P(EveryMethod, WhatItPrintsIsWhole) {
  testing::internal::CaptureStdout();
  std::cout << "parent";  // not flushed: printed once
  EXPECT_EQ(run([] {
              std::cout << " child";
              std::printf(" too");
            }),
            0);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "parent child too");
}

TEST_P(EveryMethod, FindsTheEndOfItsInput) {
  EXPECT_EQ(run([] {
              char byte;
              mp::exit(::read(STDIN_FILENO, &byte, 1) == 0 ? 0 : 1);
            }),
            0);
}

// All kinds of shared objects, each used from both sides.
TEST_P(EveryMethod, SharedObjectsAreTheSameOnBothSides) {
  Lock lock;
  RLock rlock;
  Semaphore semaphore(0);
  BoundedSemaphore bounded(1);
  Event event;
  Condition condition;
  Value<int> value(0);      // guarded by the lock
  Value<bool> told(false);  // by the condition's
  static constexpr int kRounds = 2000;
  Process process = make(
      [](Lock& l, RLock& r, Semaphore& s, BoundedSemaphore& b, Event& e, Condition& c, Value<int>& v, Value<bool>& t) {
        for (int i = 0; i < kRounds; ++i) {
          const std::lock_guard guard(l);
          v.value += 1;
        }
        s.acquire();
        b.acquire();
        {
          const std::lock_guard guard(c);
          const std::lock_guard also(r);
          t.value = true;
          c.notify();
        }
        e.wait();
        mp::exit(l.created().line() != 0 &&
                         message_of<ValueError>([&] { b.release(2); }).find("BoundedSemaphore") != std::string::npos
                     ? 0
                     : 1);
      },
      lock, rlock, semaphore, bounded, event, condition, value, told);
  process.start();
  for (int i = 0; i < kRounds; ++i) {
    const std::lock_guard guard(lock);
    value.value += 1;
  }
  {
    const std::lock_guard guard(condition);
    semaphore.release();
    EXPECT_TRUE(condition.wait_for([&] { return told.value; }, kPatience));
  }
  EXPECT_EQ(value.value, 2 * kRounds);
  EXPECT_EQ(bounded.get_value(), 0);
  event.set();
  EXPECT_TRUE(process.join_for(kPatience));
  EXPECT_EQ(process.exitcode(), 0);
}

// Python's test_connection and test_spawn_close: the parent's copy of the child's end is closed with the start.
TEST_P(EveryMethod, AConnectionThatIsMovedInBelongsToTheChild) {
  auto [here, there] = Pipe();
  Process process = make(
      [](Connection end, int factor) {
        while (true) {
          const int number = end.recv<int>();
          if (number == 0) return;
          end.send(number * factor);
        }
      },
      std::move(there), 3);
  process.start();
  here.send(14);
  EXPECT_EQ(here.recv_for<int>(kPatience), 42);
  here.send(0);
  ASSERT_TRUE(here.poll_for(kPatience));
  EXPECT_THROW(here.recv<int>(), EOFError) << "nobody else has the child's end";
  EXPECT_TRUE(process.join_for(kPatience));
  EXPECT_EQ(process.exitcode(), 0);
}

TEST_P(EveryMethod, ConnectionsWithANameStayTheParentsAsWell) {
  auto [reader, writer] = Pipe(false);
  EXPECT_EQ(run(
                [](Connection&& from, const Connection& to) {
                  const bool right = from.readable() && !from.writable() && to.writable() && !to.readable();
                  const_cast<Connection&>(to).send(right);
                },
                reader, std::ref(writer)),
            0);
  EXPECT_EQ(reader.recv_for<bool>(kPatience), true);
  writer.send(false);
  EXPECT_EQ(reader.recv_for<bool>(kPatience), false);
}

/// A static object, which every copy of the program has.
int actions_here = 0;

TEST_P(EveryMethod, TheActionOfABarrierRunsInWhoeverComesLast) {
  constexpr int kRounds = 20;
  Value<int> actions_there(0);
  actions_here = 0;
  Barrier barrier(2, [] { ++actions_here; });
  Process process = make(
      [](Barrier& b, Value<int>& there) {
        for (int i = 0; i < kRounds; ++i) static_cast<void>(b.wait_for(kPatience));
        there.value = actions_here;
      },
      barrier, actions_there);
  process.start();
  for (int i = 0; i < kRounds; ++i) static_cast<void>(barrier.wait_for(kPatience));
  EXPECT_TRUE(process.join_for(kPatience));
  EXPECT_EQ(process.exitcode(), 0);
  EXPECT_EQ(actions_here + actions_there.value, kRounds);
}

/// Ends of pipes and files that a child should know nothing of.
int descriptors_besides_the_standard_ones() {
  int count = 0;
  for (const auto& each : std::filesystem::directory_iterator("/proc/self/fd")) count += std::stoi(each.path().filename()) > 2;
  return count - 1;  // the directory's own
}

// Python's TestCloseFds and test_child_fd_inflation.
TEST(Spawn, TheChildHasOnlyTheDescriptorsThatItNeeds) {
  Queue<int> counts;
  const auto job = [](Queue<int>& out) { out.put(descriptors_besides_the_standard_ones()); };
  const auto count = [&] {
    Process process = Context::spawn().Process(job, counts);
    process.start();
    process.join();
    return counts.get();
  };
  const int before = count();
  std::vector<int> more;
  for (int i = 0; i < 50; ++i) more.push_back(::open("/dev/null", O_RDONLY));  // without close-on-exec
  EXPECT_EQ(count(), before);
  EXPECT_LE(before, 4);
  for (const int descriptor : more) ::close(descriptor);
}

TEST(Spawn, IsTheProgramAnew) {
  static int changed = 0;
  changed = 5;
  Value<int> seen(-1);
  Process process = Context::spawn().Process([](Value<int>& result) { result.value = changed; }, seen);
  process.start();
  process.join();
  EXPECT_EQ(seen.value, 0);
}

TEST(Spawn, ItsChildrenDoNotFindItsEnvironment) {
  Process process = Context::spawn().Process(
      [] { mp::exit(std::getenv("RACELAB_TASK") == nullptr && std::getenv("RACELAB_ARENA") == nullptr ? 0 : 1); });
  process.start();
  process.join();
  EXPECT_EQ(process.exitcode(), 0);
}

TEST(Spawn, TheChildSeesTheMethodThatWasSet) {
  Queue<std::string> said;
  set_start_method("spawn");
  Process process([](Queue<std::string>& say) { say.put(get_start_method()); }, said);
  process.start();
  process.join();
  set_start_method(std::nullopt, true);
  EXPECT_EQ(process.exitcode(), 0);
  EXPECT_EQ(said.get(), "spawn");
}

TEST(Fork, IsRefusedByNameWhileThreadsRun) {
  Queue<int> gate;
  std::optional<Thread> thread(std::in_place, ThreadOptions{.name = "busy"}, [&] { gate.get(); });
  thread->start();
  Process refused = Context::fork().Process(nothing);
  EXPECT_THAT(message_of<ValueError>([&] { refused.start(); }), HasSubstr("other threads run (busy)"));
  Process allowed(ProcessOptions{.context = Context::fork(), .allow_threads = true}, nothing);
  allowed.start();
  Process unnamed(nothing);
  unnamed.start();
  gate.put(1);
  thread.reset();  // joined
  EXPECT_TRUE(allowed.join_for(kPatience));
  EXPECT_TRUE(unnamed.join_for(kPatience));
  refused.start();  // the same object: nothing was begun
  EXPECT_TRUE(refused.join_for(kPatience));
  EXPECT_EQ(refused.exitcode(), 0);
}

}  // namespace
}  // namespace mp
