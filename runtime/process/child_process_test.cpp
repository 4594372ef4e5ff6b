#include "runtime/process/child_process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/error.h"
#include "runtime/hooks.h"
#include "runtime/process/exit.h"
#include "runtime/testing/forked_child.h"
#include "runtime/value/value.h"

namespace mp::internal {
namespace {

using testing::ElementsAre;

/// Runs `body` in a child named "child" to its end, at most for a minute.
std::optional<int> run(const std::function<void()>& body) {
  ChildProcess child("Process", {.name = "child"});
  child.start(body);
  EXPECT_TRUE(child.join_until(futex::deadline_after(std::chrono::minutes(1))));
  return child.exitcode();
}

/// What a child that runs `body` writes on stderr. It must end with exitcode 1.
std::string stderr_of(const std::function<void()>& body) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(run(body), 1);
  return testing::internal::GetCapturedStderr();
}

struct NotAStandardException {};

TEST(ChildProcess, AnUncaughtExceptionIsNamedAndTheExitcodeIsOne) {
  EXPECT_EQ(stderr_of([] { throw std::out_of_range("no such row"); }),
            "Process child: uncaught exception std::out_of_range: no such row\n");
  EXPECT_EQ(stderr_of([] { throw std::string("text"); }),
            "Process child: uncaught exception std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >: "
            "text\n");
  EXPECT_EQ(stderr_of([] { throw "characters"; }), "Process child: uncaught exception char const*: characters\n");
  EXPECT_EQ(stderr_of([] { throw 42; }), "Process child: uncaught exception int: 42\n");
  EXPECT_EQ(stderr_of([] { throw NotAStandardException{}; }),
            "Process child: uncaught exception mp::internal::(anonymous namespace)::NotAStandardException\n");
}

TEST(ChildProcess, WhatWasPrintedBeforeTheExceptionStandsBeforeItsMessage) {
  EXPECT_EQ(stderr_of([] {
              std::clog << "first\n";
              throw 1;
            }),
            "first\nProcess child: uncaught exception int: 1\n");
}

TEST(ChildProcess, BufferedOutputIsWrittenOnce) {
  testing::internal::CaptureStdout();  // a file, so stdout is fully buffered
  std::cout << "parent ";
  std::printf("parent's stdio ");
  EXPECT_EQ(run([] {
              std::cout << "child ";
              std::printf("child's stdio ");
            }),
            0);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "parent parent's stdio child child's stdio ");
}

TEST(ChildProcess, AClosedOutputDoesNotMatter) {
  EXPECT_EQ(run([] {
              ::close(STDOUT_FILENO);
              ::close(STDERR_FILENO);
              std::cout.exceptions(std::ios::badbit);
              std::cout << "lost";
              std::printf("lost too");
            }),
            0);
}

