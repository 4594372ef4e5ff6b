// CPython's _TestProcess, _TestSubclassingProcess and, of MiscTestCase, what concerns arguments of the program.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/conformance/worker.h"

namespace conformance {
namespace {

class EveryMethod : public EveryWay {
 protected:
  template <class... Call>
  static mp::Process process(Call&&... call) {
    return mp::get_context(name(GetParam())).Process(std::forward<Call>(call)...);
  }
  static void expect_end(mp::Process& process, int exitcode) {
    EXPECT_TRUE(process.join_for(kPatience));
    EXPECT_EQ(process.exitcode(), exitcode);
  }
};
class TestProcess : public EveryMethod {};
class TestSubclassingProcess : public EveryMethod {};
class MiscTestCase : public EveryMethod {};
INSTANTIATE_TEST_SUITE_P(Way, TestProcess, kEveryMethod, name_of_way);
INSTANTIATE_TEST_SUITE_P(Way, TestSubclassingProcess, kEveryMethod, name_of_way);
INSTANTIATE_TEST_SUITE_P(Way, MiscTestCase, kEveryMethod, name_of_way);

void wait_for(mp::Event& event) { event.wait(); }

/// Never returns from it.
void wait_for_a_signal(mp::Event& waits) {
  waits.set();
  for (;;) ::pause();
}

TEST_P(TestProcess, current) {
  mp::Queue<std::string> names;
  mp::Queue<pid_t> pids;
  mp::Process child = process(
      mp::ProcessOptions{.name = "Anna", .daemon = true},
      [](mp::Queue<std::string>& say, mp::Queue<pid_t>& number) {
        const mp::CurrentProcess me = mp::current_process();
        require(me.pid() == ::getpid() && me.daemon(), "its own number and nature");
        say.put(me.name());
        number.put(me.pid());
      },
      names, pids);
  child.start();
  EXPECT_EQ(names.get(), "Anna");
  EXPECT_EQ(pids.get(), child.pid());
  EXPECT_NE(child.pid(), ::getpid());
  expect_end(child, 0);
}

TEST_P(TestProcess, args_argument) {
  mp::Queue<std::vector<int>> got;
  mp::Process child = process([](mp::Queue<std::vector<int>>& say, int number, const std::string& text,
                                 const std::vector<int>& list) { say.put({number, static_cast<int>(text.size()), list.at(1)}); },
                              got, 1, std::string("text"), std::vector{5, 6});
  child.start();
  EXPECT_EQ(got.get(), (std::vector{1, 4, 6}));
  expect_end(child, 0);
}

TEST_P(TestProcess, daemon_argument) {
  EXPECT_FALSE(process([] {}).daemon());
  EXPECT_TRUE(process(mp::ProcessOptions{.daemon = true}, [] {}).daemon());
  EXPECT_FALSE(process(mp::ProcessOptions{.daemon = false}, [] {}).daemon());
}

TEST_P(TestProcess, parent_process_attributes) {
  EXPECT_FALSE(mp::parent_process().has_value());
  mp::Queue<pid_t> pids;
  mp::Queue<std::string> names;
  mp::Process child = process(
      [](mp::Queue<pid_t>& number, mp::Queue<std::string>& say) {
        number.put(mp::parent_process()->pid());
        say.put(mp::parent_process()->name());
      },
      pids, names);
  child.start();
  EXPECT_EQ(pids.get(), ::getpid());
  EXPECT_EQ(names.get(), mp::current_process().name());
  expect_end(child, 0);
}

// A grandchild sees that its parent lives, and that it has been killed.
TEST_P(TestProcess, parent_process) {
  mp::Queue<bool> alive;
  mp::Process child = process(
      [](mp::Queue<bool>& say) {
        mp::Process grandchild(
            mp::ProcessOptions{.dies_with_parent = false},
            [](mp::Queue<bool>& answer) {
              const auto parent = mp::parent_process();
              answer.put(parent->is_alive());
              parent->join_for(kPatience);
              answer.put(parent->is_alive());
            },
            say);
        grandchild.start();
        for (;;) ::pause();
      },
      alive);
  child.start();
  EXPECT_TRUE(alive.get());
  child.kill();
  expect_end(child, -SIGKILL);
  EXPECT_FALSE(alive.get());
}

TEST_P(TestProcess, process) {
  mp::Queue<int> gate;
  mp::Process child = process(mp::ProcessOptions{.daemon = true}, [](mp::Queue<int>& pass) { pass.get(); }, gate);
  const auto is_active = [&] {
    const auto all = mp::active_children();
    return std::ranges::any_of(all, [&](const auto& each) { return each.name() == child.name(); });
  };
  EXPECT_FALSE(child.is_alive());
  EXPECT_FALSE(is_active());
  EXPECT_EQ(child.exitcode(), std::nullopt);
  child.start();
  EXPECT_EQ(child.exitcode(), std::nullopt);
  EXPECT_TRUE(child.is_alive());
  EXPECT_TRUE(is_active());
  EXPECT_THROW(child.start(), mp::ValueError);
  gate.put(1);
  expect_end(child, 0);
  EXPECT_FALSE(child.is_alive());
  EXPECT_FALSE(is_active());
}

TEST_P(TestProcess, interrupt_no_handler) {
  mp::Event waits;
  mp::Process child = process(
      [](mp::Event& say) {
        std::signal(SIGINT, SIG_DFL);
        wait_for_a_signal(say);
      },
      waits);
  child.start();
  waits.wait();
  child.interrupt();
  expect_end(child, -SIGINT);
}

TEST_P(TestProcess, terminate) {
  mp::Event waits;
  mp::Process child = process(wait_for_a_signal, waits);
  child.start();
  waits.wait();
  EXPECT_FALSE(child.join_for(std::chrono::seconds(0)));
  EXPECT_FALSE(child.join_for(std::chrono::seconds(-1)));
  EXPECT_TRUE(child.is_alive());
  child.terminate();
  expect_end(child, -SIGTERM);
}

TEST_P(TestProcess, kill) {
  mp::Event waits;
  mp::Process child = process(wait_for_a_signal, waits);
  child.start();
  waits.wait();
  child.kill();
  expect_end(child, -SIGKILL);
}

TEST_P(TestProcess, active_children) {
  EXPECT_TRUE(mp::active_children().empty());
  mp::Event end;
  mp::Process child = process(wait_for, end);
  child.start();
  EXPECT_EQ(mp::active_children().size(), 1u);
  end.set();
  expect_end(child, 0);
  EXPECT_TRUE(mp::active_children().empty());
}

/// Two children below each process, to a depth of two: the path of each, a parent's before its children's.
void grow(mp::Queue<std::string>& paths, const std::string& path, const std::string& method) {
  paths.put(path);
  if (path.size() == 2) return;
  for (const char branch : {'0', '1'}) {
    mp::Process child = mp::get_context(method).Process(grow, paths, path + branch, method);
    child.start();
    child.join();
  }
}

TEST_P(TestProcess, recursion) {
  mp::Queue<std::string> paths;
  grow(paths, "", name(GetParam()));
  std::vector<std::string> seen;
  while (const auto path = paths.try_get()) seen.push_back(*path);
  EXPECT_EQ(seen, (std::vector<std::string>{"", "0", "00", "01", "1", "10", "11"}));
}

TEST_P(TestProcess, sentinel) {
  mp::Event end;
  mp::Process child = process(wait_for, end);
  EXPECT_THROW(static_cast<void>(child.sentinel()), mp::ValueError);
  child.start();
  EXPECT_TRUE(mp::wait({child}, std::chrono::seconds(0)).empty());
  end.set();
  EXPECT_EQ(mp::wait({child}, kPatience).size(), 1u);
  expect_end(child, 0);
}

TEST_P(TestProcess, close) {
  mp::Event end;
  mp::Process child = process(wait_for, end);
  child.start();
  EXPECT_THROW(child.close(), mp::ValueError);
  end.set();
  expect_end(child, 0);
  child.close();
  child.close();
  EXPECT_THROW(static_cast<void>(child.is_alive()), mp::ValueError);
  EXPECT_THROW(child.join(), mp::ValueError);
}

TEST_P(TestProcess, many_processes) {
  const int count = GetParam() == Way::kFork ? 100 : 20;
  std::vector<mp::Process> ending, waiting;
  mp::Semaphore waits(0);
  for (int i = 0; i < count; ++i) {
    ending.push_back(process([] {}));
    waiting.push_back(process(
        [](mp::Semaphore& say) {
          say.release();
          for (;;) ::pause();
        },
        waits));
  }
  for (mp::Process& each : ending) each.start();
  for (mp::Process& each : ending) expect_end(each, 0);
  for (mp::Process& each : waiting) each.start();
  for (int i = 0; i < count; ++i) waits.acquire();
  for (mp::Process& each : waiting) each.terminate();
  for (mp::Process& each : waiting) expect_end(each, -SIGTERM);
}

TEST_P(TestProcess, wait_for_threads) {
  mp::Event begun, end;
  mp::Value<int> ended(0);
  mp::Process child = process(
      [](mp::Event& say, mp::Event& wait_for, mp::Value<int>& count) {
        mp::Thread thread(
            [](mp::Event& starts, mp::Event& stops, mp::Value<int>& more) {
              starts.set();
              stops.wait();
              more.fetch_add(1);
            },
            say, wait_for, count);
        thread.start();
      },
      begun, end, ended);
  child.start();
  EXPECT_TRUE(begun.wait_for(kPatience));
  EXPECT_TRUE(child.is_alive());
  end.set();
  expect_end(child, 0);
  EXPECT_EQ(ended.value, 1);
}

/// Python's Process with a run() of its own: here an object with an operator(), and what it holds goes with it.
struct Upcaser {
  char last;

