// CPython's TestResourceTracker: what becomes of names in /dev/shm when processes end in whatever way, the tracker itself too.
#include "runtime/shared_memory/resource_tracker.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "runtime/error.h"
#include "runtime/shared_memory/shared_memory.h"
#include "runtime/shared_memory/tracker_for_test.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

using test::goes_from_dev_shm;
using test::in_dev_shm;
using test::unique_name;
using testing::HasSubstr;
using testing::IsEmpty;

void wait_for_a_signal() {
  for (;;) ::pause();
}

/// Never destroyed, so that only the end of the process ends it.
SharedMemory& leak(const std::string& name) { return *new SharedMemory(SharedMemory::create(4096, name)); }

/// Everything that is written to a pipe, until nobody can write any more.
class Output {
 public:
  Output() { MP_CHECK(::pipe2(ends_, O_CLOEXEC) == 0); }
  ~Output() {
    ::close(ends_[0]);
    close_writing();
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  int writing() const { return ends_[1]; }
  void close_writing() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }
  std::string read_line() {
    return read([](const std::string& text) { return text.ends_with('\n'); });
  }
  std::string read_all() {
    close_writing();
    return read([](const std::string&) { return false; });
  }

 private:
  std::string read(const std::function<bool(const std::string&)>& enough) {
    std::string text;
    pollfd state{.fd = ends_[0], .events = POLLIN, .revents = 0};
    while (!enough(text)) {
      char part[4096];
      if (::poll(&state, 1, static_cast<int>(std::chrono::milliseconds(test::kPatience).count())) != 1) return text + "(no end)";
      const ssize_t bytes = ::read(ends_[0], part, sizeof part);
      if (bytes <= 0) break;
      text.append(part, static_cast<std::size_t>(bytes));
    }
    return text;
  }

  int ends_[2];
};

