// The forkserver, killed at random moments while it is asked for children.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <random>
#include <vector>

#include "runtime/process/exit.h"
#include "runtime/process/process.h"
#include "runtime/process/start_method.h"
#include "runtime/testing/forked_child.h"
#include "runtime/value/array.h"
#include "runtime/value/value.h"

namespace mp {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::steady_clock;

constexpr int kRounds = 100;
constexpr int kChildren = 3;
constexpr int kCode = 7;

/// The children count here that they have worked, and the first writes down who has forked it.
struct Book {
  Array<int> worked = Array<int>(kChildren);
  Value<pid_t> server = Value<pid_t>(0);
};

std::vector<Process> start_children(Book& book) {
  std::vector<Process> children;
  for (int i = 0; i < kChildren; ++i) {
    book.worked[static_cast<std::size_t>(i)] = 0;
    children.push_back(Context::forkserver().Process(
        [](Array<int>& worked, Value<pid_t>& server, int own) {
          worked[static_cast<std::size_t>(own)] += 1;
          if (own == 0) server.value = ::getppid();
          mp::exit(kCode);
        },
        book.worked, book.server, i));
    children.back().start();
  }
  return children;
}

/// How many ended in a way that nobody knows.
int unknown_ends(std::vector<Process>& children, const Book& book) {
  int unknown = 0;
  for (int i = 0; i < kChildren; ++i) {
    Process& child = children[static_cast<std::size_t>(i)];
    EXPECT_TRUE(child.join_for(test::kPatience));
    const int worked = book.worked[static_cast<std::size_t>(i)];
    if (child.exitcode() == kCode) {
      EXPECT_EQ(worked, 1);
    } else {
      EXPECT_EQ(child.exitcode(), 255);
      EXPECT_LE(worked, 1) << "a call was made twice";
      ++unknown;
    }
  }
  return unknown;
}

pid_t server_of(Book& book) {
  std::vector<Process> children = start_children(book);
  EXPECT_EQ(unknown_ends(children, book), 0);
  return book.server.value;
}

TEST(ForkserverKill, AServerKilledAtARandomMomentMakesNobodyWaitAndNoCallTwice) {
  std::mt19937 random(5);
  Book book;
  int unknown = 0, replaced = 0;
  microseconds longest{0};  // what a round takes
  for (int round = 0; round < kRounds && !testing::Test::HasFailure(); ++round) {
    const auto begin = steady_clock::now();
    const pid_t victim = server_of(book);
    longest = duration_cast<microseconds>(steady_clock::now() - begin);
    const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, victim, 0));
    ASSERT_GE(pidfd, 0);
    test::Gate begun;
    test::ForkedChild killer([&] {
      begun.open();
      test::spin_at_random(random, longest);
      EXPECT_EQ(::syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, nullptr, 0), 0);
    });
    random.discard(1);
    begun.pass();
    std::vector<Process> children = start_children(book);
    unknown += unknown_ends(children, book);
    EXPECT_EQ(killer.wait(), 0);
    ::close(pidfd);
    replaced += book.server.value != victim;
  }
  EXPECT_GT(unknown, 0) << "no kill met a child that worked";
  EXPECT_GT(replaced, 0) << "no kill met a start";
  EXPECT_LT(replaced, kRounds) << "no kill came after all starts";
}

/// The child of `parent` that is not this process; 0 if there is none.
pid_t other_child(pid_t parent) {
  std::ifstream children(fmt::format("/proc/{0}/task/{0}/children", parent));
  for (pid_t child = 0; children >> child;) {
    if (child != ::getpid()) return child;
  }
  return 0;
}

TEST(ForkserverKill, ANewServerMayBeKilledInItsFirstSteps) {
  std::mt19937 random(6);
  Book book;
  int replaced = 0;
  microseconds longest{0};
  for (int round = 0; round < kRounds / 2 && !testing::Test::HasFailure(); ++round) {
    ASSERT_EQ(::kill(server_of(book), SIGKILL), 0);
    Value<pid_t> victim(0);
    test::Gate begun;
    const pid_t parent = ::getpid();
    test::ForkedChild killer([&] {
      const pid_t dead = other_child(parent);
      begun.open();
      const auto end = steady_clock::now() + test::kPatience;
      do {
        victim.value = other_child(parent);
      } while ((victim.value == 0 || victim.value == dead) && steady_clock::now() < end);
      test::spin_at_random(random, longest);
      EXPECT_EQ(::kill(victim.value, SIGKILL), 0);
    });
    random.discard(1);
    begun.pass();
    const auto begin = steady_clock::now();
    std::vector<Process> children = start_children(book);
    unknown_ends(children, book);
    longest = duration_cast<microseconds>(steady_clock::now() - begin);
    EXPECT_EQ(killer.wait(), 0);
    replaced += book.server.value != victim.value;
  }
  EXPECT_GT(replaced, 0) << "no kill met a start";
}

}  // namespace
}  // namespace mp
