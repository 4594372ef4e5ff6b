// CPython's TestWait.
#include "runtime/connection/wait.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "runtime/connection/listener.h"
#include "runtime/connection/pipe.h"
#include "runtime/connection/signal_storm_for_test.h"
#include "runtime/error.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::kPatience;

using Ready = std::vector<Waitable>;

/// What a Process is to wait(): something with a sentinel.
class Sentinel {
 public:
  explicit Sentinel(pid_t child) : descriptor_(static_cast<int>(::syscall(SYS_pidfd_open, child, 0))) {}
  ~Sentinel() { ::close(descriptor_); }
  Sentinel(const Sentinel&) = delete;
  Sentinel& operator=(const Sentinel&) = delete;
  int sentinel() const { return descriptor_; }

 private:
  int descriptor_;
};

/// What every one of four children sends: its number, ten times.
constexpr int kWriters = 4, kMessages = 10;

/// Receives from all until all have ended, as they come.
std::vector<int> receive_all(std::vector<Connection>& readers) {
  std::vector<int> received(kWriters, 0);
  while (!readers.empty()) {
    const Ready ready = wait(readers, kPatience);
    if (ready.empty()) return {};
    for (const Waitable& each : ready) {
      const auto reader = std::ranges::find(readers, each, [](const Connection& connection) { return Waitable(connection); });
      try {
        ++received[static_cast<std::size_t>(reader->recv<int>())];
      } catch (const EOFError&) {
        readers.erase(reader);
      }
    }
  }
  return received;
}

TEST(Wait, Wait) {
  std::vector<Connection> readers;
  std::vector<std::unique_ptr<test::ForkedChild>> children;
  for (int number = 0; number < kWriters; ++number) {
    auto [reader, writer] = Pipe(false);
    children.push_back(std::make_unique<test::ForkedChild>([&, &end = writer] {
      for (int i = 0; i < kMessages; ++i) end.send(number);
    }));
    readers.push_back(std::move(reader));
  }
  EXPECT_EQ(receive_all(readers), std::vector<int>(kWriters, kMessages));
  for (const auto& child : children) EXPECT_EQ(child->wait(), 0);
}

TEST(Wait, WaitSocket) {
  Listener listener({}, kWriters);
  std::vector<std::unique_ptr<test::ForkedChild>> children;
  for (int number = 0; number < kWriters; ++number) {
    children.push_back(std::make_unique<test::ForkedChild>([&, number] {
      Connection connection = Client(listener.address());
      for (int i = 0; i < kMessages; ++i) connection.send(number);
    }));
  }
  std::vector<Connection> readers;
  while (readers.size() < kWriters) {
    ASSERT_EQ(wait({listener}, kPatience), Ready({listener}));
    readers.push_back(listener.accept());
  }
  EXPECT_EQ(receive_all(readers), std::vector<int>(kWriters, kMessages));
  for (const auto& child : children) EXPECT_EQ(child->wait(), 0);
}

TEST(Wait, WaitTimeout) {
  auto [a, b] = Pipe();
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(wait({a, b}, 20ms), Ready());
  EXPECT_EQ(wait_until({a, b}, std::chrono::steady_clock::now() + 20ms), Ready());
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 40ms);
  b.send(1);
  EXPECT_EQ(wait({a, b}, kPatience), Ready({a}));
  EXPECT_EQ(wait({a, b}), Ready({a}));
}

TEST(Wait, WaitInteger) {
  auto [a, b] = Pipe();
  test::Gate end;
  test::ForkedChild child([&] { end.pass(); });
  const Sentinel process(child.pid());
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  EXPECT_EQ(wait({a, process, b, pipe[0]}, 0s), Ready());
  end.open();
  EXPECT_EQ(wait({a, process, b, pipe[0]}, kPatience), Ready({process}));
  a.send(1);
  EXPECT_EQ(wait({a, process, b, pipe[0]}, kPatience), Ready({process, b}));
  ASSERT_EQ(::write(pipe[1], "x", 1), 1);
  EXPECT_EQ(wait({pipe[0], b, a, process.sentinel()}, kPatience), Ready({pipe[0], b, process})) << "in the order given";
  EXPECT_EQ(child.wait(), 0);
  ::close(pipe[0]);
  ::close(pipe[1]);
}

TEST(Wait, NegTimeout) {
  auto [a, b] = Pipe();
  EXPECT_EQ(wait({a, b}, -1s), Ready());
  a.send(1);
  EXPECT_EQ(wait({a, b}, -1s), Ready({b}));
}

TEST(Wait, TheEndIsReady) {
  auto [a, b] = Pipe();
  b.close();
  EXPECT_EQ(wait({a}, kPatience), Ready({a}));
}

TEST(Wait, SignalsDoNotEndIt) {
  auto [a, b] = Pipe();
  const test::SignalStorm storm;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(wait({a}, 50ms), Ready());
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 50ms);
  EXPECT_GT(storm.count, 0);
}

TEST(Wait, RefusesWhatCannotBecomeReady) {
  auto [a, b] = Pipe();
  b.close();
  EXPECT_THROW(wait({a, b}), OSError);
  EXPECT_THROW(wait({-1}), ValueError);
  EXPECT_THROW(wait({}), ValueError);
  EXPECT_EQ(wait({}, 1ms), Ready());
  try {
    wait({44977608}, kPatience);
    FAIL() << "no such descriptor";
  } catch (const OSError& error) {
    EXPECT_EQ(error.error_number(), EBADF);
  }
}

}  // namespace
}  // namespace mp
