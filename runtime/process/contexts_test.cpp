// CPython's TestStartMethod and TestCloseFds, and those of its _TestProcess that start_method_test does not have, under its
// names.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/error.h"
#include "runtime/process/active_children.h"
#include "runtime/process/exit.h"
#include "runtime/process/identity.h"
#include "runtime/process/parent_process.h"
#include "runtime/process/process.h"
#include "runtime/process/process_options.h"
#include "runtime/process/start_method.h"
#include "runtime/sync/lock.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/thrown.h"
#include "runtime/value/value.h"

namespace mp {
namespace {

using test::kPatience;
using test::message_of;
using testing::ElementsAre;
using testing::HasSubstr;

void wait_for_a_signal() {
  for (;;) ::pause();
}

std::optional<int> exitcode_of(Process& process) {
  const bool ended = process.join_for(kPatience);
  EXPECT_TRUE(ended);
  if (!ended) process.kill();
  return process.exitcode();
}

/// The exitcode of a process that makes the call.
template <class... Call>
std::optional<int> run(Context context, Call&&... call) {
  Process process = context.Process(std::forward<Call>(call)...);
  process.start();
  return exitcode_of(process);
}

TEST(StartMethod, IsSetOnce) {
  EXPECT_EQ(get_start_method(true), std::nullopt);
  EXPECT_EQ(get_start_method(), get_all_start_methods().front());
  set_start_method("spawn");
  EXPECT_EQ(get_start_method(), "spawn");
  EXPECT_EQ(get_context(), Context::spawn());
  EXPECT_THAT(message_of<ValueError>([] { set_start_method("fork"); }), HasSubstr("was set to spawn before"));
  EXPECT_EQ(get_start_method(), "spawn");
  set_start_method("fork", true);
  EXPECT_EQ(get_start_method(), "fork");
  EXPECT_THROW(set_start_method(std::nullopt, false), ValueError);
  set_start_method(std::nullopt, true);
  EXPECT_EQ(get_start_method(true), std::nullopt);
}

TEST(StartMethod, OfAnUnknownNameIsNone) {
  EXPECT_THAT(message_of<ValueError>([] { get_context("telepathy"); }), HasSubstr("cannot find a context for 'telepathy'"));
  EXPECT_THROW(set_start_method("telepathy"), ValueError);
  EXPECT_EQ(get_start_method(true), std::nullopt);
}

// A context is a constant, whatever is set for the program.
TEST(StartMethod, AContextKeepsItsOwn) {
  const Context fork = get_context("fork");
  set_start_method("spawn");
  EXPECT_EQ(fork.get_start_method(), "fork");
  set_start_method(std::nullopt, true);
}

// TestStartMethod

TEST(TestStartMethod, GetAllStartMethods) {
  EXPECT_THAT(get_all_start_methods(), ElementsAre("fork", "spawn", "forkserver")) << "the default first";
  for (const std::string& method : get_all_start_methods()) EXPECT_EQ(get_context(method).get_start_method(), method);
}

TEST(TestStartMethod, SetGet) {
  for (const std::string& method : get_all_start_methods()) {
    set_start_method(method);
    EXPECT_EQ(get_start_method(), method);
    EXPECT_EQ(get_context().get_start_method(), method);
    Queue<std::string> said;
    Process process([](Queue<std::string>& say) { say.put(get_start_method()); }, said);
    process.start();
    EXPECT_EQ(exitcode_of(process), 0);
    EXPECT_EQ(said.get_nowait(), method) << "the child's own children begin in the same way";
    set_start_method(std::nullopt, true);
  }
}

TEST(TestStartMethod, Context) {
  for (const std::string& method : get_all_start_methods()) {
    Queue<std::string> said;
    EXPECT_EQ(run(get_context(method), [](Queue<std::string>& say) { say.put(get_start_method()); }, said), 0);
    EXPECT_EQ(said.get_nowait(), method);
    EXPECT_EQ(get_start_method(true), std::nullopt) << "nothing is set here";
  }
}

// In Python a lock of one method is refused by processes of another. Here one lock serves all.
TEST(TestStartMethod, MixedStartmethod) {
  constexpr int kRounds = 500;
  Lock lock;
  Value<int> sum(0);
  std::vector<Process> children;
  for (const std::string& method : get_all_start_methods()) {
    children.push_back(get_context(method).Process(
        [](Lock& mutex, Value<int>& shared) {
          for (int i = 0; i < kRounds; ++i) {
            const std::lock_guard guard(mutex);
            shared.value += 1;
          }
        },
        lock, sum));
    children.back().start();
  }
  for (Process& child : children) EXPECT_EQ(exitcode_of(child), 0);
  EXPECT_EQ(sum.value, 3 * kRounds);
}

TEST(TestStartMethod, NestedStartmethod) {
  for (const std::string& outer : get_all_start_methods()) {
    for (const std::string& inner : get_all_start_methods()) {
      Queue<std::string> said;
      const auto child = [](Queue<std::string>& say, const std::string& method) {
        const int code = *run(get_context(method), [](Queue<std::string>& last) { last.put(current_process().name()); }, say);
        say.put(current_process().name());
        mp::exit(code);
      };
      Process process = get_context(outer).Process(child, said, inner);
      process.start();
      EXPECT_EQ(exitcode_of(process), 0) << outer << " and then " << inner;
      EXPECT_EQ(said.get_nowait(), process.name() + ":1");
      EXPECT_EQ(said.get_nowait(), process.name());
    }
  }
}

// TestCloseFds and _TestProcess

class EveryCopy : public testing::TestWithParam<std::string> {
 protected:
  const Context context = get_context(GetParam());
};
INSTANTIATE_TEST_SUITE_P(TestCloseFds, EveryCopy, testing::Values("spawn", "forkserver"),
                         [](const auto& method) { return method.param; });

TEST_P(EveryCopy, CloseFd) {
  struct stat file{};
  const int stray = ::open("/dev/null", O_RDONLY);  // without close-on-exec
  const int high = ::fcntl(stray, F_DUPFD, 300);
  const auto is_open = [](int descriptor) { mp::exit(::fcntl(descriptor, F_GETFD) < 0 ? 0 : 1); };
  EXPECT_EQ(run(context, is_open, high), 0);
  EXPECT_EQ(run(Context::fork(), is_open, high), 1) << "a fork has it";
  EXPECT_EQ(::fstat(stray, &file), 0);
  ::close(high);
  ::close(stray);
}

/// Without that of a sanitizer, which has its memory in a file.
int count_of_descriptors() {
  namespace fs = std::filesystem;
  return static_cast<int>(
      std::count_if(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator(), [](const fs::directory_entry& entry) {
        std::error_code gone;
        return !fs::read_symlink(entry, gone).string().starts_with("/memfd:racelab-sanitizer");
      }));
}

TEST_P(EveryCopy, ChildFdInflation) {
  Queue<int> counts;
  std::vector<Process> children;
  Queue<int> gate;
  for (int i = 0; i < 10; ++i) {
    children.push_back(context.Process(
        [](Queue<int>& out, Queue<int>& pass) {
          out.put(count_of_descriptors());
          pass.get();
        },
        counts, gate));
    children.back().start();
  }
  const std::optional<int> first = counts.get_for(kPatience);
  for (int i = 1; i < 10; ++i) EXPECT_EQ(counts.get_for(kPatience), first) << "the later child has more";
  for (int i = 0; i < 10; ++i) gate.put(i);
  for (Process& child : children) EXPECT_EQ(exitcode_of(child), 0);
  EXPECT_LE(first, 8);
}

// A script in place of the program: it leaves a note and executes the program.
TEST_P(EveryCopy, SetExecutable) {
  const std::string folder = testing::TempDir();
  const std::string script = folder + "executable_" + GetParam(), note = folder + "note_" + GetParam();
  std::ofstream(script) << "#!/bin/sh\necho started >> '" << note << "'\nexec '"
                        << std::filesystem::read_symlink("/proc/self/exe").string() << "' \"$@\"\n";
  ASSERT_EQ(::chmod(script.c_str(), 0700), 0);
  Process child = Context::fork().Process(  // whose forkserver is not there yet
      [](const std::string& path, const std::string& method) {
        set_executable(path);
        for (int code = 4; code < 6; ++code) {
          const std::optional<int> ended = run(get_context(method), [](int number) { mp::exit(number); }, code);
          if (ended != code) mp::exit(1);
        }
      },
      script, GetParam());
  child.start();
  EXPECT_EQ(exitcode_of(child), 0);
  std::ifstream file(note);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  EXPECT_EQ(lines.size(), GetParam() == "spawn" ? 2U : 1U);
  EXPECT_THAT(message_of<OSError>([&] { set_executable(note); }), HasSubstr("no file that can be executed"));
  std::filesystem::remove(script);
  std::filesystem::remove(note);
}

class TestProcess : public EveryCopy {};
INSTANTIATE_TEST_SUITE_P(By, TestProcess, testing::ValuesIn(get_all_start_methods()),
                         [](const auto& method) { return method.param; });

TEST_P(TestProcess, ManyProcesses) {
  std::vector<Process> many;
  for (int i = 0; i < 50; ++i) many.push_back(context.Process([](int code) { mp::exit(code); }, i));
  for (Process& process : many) process.start();
  for (int i = 0; i < 50; ++i) EXPECT_EQ(exitcode_of(many[static_cast<std::size_t>(i)]), i);
  many.clear();
  for (int i = 0; i < 20; ++i) many.push_back(context.Process(wait_for_a_signal));
  for (Process& process : many) process.start();
  for (Process& process : many) process.terminate();
  for (Process& process : many) EXPECT_EQ(exitcode_of(process), -SIGTERM);
}

TEST_P(TestProcess, Close) {
  Process process = context.Process(wait_for_a_signal);
  process.start();
  EXPECT_THAT(message_of<ValueError>([&] { process.close(); }), HasSubstr("it is still running"));
  process.kill();
  EXPECT_EQ(exitcode_of(process), -SIGKILL);
  process.close();
  process.close();
  EXPECT_THROW(process.is_alive(), ValueError);
}

TEST_P(TestProcess, Interrupt) {
  Process process = context.Process(wait_for_a_signal);
  process.start();
  process.interrupt();
  EXPECT_EQ(exitcode_of(process), -SIGINT);
}

TEST_P(TestProcess, ActiveChildren) {
  EXPECT_TRUE(active_children().empty());
  Process process = context.Process(wait_for_a_signal);
  process.start();
  const std::vector<ActiveChild> active = active_children();
  ASSERT_EQ(active.size(), 1U);
  EXPECT_EQ(active[0].pid(), process.pid());
  active[0].terminate();
  EXPECT_TRUE(active[0].join_for(kPatience));
  EXPECT_EQ(process.exitcode(), -SIGTERM);
  EXPECT_TRUE(active_children().empty());
}

TEST_P(TestProcess, ParentProcess) {
  Queue<int> said, gate;
  Process parent = context.Process(
      [](Queue<int>& say, Queue<int>& pass, const std::string& method) {
        ProcessOptions options{.dies_with_parent = false};
        Process child = get_context(method).Process(
            std::move(options),
            [](Queue<int>& say_too, Queue<int>& pass_too) {
              const mp::ParentProcess mine = *parent_process();
              say_too.put(mine.is_alive());
              pass_too.get();
              mine.join();
              say_too.put(mine.is_alive());
            },
            say, pass);
        child.start();
        child.join();
      },
      said, gate, GetParam());
  parent.start();
  EXPECT_EQ(said.get_for(kPatience), 1);
  parent.kill();
  gate.put(1);
  EXPECT_EQ(said.get_for(kPatience), 0) << "the grandchild has outlived it";
  EXPECT_EQ(exitcode_of(parent), -SIGKILL);
}

TEST_P(TestProcess, DaemonArgument) {
  Value<int> done(0);
  {
    Process daemon = context.Process(ProcessOptions{.daemon = true}, wait_for_a_signal);
    daemon.start();
    EXPECT_TRUE(daemon.daemon());
  }
  EXPECT_TRUE(active_children().empty()) << "a daemon ends with its object";
  {
    Process waited_for = context.Process([](Value<int>& flag) { flag.value = 1; }, done);
    waited_for.start();
  }
  EXPECT_EQ(done.value, 1);
}

}  // namespace
}  // namespace mp
