// CPython's _TestPoll and TestIgnoreEINTR: poll never takes a part of a message, messages never merge, signals are not seen.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/time.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "runtime/channel/bytes_for_test.h"
#include "runtime/channel/pipe.h"
#include "runtime/error.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::kPatience;
using test::pattern;
using test::to_bytes;
using test::to_text;

TEST(Poll, Timings) {
  auto [here, there] = Pipe();
  EXPECT_FALSE(here.poll());
  EXPECT_FALSE(here.poll_for(-1s));
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(here.poll_for(20ms));
  EXPECT_FALSE(here.poll_until(std::chrono::system_clock::now() + 20ms));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 35ms);
  std::jthread sender([&] { there.send(1); });
  EXPECT_TRUE(here.poll_for(kPatience));
  EXPECT_TRUE(here.poll_until(std::chrono::steady_clock::time_point::max()));
  EXPECT_EQ(here.recv<int>(), 1);
  EXPECT_FALSE(here.poll());
}

TEST(Poll, EmptyString) {
  auto [reader, writer] = Pipe(false);
  writer.send_bytes({});
  EXPECT_TRUE(reader.poll());
  EXPECT_TRUE(reader.poll()) << "polling takes nothing";
  EXPECT_TRUE(reader.recv_bytes().empty());
  EXPECT_FALSE(reader.poll());
}

TEST(Poll, Strings) {
  const std::vector<std::string> texts = {"hello", "", "a", "b", "", "bye", "", "lop"};
  auto [reader, writer] = Pipe(false);
  test::ForkedChild child([&] {
    for (const std::string& text : texts) writer.send_bytes(to_bytes(text));
  });
  for (const std::string& text : texts) {
    ASSERT_TRUE(reader.poll_for(kPatience));
    EXPECT_EQ(to_text(reader.recv_bytes()), text);
  }
  EXPECT_EQ(child.wait(), 0);
}

// Whoever polls as often as he can between the pieces of a stream still receives the messages that were sent.
TEST(Poll, Boundaries) {
  auto [reader, writer] = Pipe(false);
  const std::string first(10'000, 'f'), second(10'000, 's');
  test::ForkedChild child([&] {
    writer.send_bytes(to_bytes(first));
    writer.send_bytes(to_bytes(second));
  });
  ASSERT_TRUE(reader.poll_for(kPatience));
  EXPECT_EQ(to_text(*reader.recv_bytes_for(kPatience)), first);
  ASSERT_TRUE(reader.poll_for(kPatience));
  EXPECT_EQ(to_text(*reader.recv_bytes_for(kPatience)), second);
  EXPECT_EQ(child.wait(), 0);
}

TEST(Poll, DontMerge) {
  auto [here, there] = Pipe();
  for (const char* text : {"a", "b", "cd"}) there.send_bytes(to_bytes(text));
  for (const char* text : {"a", "b", "cd"}) {
    ASSERT_TRUE(here.poll_for(kPatience));
    EXPECT_EQ(to_text(here.recv_bytes()), text);
  }
  EXPECT_FALSE(here.poll());
}

TEST(Poll, TheEndIsReadable) {
  auto [here, there] = Pipe();
  there.close();
  EXPECT_TRUE(here.poll());
  EXPECT_THROW(here.recv_bytes(), EOFError);
}

/// Signals every 100 us, whose handler lets every system call fail with EINTR.
class SignalStorm {
 public:
  SignalStorm() {
    count = 0;
    struct sigaction action{};
    action.sa_handler = [](int) { ++count; };
    ::sigaction(SIGALRM, &action, &before_);
    const itimerval often{.it_interval = {0, 100}, .it_value = {0, 100}};
    ::setitimer(ITIMER_REAL, &often, nullptr);
  }
  ~SignalStorm() {
    const itimerval off{};
    ::setitimer(ITIMER_REAL, &off, nullptr);
    ::sigaction(SIGALRM, &before_, nullptr);
  }
  SignalStorm(const SignalStorm&) = delete;
  SignalStorm& operator=(const SignalStorm&) = delete;

  static inline std::atomic<int> count = 0;

 private:
  struct sigaction before_;
};

TEST(IgnoreEINTR, Ignore) {
  constexpr std::size_t kLength = 1 << 20;  // more than a socket holds
  auto [here, there] = Pipe();
  test::Gate receive, send;
  test::ForkedChild child([&] {
    receive.pass();
    EXPECT_EQ(there.recv_bytes_for(kPatience), pattern(kLength));
    send.pass();
    there.send_bytes(pattern(kLength));
  });
  const SignalStorm storm;
  EXPECT_FALSE(here.poll_for(20ms));
  EXPECT_GT(storm.count, 0) << "while polling";

  storm.count = 0;
  std::jthread opener([&] {
    while (storm.count < 20) std::this_thread::yield();
    receive.open();
  });
  here.send_bytes(pattern(kLength));
  EXPECT_GE(storm.count, 20) << "while sending";
  opener.join();

  storm.count = 0;
  opener = std::jthread([&] {
    while (storm.count < 20) std::this_thread::yield();
    send.open();
  });
  EXPECT_EQ(here.recv_bytes_for(kPatience), pattern(kLength));
  EXPECT_GE(storm.count, 20) << "while receiving";
  EXPECT_EQ(child.wait(), 0);
}

}  // namespace
}  // namespace mp
