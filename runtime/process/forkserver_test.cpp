#include "runtime/process/forkserver.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/connection/connection.h"
#include "runtime/connection/pipe.h"
#include "runtime/error.h"
#include "runtime/process/exit.h"
#include "runtime/process/newborn.h"
#include "runtime/process/on_forkserver_start.h"
#include "runtime/process/packed_call.h"
#include "runtime/process/parcel.h"
#include "runtime/process/parent_process.h"
#include "runtime/process/process.h"
#include "runtime/process/process_options.h"
#include "runtime/process/start_method.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/thrown.h"
#include "runtime/value/array.h"
#include "runtime/value/value.h"

namespace mp {
namespace {

using test::kPatience;
using test::message_of;
using testing::HasSubstr;

constexpr const char* kFails = "FORKSERVER_TEST_FAILS";

pid_t prepared_in = 0;
int preparations = 0;

/// In every process of this program a static object asks for it, and it runs in the forkserver only.
const bool asked = on_forkserver_start([] {
  if (std::getenv(kFails) != nullptr) throw std::runtime_error("no such table");
  prepared_in = ::getpid();
  ++preparations;
  std::printf("prepared ");  // and not flushed
});

template <class... Call>
Process make(Call&&... call) {
  return Context::forkserver().Process(std::forward<Call>(call)...);
}

std::optional<int> exitcode_of(Process& process) {
  const bool ended = process.join_for(kPatience);
  EXPECT_TRUE(ended);
  if (!ended) process.kill();
  return process.exitcode();
}

template <class... Call>
std::optional<int> run(Call&&... call) {
  Process process = make(std::forward<Call>(call)...);
  process.start();
  return exitcode_of(process);
}

/// The server, which is started if it is not there.
pid_t server() {
  Value<pid_t> pid(0);
  EXPECT_EQ(run([](Value<pid_t>& seen) { seen.value = ::getppid(); }, pid), 0);
  return pid.value;
}

void kill_server() { EXPECT_EQ(::kill(server(), SIGKILL), 0); }

/// Without that of a sanitizer, which has its memory in a file.
auto descriptors_of(pid_t process) {
  namespace fs = std::filesystem;
  std::error_code gone;  // a descriptor may be closed right now
  return std::count_if(fs::directory_iterator("/proc/" + std::to_string(process) + "/fd"), fs::directory_iterator(),
                       [&](const fs::directory_entry& entry) {
                         return !fs::read_symlink(entry, gone).string().starts_with("/memfd:racelab-sanitizer");
                       });
}

/// A server without children has these: three standard ones, the arena, its parent, its socket and its signals. It has them as
/// soon as it has forgotten its last child.
bool has_its_own_descriptors_only(pid_t server) {
  constexpr int kOwn = 7;
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (descriptors_of(server) != kOwn && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  return descriptors_of(server) == kOwn;
}

TEST(Forkserver, ForksTheChildrenOfTheProcessThatAsks) {
  Array<pid_t> seen(4);
  const auto look = [](Array<pid_t>& out, std::size_t first) {
    out[first] = ::getppid();
    out[first + 1] = parent_process()->pid();
  };
  for (const std::size_t first : {0U, 2U}) EXPECT_EQ(run(look, seen, first), 0);
  EXPECT_EQ(seen[0], seen[2]) << "one server";
  EXPECT_NE(seen[0], ::getpid());
  EXPECT_EQ(seen[1], ::getpid());
  EXPECT_EQ(seen[3], ::getpid());
}

// Python's test_forkserver_sigint.
TEST(Forkserver, DoesNotHearACtrlC) {
  const pid_t before = server();
  Queue<int> gate;
  Process child = make([](Queue<int>& pass) { mp::exit(pass.get()); }, gate);
  child.start();
  ASSERT_EQ(::kill(before, SIGINT), 0);
  EXPECT_EQ(server(), before);
  EXPECT_EQ(run([] { std::raise(SIGINT); }), -SIGINT) << "its children do";
  gate.put(4);
  EXPECT_EQ(exitcode_of(child), 4);
}

// Python's test_forkserver_sigkill: the child goes on, and how it ends is not known; the next start has a new server.
TEST(Forkserver, MayBeKilledAndItsChildrenGoOn) {
  const pid_t before = server();
  Queue<int> gate, said;
  Process child = make(
      [](Queue<int>& pass, Queue<int>& say) {
        say.put(pass.get());
        say.put(pass.get());
      },
      gate, said);
  child.start();
  gate.put(1);
  EXPECT_EQ(said.get_for(kPatience), 1);
  ASSERT_EQ(::kill(before, SIGKILL), 0);
  EXPECT_NE(server(), before);
  EXPECT_TRUE(child.is_alive());
  EXPECT_EQ(child.exitcode(), std::nullopt);
  EXPECT_FALSE(child.join_for(std::chrono::seconds(0)));
  gate.put(2);
  EXPECT_EQ(said.get_for(kPatience), 2);
  EXPECT_EQ(exitcode_of(child), 255);
  child.kill();  // nothing happens to one that has ended
  Process other = make([] {
    for (;;) ::pause();
  });
  other.start();
  kill_server();
  other.terminate();
  EXPECT_EQ(exitcode_of(other), 255);
}

TEST(Forkserver, PreparesOnceForAllItsChildren) {
  ASSERT_TRUE(asked);
  Array<int> seen(2);
  const auto look = [](Array<int>& out) {
    out[0] = preparations;
    out[1] = prepared_in == ::getppid();
  };
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(run(look, seen), 0);
    EXPECT_THAT(seen, testing::ElementsAre(1, 1));
  }
  EXPECT_EQ(preparations, 0) << "not in this process";
  EXPECT_THAT(message_of<ValueError>([] { on_forkserver_start([] {}); }), HasSubstr("comes too late"));
}

// Python's test_std_streams_flushed_after_preload.
TEST(Forkserver, WhatItsPreparationPrintsIsPrintedOnce) {
  kill_server();
  testing::internal::CaptureStdout();
  for (int i = 0; i < 2; ++i) EXPECT_EQ(run([] { std::printf("child "); }), 0);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "prepared child child ");
}

TEST(Forkserver, ThatCannotPrepareIsAnErrorOfTheStart) {
  kill_server();
  testing::internal::CaptureStderr();
  ASSERT_EQ(::setenv(kFails, "1", 1), 0);
  Process child = make([] {});
  EXPECT_THAT(message_of<OSError>([&] { child.start(); }), HasSubstr("the forkserver has ended with exitcode 1"));
  ASSERT_EQ(::unsetenv(kFails), 0);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "Process ForkServer: uncaught exception std::runtime_error: no such table\n");
  EXPECT_FALSE(child.is_alive());
  child.start();
  EXPECT_EQ(exitcode_of(child), 0);
}

