// CPython's _TestPoll and TestIgnoreEINTR: poll never takes a part of a message, messages never merge, signals are not seen.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "runtime/connection/bytes_for_test.h"
#include "runtime/connection/pipe.h"
#include "runtime/connection/signal_storm_for_test.h"
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

TEST(IgnoreEINTR, Ignore) {
  constexpr std::size_t kLength = 1 << 20;  // more than a socket holds
  auto [here, there] = Pipe();
  test::Gate receive, send;
  test::ForkedChild child([&, &end = there] {
    receive.pass();
    EXPECT_EQ(end.recv_bytes_for(kPatience), pattern(kLength));
    send.pass();
    end.send_bytes(pattern(kLength));
  });
  // A call that waits for the child cannot end before 20 signals have come.
  const auto open_later = [](test::Gate& gate) {
    return std::jthread([&] {
      test::SignalStorm::pass(20);
      gate.open();
    });
  };
  {
    const test::SignalStorm storm;
    EXPECT_FALSE(here.poll_for(20ms));
    EXPECT_GT(storm.count, 0) << "while polling";
    {
      const std::jthread opener = open_later(receive);
      here.send_bytes(pattern(kLength));
    }
    const std::jthread opener = open_later(send);
    EXPECT_EQ(here.recv_bytes_for(kPatience), pattern(kLength));
  }
  EXPECT_EQ(child.wait(), 0);
}

}  // namespace
}  // namespace mp
