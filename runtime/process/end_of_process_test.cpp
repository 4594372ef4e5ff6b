// What becomes of the children of a process that ends.

#include "runtime/process/end_of_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/error.h"
#include "runtime/process/exit.h"
#include "runtime/process/identity.h"
#include "runtime/process/process.h"
#include "runtime/process/process_options.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/survivors.h"
#include "runtime/value/value.h"

namespace mp {
namespace {

void wait_for_a_signal() {
  for (;;) ::pause();
}

/// A child that nobody holds: only the end of its parent can end it or wait for it.
void start_and_forget(ProcessOptions options, const std::function<void()>& body) {
  (new Process(std::move(options), [body = &body] { (*body)(); }))->start();
}

/// The exitcode of a child that runs `body`.
std::optional<int> run(const std::function<void()>& body) {
  Process child([body = &body] { (*body)(); });
  child.start();
  const bool ended = child.join_for(test::kPatience);
  child.kill();
  EXPECT_TRUE(ended);
  return child.exitcode();
}

TEST(EndOfProcess, WaitsForTheChildrenAndEndsTheDaemons) {
  test::Survivors survivors;
  Value<int> done(0);
  Queue<int> begun;
  EXPECT_EQ(run([&] {
              start_and_forget({.daemon = true}, [&] {
                begun.put(1);
                wait_for_a_signal();
              });
              begun.get();
              start_and_forget({}, [&] { begun.get(); });
              start_and_forget({}, [&] {
                begun.put(1);
                done.value = 1;
              });
            }),
            0);
  EXPECT_EQ(done.value, 1);
  EXPECT_TRUE(survivors.none_after(test::kPatience));
}

TEST(EndOfProcess, KillsADaemonThatDoesNotHear) {
  test::Survivors survivors;
  Queue<int> begun;
  EXPECT_EQ(run([&] {
              start_and_forget({.daemon = true}, [&] {
                std::signal(SIGTERM, SIG_IGN);
                begun.put(1);
                wait_for_a_signal();
              });
              begun.get();
              mp::exit(5);
            }),
            5);
  EXPECT_TRUE(survivors.none_after(test::kPatience));
}

TEST(EndOfProcess, ADaemonMayHandleItsEnd) {
  Queue<std::string> said;
  EXPECT_EQ(run([&] {
              start_and_forget({.daemon = true}, [&] {
                sigset_t term;
                sigemptyset(&term);
                sigaddset(&term, SIGTERM);
                sigprocmask(SIG_BLOCK, &term, nullptr);
                said.put("waiting");
                int signal = 0;
                sigwait(&term, &signal);
                said.put("handled");
              });
              said.get();
            }),
            0);
  EXPECT_EQ(said.get_nowait(), "handled");
}

// Python forbids them: promise of nested pools.
TEST(EndOfProcess, TheChildrenOfADaemonEndWithIt) {
  test::Survivors survivors;
  Queue<int> begun;
  EXPECT_EQ(run([&] {
              start_and_forget({.daemon = true}, [&] {
                start_and_forget({}, [&] {
                  begun.put(current_process().daemon() ? 1 : 0);
                  wait_for_a_signal();
                });
                wait_for_a_signal();
              });
              if (begun.get() != 1) mp::exit(1);  // its maker is one
            }),
            0);
  EXPECT_TRUE(survivors.none_after(test::kPatience));
}

TEST(Daemon, IsEndedWithItsObject) {
  test::Survivors survivors;
  Queue<int> begun;
  {
    Process daemon(ProcessOptions{.daemon = true}, [&] {
      begun.put(1);
      wait_for_a_signal();
    });
    daemon.start();
    ASSERT_TRUE(begun.get_for(test::kPatience));
  }
  EXPECT_TRUE(survivors.none_after(test::kPatience));
}

TEST(Daemon, OneByInheritanceIsWaitedFor) {
  Value<int> done(0);
  Queue<int> gate;
  EXPECT_EQ(run([&] {
              Process daemon(ProcessOptions{.daemon = true}, [&] {
                {
                  Process inner([&] {
                    gate.get();
                    done.value = current_process().daemon() ? 1 : 2;
                  });
                  EXPECT_TRUE(inner.daemon());
                  inner.start();
                  gate.put(1);
                }
                gate.put(2);
              });
              daemon.start();
              daemon.join();
            }),
            0);
  EXPECT_EQ(done.value, 1);
}

/// What the program prints that ends in this way, and its exit status.
std::string output_of(const std::string& ending) {
  FILE* const program = ::popen(("exec runtime/process/ending_program " + ending + " 2>&1").c_str(), "r");
  MP_CHECK(program != nullptr);
  std::string output;
  std::array<char, 256> part;
  while (std::fgets(part.data(), part.size(), program) != nullptr) output += part.data();
  const int status = ::pclose(program);
  return output +
         (WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status)) : "status " + std::to_string(WEXITSTATUS(status)));
}

class EndOfTheFirstProcess : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(By, EndOfTheFirstProcess, testing::Values("return", "std_exit", "mp_exit"),
                         [](const auto& ending) { return std::string(ending.param); });

TEST_P(EndOfTheFirstProcess, DoesTheSame) {
  EXPECT_EQ(output_of(GetParam()),
            "at_exit: the daemon runs, the static object lives\n"
            "child\n"
            "at the very end: no daemon, and the static object lives\n"
            "static object destroyed\n"
            "status 3");
}

// The end of its output has come, so no child is left that could write there.
TEST(KillOfTheFirstProcess, DoesNothingButEndTheChildren) { EXPECT_EQ(output_of("kill"), "signal 9"); }

}  // namespace
}  // namespace mp