  void operator()(mp::Connection end) const {
    for (auto text = end.recv<std::string>(); !text.ends_with(last); text = end.recv<std::string>()) {
      std::ranges::transform(text, text.begin(), [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
      end.send(text);
    }
  }
};

TEST_P(TestSubclassingProcess, subclassing) {
  auto [mine, childs] = mp::Pipe();
  mp::Process child = process(Upcaser{'.'}, std::move(childs));
  child.start();
  for (const char* const text : {"hello", "world"}) {
    mine.send(std::string(text));
    std::string upper = mine.recv<std::string>();
    EXPECT_STRCASEEQ(upper.c_str(), text);
    EXPECT_NE(upper, text);
  }
  mine.send(std::string("."));
  expect_end(child, 0);
}

TEST_P(TestSubclassingProcess, sys_exit) {
  const auto exitcode_of = [](auto call, auto... args) {
    mp::Process child = process(call, args...);
    child.start();
    EXPECT_TRUE(child.join_for(kPatience));
    return child.exitcode();
  };
  EXPECT_EQ(exitcode_of([] { mp::exit("a message"); }), 1);
  for (const int code : {0, 1, 8, 255}) EXPECT_EQ(exitcode_of([](int number) { mp::exit(number); }, code), code);
  EXPECT_EQ(exitcode_of([] { mp::exit(); }), 0);
  EXPECT_EQ(exitcode_of([] { throw std::runtime_error("printed below"); }), 1);
}

std::string command_line() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_P(MiscTestCase, preload_main_sys_argv) {
  mp::Queue<std::string> lines;
  mp::Process child = process([](mp::Queue<std::string>& say) { say.put(command_line()); }, lines);
  child.start();
  EXPECT_EQ(lines.get(), command_line());
  expect_end(child, 0);
}

// The same in this program with 300 KB of arguments.
TEST_P(MiscTestCase, preload_main_large_sys_argv) {
  std::vector<std::string> arguments(3000, std::string(100, 'x'));
  arguments.insert(arguments.begin(), {"process_test", "--gtest_filter=*preload_main_sys_argv/" + name(GetParam())});
  std::vector<char*> pointers;
  for (std::string& each : arguments) pointers.push_back(each.data());
  pointers.push_back(nullptr);
  pid_t pid = 0;
  ASSERT_EQ(::posix_spawn(&pid, "/proc/self/exe", nullptr, nullptr, pointers.data(), environ), 0);
  int status = 0;
  ASSERT_EQ(::waitpid(pid, &status, 0), pid);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace conformance