TEST(Forkserver, HasNoneOfItsParentsDescriptors) {
  kill_server();
  std::vector<int> more;
  for (int i = 0; i < 50; ++i) more.push_back(::open("/dev/null", O_RDONLY));  // without close-on-exec
  EXPECT_TRUE(has_its_own_descriptors_only(server()));
  for (const int descriptor : more) ::close(descriptor);
}

TEST(Forkserver, TwoHundredStartsLeaveNoDescriptor) {
  const pid_t forks = server();
  const auto here = descriptors_of(::getpid());
  for (int i = 0; i < 200; ++i) ASSERT_EQ(run([](int code) { mp::exit(code); }, i), i);
  EXPECT_EQ(descriptors_of(::getpid()), here);
  EXPECT_EQ(server(), forks);
  EXPECT_TRUE(has_its_own_descriptors_only(forks));
}

/// Whether a start fails with OSError when this process has room for so many more descriptors.
bool fails_with_room_for(int more, Process& child) {
  const int next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::close(next);
  rlimit old{};
  EXPECT_EQ(::getrlimit(RLIMIT_NOFILE, &old), 0);
  const rlimit few{.rlim_cur = static_cast<rlim_t>(next + more), .rlim_max = old.rlim_max};
  EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  bool failed = false;
  try {
    child.start();
  } catch (const OSError&) {
    failed = true;
  }
  EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &old), 0);
  return failed;
}

