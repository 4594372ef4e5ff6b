// Ends of a connection that are killed at random moments: the other end hears of it, and nothing torn is taken for a message.
#include <gtest/gtest.h>
#include <signal.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <random>
#include <thread>
#include <vector>

#include "runtime/connection/bytes_for_test.h"
#include "runtime/connection/pipe.h"
#include "runtime/error.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::kPatience;
using test::pattern;

constexpr int kRounds = 200;
constexpr std::size_t kLength = 300'000;  // more than the socket holds, so that a sender is often in the middle of one

TEST(ConnectionKill, AReceiverGetsWholeMessagesAndThenTheEnd) {
  std::mt19937 random(21);
  const std::vector<std::byte> message = pattern(kLength);
  int between_two = 0, in_the_middle = 0;
  for (int round = 0; round < kRounds; ++round) {
    auto [reader, writer] = Pipe(false);
    test::Gate running;
    test::ForkedChild sender([&] {
      reader.close();
      running.open();
      for (;;) writer.send_bytes(round % 2 == 0 ? message : std::vector<std::byte>(10));
    });
    writer.close();
    running.pass();
    test::spin_at_random(random, 500us);
    // Every second round the reader is far behind; then a long message is never whole.
    if (round % 4 < 2) {
      ASSERT_EQ(reader.recv_bytes_for(kPatience)->size(), round % 2 == 0 ? kLength : 10u);
    }
    ASSERT_TRUE(sender.kill());
    try {
      for (;;) {
        const auto received = reader.recv_bytes_for(kPatience);
        ASSERT_TRUE(received.has_value()) << "round " << round << ": no end";
        ASSERT_TRUE(received->size() == 10 || *received == message) << "torn";
      }
    } catch (const EOFError&) {
      ++between_two;
    } catch (const OSError& error) {
      ASSERT_EQ(error.error_number(), ECONNRESET) << error.what();
      ++in_the_middle;
    }
  }
  EXPECT_GT(between_two, 0);
  EXPECT_GT(in_the_middle, 0);
}

TEST(ConnectionKill, ASenderIsToldAndLivesOn) {
  std::mt19937 random(22);
  ASSERT_EQ(::signal(SIGPIPE, SIG_DFL), SIG_DFL);  // which would end this process
  int told = 0;
  for (int round = 0; round < kRounds; ++round) {
    auto [here, there] = Pipe();
    test::Gate running;
    test::ForkedChild receiver([&] {
      here.close();
      running.open();
      for (;;) there.recv_bytes();
    });
    there.close();
    running.pass();
    std::jthread killer([&, seed = random()] {
      std::mt19937 own_random(seed);
      test::spin_at_random(own_random, 500us);
      receiver.kill();
    });
    try {
      while (here.send_bytes_for(pattern(kLength), kPatience)) {
      }
      FAIL() << "round " << round << ": not told";
    } catch (const OSError& error) {
      ASSERT_TRUE(error.error_number() == EPIPE || error.error_number() == ECONNRESET) << error.what();
      ++told;
    }
  }
  EXPECT_EQ(told, kRounds);
}

}  // namespace
}  // namespace mp