/// A program of its own, with a family of its own, in a process group of its own.
class Program {
 public:
  explicit Program(std::string ending) {
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, out.writing(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, err.writing(), STDERR_FILENO);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    std::string path = "runtime/shared_memory/leaking_program";
    char* const arguments[] = {path.data(), ending.data(), nullptr};
    MP_CHECK(::posix_spawn(&pid_, path.c_str(), &actions, &attributes, arguments, environ) == 0);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    std::istringstream line(out.read_line());
    line >> tracker;
    for (std::string name; line >> name;) names.push_back(name);
    err.close_writing();
  }
  ~Program() {
    ::kill(-pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void kill_group() { ASSERT_EQ(::kill(-pid_, SIGKILL), 0); }

  Output out, err;
  pid_t tracker = 0;
  std::vector<std::string> names;

 private:
  pid_t pid_ = 0;
};

TEST(ResourceTracker, AKilledFamilyLeavesNothing) {
  Program program("wait");
  ASSERT_EQ(program.names.size(), 2u);
  ASSERT_NE(program.tracker, 0);
  for (const std::string& name : program.names) EXPECT_TRUE(in_dev_shm(name));
  program.kill_group();
  for (const std::string& name : program.names) EXPECT_TRUE(goes_from_dev_shm(name)) << name;
  EXPECT_TRUE(test::ends(program.tracker)) << "nobody is left whom it could serve";
  const std::string said = program.err.read_all();
  for (const std::string& name : program.names) EXPECT_THAT(said, HasSubstr("leaked shared_memory object, removed now: " + name));
}

TEST(ResourceTracker, ALeakIsRemovedAndSaid) {
  Program program("leave");
  ASSERT_EQ(program.names.size(), 1u);
  EXPECT_THAT(program.err.read_all(),
              HasSubstr(" ended and left 1 leaked shared_memory object, removed now: " + program.names[0]));
  EXPECT_TRUE(goes_from_dev_shm(program.names[0]));
  EXPECT_TRUE(test::ends(program.tracker));
}

TEST(ResourceTracker, WhoEndsItsMemoryHearsNothing) {
  Program program("end");
  ASSERT_EQ(program.names.size(), 1u);
  EXPECT_THAT(program.err.read_all(), IsEmpty());
  EXPECT_FALSE(in_dev_shm(program.names[0]));
  EXPECT_TRUE(test::ends(program.tracker));
}

class Ending : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(ResourceTracker, Ending, testing::Values(SIGTERM, SIGKILL, SIGINT, SIGSEGV),
                         [](const auto& signal) { return std::string("By") + sigabbrev_np(signal.param); });

// Python's test_shared_memory_cleaned_after_process_termination.
TEST_P(Ending, CleanedAfterProcessTermination) {
  const std::string first = unique_name(), second = unique_name();
  Output err;
  test::Gate made;
  test::ForkedChild creator([&] {
    ::dup2(err.writing(), STDERR_FILENO);
    ::close(err.writing());
    for (const int signal : {SIGSEGV, SIGTERM, SIGINT}) ::signal(signal, SIG_DFL);  // a sanitizer's may be there
    leak(first);
    leak(second);
    made.open();
    wait_for_a_signal();
  });
  made.pass();
  ASSERT_TRUE(in_dev_shm(first));
  const pid_t pid = creator.pid();
  ASSERT_EQ(::kill(pid, GetParam()), 0);
  EXPECT_EQ(creator.wait(), -GetParam());
  EXPECT_EQ(err.read_all(), "resource_tracker: process " + std::to_string(pid) +
                                " ended and left 2 leaked shared_memory objects, removed now: " + first + " " + second + "\n");
  EXPECT_FALSE(in_dev_shm(first));
  EXPECT_FALSE(in_dev_shm(second));
}

TEST(ResourceTracker, AnAttachersDeathDestroysNothing) {
  const SharedMemory memory = SharedMemory::create(4096);
  test::Gate opened;
  test::ForkedChild attacher([&] {
    SharedMemory same = SharedMemory::open(memory.name());
    SharedMemory own = SharedMemory::create(1);  // its process is known to the tracker
    opened.open();
    wait_for_a_signal();
  });
  opened.pass();
  const std::string marker = unique_name();
  test::ForkedChild creator([&] {
    leak(marker);
    opened.open();
    wait_for_a_signal();
  });
  opened.pass();
  EXPECT_TRUE(attacher.kill());
  EXPECT_TRUE(creator.kill());
  EXPECT_TRUE(goes_from_dev_shm(marker)) << "the tracker has heard of both deaths";
  EXPECT_TRUE(in_dev_shm(memory.name()));
}

TEST(ResourceTracker, ANameThatIsSomebodyElsesNowStays) {
  const std::string name = unique_name(), marker = unique_name();
  test::Gate made;
  test::ForkedChild creator([&] {
    leak(name);
    leak(marker);
    made.open();
    wait_for_a_signal();
  });
  made.pass();
  ASSERT_EQ(::unlink(("/dev/shm/" + name).c_str()), 0);
  const SharedMemory mine = SharedMemory::create(1, name);
  EXPECT_TRUE(creator.kill());
  EXPECT_TRUE(goes_from_dev_shm(marker));
  EXPECT_TRUE(in_dev_shm(name));
}

class Signal : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(ResourceTracker, Signal, testing::Values(SIGINT, SIGTERM, SIGHUP, SIGPIPE),
                         [](const auto& signal) { return sigabbrev_np(signal.param); });

// Python's test_resource_tracker_sigint and _sigterm.
TEST_P(Signal, IsIgnored) {
  const SharedMemory memory = SharedMemory::create(1);
  const pid_t tracker = test::tracker();
  ASSERT_NE(tracker, 0);
  ASSERT_EQ(::kill(tracker, GetParam()), 0);
  const std::string name = unique_name();
  test::ForkedChild creator([&] { leak(name); });
  EXPECT_EQ(creator.wait(), 0);
  EXPECT_TRUE(goes_from_dev_shm(name));
  EXPECT_EQ(test::tracker(), tracker);
}

/// Returns its number.
pid_t kill_tracker() {
  {
    const SharedMemory memory = SharedMemory::create(1);
  }  // there is one
  const pid_t tracker = test::tracker();
  MP_CHECK(tracker != 0);
  MP_CHECK(::kill(tracker, SIGKILL) == 0);
  EXPECT_TRUE(test::ends(tracker));
  return tracker;
}

// Python's test_resource_tracker_sigkill.
TEST(ResourceTracker, AKilledOneIsStartedAgain) {
  const std::string old_name = unique_name();
  test::Gate made, more;
  test::ForkedChild creator([&] {
    leak(old_name);
    made.open();
    more.pass();
    const SharedMemory later = SharedMemory::create(1);
    made.open();
    wait_for_a_signal();
  });
  made.pass();
  const pid_t first = kill_tracker();
  EXPECT_TRUE(in_dev_shm(old_name));
  more.open();
  made.pass();
  EXPECT_NE(test::tracker(), 0);
  EXPECT_NE(test::tracker(), first);
  EXPECT_TRUE(creator.kill());
  EXPECT_TRUE(goes_from_dev_shm(old_name)) << "the new one was told of what the old one knew";
}

TEST(ResourceTracker, TwoThatNeedOneStartOne) {
  const pid_t first = kill_tracker();
  pid_t seen[4] = {};
  std::vector<std::thread> threads;
  for (pid_t& mine : seen) {
    threads.emplace_back([&] {
      const SharedMemory own = SharedMemory::create(1);
      mine = test::tracker();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const pid_t each : seen) EXPECT_EQ(each, test::tracker());
  EXPECT_NE(test::tracker(), first);
}

/// A line of /proc/<process>/status.
std::string status_of(pid_t process, const std::string& key) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(key)) return line;
  }
  return "";
}

// Python's test_resource_tracker_blocked_signals, and what else must not be seen of it.
TEST(ResourceTracker, ChangesNothingInItsStarter) {
  sigset_t before, after;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &before);
  kill_tracker();
  const SharedMemory memory = SharedMemory::create(1);
  ::pthread_sigmask(SIG_SETMASK, nullptr, &after);
  for (int signal = 1; signal < NSIG; ++signal) EXPECT_EQ(sigismember(&before, signal), sigismember(&after, signal)) << signal;
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "the tracker is nobody's child";
  const pid_t tracker = test::tracker();
  EXPECT_NE(::getsid(tracker), ::getsid(0));
  EXPECT_EQ(status_of(tracker, "Name:"), "Name:\tracelab-tracker");
}

TEST(ResourceTracker, KeepsNothingOfItsStarter) {
  Output held;
  const int inheritable = ::dup(held.writing());  // without O_CLOEXEC
  kill_tracker();
  const SharedMemory memory = SharedMemory::create(1);
  ASSERT_NE(test::tracker(), 0);
  ::close(inheritable);
  EXPECT_EQ(held.read_all(), "") << "nobody has the other end";
}

TEST(ResourceTracker, AStandardErrorThatIsClosedOrFullStopsNobody) {
  for (const bool full : {false, true}) {
    const std::string name = unique_name();
    Output err;
    test::ForkedChild creator([&] {
      ::close(STDERR_FILENO);
      if (full) {
        ::dup2(err.writing(), STDERR_FILENO);
        ::fcntl(STDERR_FILENO, F_SETFL, O_NONBLOCK);
        while (::write(STDERR_FILENO, "x", 1) == 1) continue;
        ::fcntl(STDERR_FILENO, F_SETFL, 0);
      }
      leak(name);
    });
    EXPECT_EQ(creator.wait(), 0);
    EXPECT_TRUE(goes_from_dev_shm(name)) << full;
  }
}

}  // namespace
}  // namespace mp