/// From now on this process gets no more descriptors.
void use_up_descriptors() {
  const int next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::close(next);
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = static_cast<rlim_t>(next);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

TEST(ChildProcess, WhatCannotBeWatchedDoesNotRun) {
  Value<int> runs(0);
  EXPECT_EQ(run([&runs] {
              use_up_descriptors();
              for (int i = 0; i < 50; ++i) {
                ChildProcess unwatched("Process", {});
                EXPECT_THROW(unwatched.start([&runs] { runs.value += 1; }), OSError);
              }
              if (testing::Test::HasFailure()) mp::exit(1);
            }),
            0);
  EXPECT_EQ(runs.value, 0);
}

TEST(ChildProcess, ADebuggerThatHoldsTheDeadIsWaitedFor) {
  test::Gate ready, seized, let_go;
  ChildProcess child("Process", {.name = "child"});
  child.start([&] {
    ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
    ready.open();
    seized.pass();
    mp::exit(3);
  });
  test::ForkedChild debugger([&] {
    ready.pass();
    ASSERT_EQ(::ptrace(PTRACE_SEIZE, child.pid(), 0, 0), 0);
    seized.open();
    let_go.pass();
    ASSERT_EQ(::waitpid(child.pid(), nullptr, __WALL), child.pid());
  });
  pollfd death{.fd = child.sentinel(), .events = POLLIN, .revents = 0};
  ASSERT_EQ(::poll(&death, 1, 60'000), 1);
  EXPECT_FALSE(child.join_until(futex::deadline_after(std::chrono::seconds(0))));
  EXPECT_EQ(child.exitcode(), std::nullopt);
  let_go.open();
  EXPECT_TRUE(child.join_until(futex::kNever));
  EXPECT_EQ(child.exitcode(), 3);
  EXPECT_EQ(debugger.wait(), 0);
}

std::atomic<Value<int>*> at_exit_runs = nullptr;

TEST(ChildProcess, TheParentsAtexitFunctionsDoNotRunInTheChild) {
  Value<int> runs(0);
  at_exit_runs = &runs;
  ASSERT_EQ(std::atexit([] {
              if (Value<int>* const counter = at_exit_runs) ++counter->value;
            }),
            0);
  EXPECT_EQ(run([] {}), 0);
  EXPECT_EQ(run([] { mp::exit(3); }), 3);
  EXPECT_EQ(runs.value, 0);
  at_exit_runs = nullptr;
}

TEST(ChildProcess, NamesTellTheFamilyTree) {
  EXPECT_EQ(current_process().name(), "MainProcess");
  EXPECT_EQ(current_process().pid(), ::getpid());
  Queue<std::string> names;
  const auto report = [&names] { names.put(current_process().name()); };
  ChildProcess child("Process", {});
  child.start([&] {
    report();
    ChildProcess first("Process", {});
    ChildProcess second("Process", {});
    second.start(report);
    second.join_until(futex::kNever);
    ChildProcess named("Process", {.name = "miller"});
    named.start([&] {
      report();
      names.put(ChildProcess("Process", {}).name());
    });
  });
  ASSERT_TRUE(child.join_until(futex::deadline_after(std::chrono::minutes(1))));
  EXPECT_THAT(child.name(), testing::StartsWith("Process-"));
  EXPECT_EQ(names.get(), child.name());
  EXPECT_EQ(names.get(), child.name() + ":2");
  EXPECT_EQ(names.get(), "miller");
  EXPECT_EQ(names.get(), child.name() + ":3:1");
  EXPECT_EQ(ChildProcess("Process", {}).name(), "Process-" + std::to_string(std::stoi(child.name().substr(8)) + 1));
}

/// Writes down what it hears; what it hears in a child goes to the queue.
class Recorder : public hooks::Listener {
 public:
  void before_fork(std::string_view name) override { events.push_back("before fork of " + std::string(name)); }
  void after_fork_in_parent(pid_t child) override { events.push_back(child > 0 ? "forked" : "not forked"); }
  void after_fork_in_child() override { in_child = events; }
  void joined(pid_t child) override { events.push_back("joined " + std::to_string(child)); }

  std::vector<std::string> events;
  std::vector<std::string> in_child;
};

TEST(ChildProcess, TheHooksHearOfForkAndJoin) {
  Recorder recorder;
  Queue<std::vector<std::string>> heard_in_child;
  hooks::listen(&recorder);
  pid_t pid = 0;
  {
    ChildProcess child("Process", {.name = "child"});
    child.start([&] {
      hooks::listen(nullptr);
      heard_in_child.put(recorder.in_child);
    });
    pid = child.pid();
    child.join_until(futex::deadline_after(std::chrono::minutes(1)));
    child.join_until(futex::kNever);  // joined only once
  }
  hooks::listen(nullptr);
  EXPECT_THAT(recorder.events, ElementsAre("before fork of child", "forked", "joined " + std::to_string(pid)));
  EXPECT_THAT(heard_in_child.get(), ElementsAre("before fork of child"));
}

}  // namespace
}  // namespace mp::internal