// Each limit lets the start fail in another place.
TEST(Forkserver, WithoutADescriptorNoChildRuns) {
  constexpr int kStarts = 20;  // for each limit: a child that should not run may be too late to be seen
  Value<int> runs(0);
  const pid_t forks = server();
  int failures = 0;
  for (int room = 0; room < 50; ++room) {
    Process child = make([](Value<int>& count) { count.value += 1; }, runs);
    if (!fails_with_room_for(room, child)) {
      EXPECT_EQ(exitcode_of(child), 0);
      EXPECT_EQ(runs.value, 1);
      break;
    }
    for (int i = 1; i < kStarts; ++i) EXPECT_TRUE(fails_with_room_for(room, child));
    EXPECT_EQ(child.pid(), 0);
    EXPECT_TRUE(has_its_own_descriptors_only(forks));
    ASSERT_EQ(runs.value, 0);
    ++failures;
  }
  EXPECT_GE(failures, 4);
  EXPECT_EQ(server(), forks) << "the server is as it was";
}

TEST(Forkserver, TakesSoManyConnectionsAndNoMore) {
  const auto [here, there] = Pipe();
  internal::CallForNewProcess call;
  call.descriptors.assign(internal::kMostDescriptors, there.fileno());
  EXPECT_THAT(message_of<ValueError>([&] {
                internal::fork_by_server({.identity = {"crowd", {1}}, .dies_with_parent = true, .chosen_method = {}}, call);
              }),
              HasSubstr("cannot start crowd by forkserver with 253 connections among its arguments: 247 are the most"));
}

TEST(Forkserver, AndItsChildrenOutliveTheThreadThatStartedThem) {
  kill_server();
  Queue<int> gate;
  Process child = make([](Queue<int>& pass) { mp::exit(pass.get()); }, gate);
  std::thread([&] { child.start(); }).join();
  const pid_t forks = server();
  gate.put(6);
  EXPECT_EQ(exitcode_of(child), 6);
  EXPECT_EQ(server(), forks);
}

TEST(Forkserver, SeveralThreadsMayStartAtOnce) {
  std::vector<std::thread> threads;
  Value<int> right(0);
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 10; ++i) {
        if (run([](int code) { mp::exit(code); }, thread * 10 + i) == thread * 10 + i) right.fetch_add(1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right.value, 40);
}

TEST(Forkserver, OfAForkIsItsOwn) {
  const pid_t mine = server();
  Value<pid_t> others(0);
  Process fork = Context::fork().Process([](Value<pid_t>& out) { out.value = server(); }, others);
  fork.start();
  EXPECT_EQ(exitcode_of(fork), 0);
  EXPECT_NE(others.value, mine);
  EXPECT_GT(others.value, 0);
  EXPECT_EQ(server(), mine);
}

TEST(Forkserver, ForAClosedOutputTheChildHasNone) {
  test::ForkedChild parent([] {
    auto [here, there] = Pipe();
    ::close(STDOUT_FILENO);
    EXPECT_EQ(run(
                  [](Connection to) {
                    std::printf("lost");
                    to.send(std::filesystem::read_symlink("/proc/self/fd/1").string());
                  },
                  std::move(there)),
              0);
    EXPECT_EQ(here.recv_for<std::string>(kPatience), "/dev/null");
  });
  EXPECT_EQ(parent.wait(), 0);
}

TEST(Forkserver, TheChildHasTheSignalMaskOfItsStarter) {
  const auto blocks = [] {
    sigset_t mask;
    ::pthread_sigmask(SIG_BLOCK, nullptr, &mask);
    mp::exit(::sigismember(&mask, SIGUSR1) + 2 * ::sigismember(&mask, SIGCHLD));
  };
  EXPECT_EQ(run(blocks), 0);
  sigset_t user, before;
  ::sigemptyset(&user);
  ::sigaddset(&user, SIGUSR1);
  ::pthread_sigmask(SIG_BLOCK, &user, &before);
  EXPECT_EQ(run(blocks), 1);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace
}  // namespace mp
