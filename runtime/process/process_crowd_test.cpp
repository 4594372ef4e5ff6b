// Many processes: a tree of them, a hundred at once, and one too many.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <exception>
#include <filesystem>
#include <iterator>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/error.h"
#include "runtime/process/exit.h"
#include "runtime/process/process.h"
#include "runtime/testing/thrown.h"

namespace mp {
namespace {

using std::chrono::seconds;
using test::message_of;
using testing::HasSubstr;

/// Ends only by a signal.
void wait_for_a_signal() {
  for (;;) ::pause();
}

TEST(Process, ATreeOfProcesses) {
  struct Tree {
    static void grow(Queue<std::vector<int>>& out, const std::vector<int>& path) {
      out.put(path);
      if (path.size() == 2) return;
      for (int branch = 0; branch < 2; ++branch) {
        std::vector<int> longer = path;
        longer.push_back(branch);
        Process child(grow, out, longer);
        child.start();
        child.join();
      }
    }
  };
  Queue<std::vector<int>> out;
  Tree::grow(out, {});
  std::vector<std::vector<int>> paths;
  while (!out.empty()) paths.push_back(out.get());
  using Path = std::vector<int>;
  EXPECT_THAT(paths, testing::ElementsAre(Path{}, Path{0}, Path{0, 0}, Path{0, 1}, Path{1}, Path{1, 0}, Path{1, 1}));
}

TEST(Process, AHundredAtOnceAllEndAndLeaveNoDescriptor) {
  const auto descriptors = [] { return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}); };
  const auto before = descriptors();
  {
    std::vector<Process> many;
    for (int i = 0; i < 100; ++i) many.emplace_back([](int code) { mp::exit(code); }, i);
    for (Process& process : many) process.start();
    for (int i = 0; i < 100; ++i) {
      ASSERT_TRUE(many[i].join_for(seconds(60)));
      EXPECT_EQ(many[i].exitcode(), i);
    }
  }
  EXPECT_EQ(descriptors(), before);
}

TEST(Process, AHundredAtOnceAreTerminated) {
  std::vector<Process> many;
  for (int i = 0; i < 100; ++i) many.emplace_back(wait_for_a_signal);
  for (Process& process : many) process.start();
  for (Process& process : many) process.terminate();
  for (Process& process : many) {
    ASSERT_TRUE(process.join_for(seconds(60)));
    EXPECT_EQ(process.exitcode(), -SIGTERM);
  }
}

TEST(Process, WithoutADescriptorNoChildIsLeftBehind) {
  Process process(wait_for_a_signal);
  const OSError met_before("UBSan opens a pipe when it first meets a type, so it must know this one before", 0);
  std::exception_ptr failure;
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &old), 0);
  const rlimit none{.rlim_cur = 0, .rlim_max = old.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  try {
    process.start();
  } catch (...) {
    failure = std::current_exception();
  }
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &old), 0);
  ASSERT_NE(failure, nullptr);
  EXPECT_THAT(message_of<OSError>([&] { std::rethrow_exception(failure); }), HasSubstr("pidfd_open"));
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child is still there";
  EXPECT_FALSE(process.is_alive());
}

}  // namespace
}  // namespace mp
