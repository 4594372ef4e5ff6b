#include "runtime/connection/connection.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <initializer_list>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "runtime/connection/bytes_for_test.h"
#include "runtime/connection/pipe.h"
#include "runtime/error.h"
#include "runtime/testing/ear.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using test::kPatience;
using test::pattern;
using test::to_bytes;
using test::to_text;
using testing::StartsWith;

static_assert(!std::is_copy_constructible_v<Connection> && std::is_nothrow_move_constructible_v<Connection>);

/// Expects an OSError whose text begins like this; returns its errno.
template <class Operation>
int expect_os_error(Operation operation, const std::string& beginning) {
  try {
    operation();
  } catch (const OSError& error) {
    EXPECT_THAT(error.what(), StartsWith(beginning));
    return error.error_number();
  }
  ADD_FAILURE() << "no OSError: " << beginning;
  return 0;
}

TEST(Connection, CarriesValuesOfEveryKind) {
  auto [here, there] = Pipe();
  using Value = std::tuple<int, std::string, std::optional<std::vector<std::pair<int, std::string>>>>;
  const Value value = {1, "one", std::vector<std::pair<int, std::string>>{{2, "two"}}};
  here.send(value);
  EXPECT_EQ(there.recv<Value>(), value);
  there.send(3.5);
  EXPECT_EQ(here.recv_for<double>(kPatience), 3.5);
  ASSERT_TRUE(here.send_for(1, kPatience));
  ASSERT_TRUE(here.send_until(2, std::chrono::system_clock::now() + kPatience));
  EXPECT_EQ(there.recv<int>(), 1);
  EXPECT_EQ(there.recv_until<int>(std::chrono::system_clock::now() + kPatience), 2);
  EXPECT_EQ(there.recv_for<int>(0s), std::nullopt);
  here.send(1);
  EXPECT_THROW(there.recv<std::string>(), archive::ArchiveError);
}

TEST(Connection, AForkedChildAnswersUntilTheEnd) {
  auto [parent_end, child_end] = Pipe();
  test::ForkedChild child([&] {
    parent_end.close();
    for (;;) {
      const auto message = child_end.recv_bytes_for(kPatience);
      ASSERT_TRUE(message.has_value());
      if (message->empty()) break;
      child_end.send_bytes(*message);
    }
  });
  child_end.close();
  for (const std::size_t length : std::initializer_list<std::size_t>{1, 16384, 16385, 1 << 20, 16 << 20}) {
    parent_end.send_bytes(pattern(length));
    EXPECT_EQ(parent_end.recv_bytes_for(kPatience), pattern(length));
  }
  parent_end.send_bytes({});
  EXPECT_THROW(static_cast<void>(parent_end.recv_bytes_for(kPatience)), EOFError);
  EXPECT_THROW(static_cast<void>(parent_end.recv_bytes_for(kPatience)), EOFError);
  EXPECT_EQ(child.wait(), 0);
}

TEST(Connection, ReceivesIntoABuffer) {
  auto [here, there] = Pipe();
  std::vector<std::byte> buffer = to_bytes("..........");
  here.send_bytes(to_bytes("hello"));
  EXPECT_EQ(there.recv_bytes_into(buffer), 5u);
  EXPECT_EQ(to_text(buffer), "hello.....");
  here.send_bytes(to_bytes("world"));
  EXPECT_EQ(there.recv_bytes_into_for(buffer, kPatience, 5), 5u);
  EXPECT_EQ(to_text(buffer), "helloworld");
  here.send_bytes({});
  EXPECT_EQ(there.recv_bytes_into_until(buffer, std::chrono::steady_clock::now() + kPatience, 10), 0u);
  EXPECT_EQ(there.recv_bytes_into_for(buffer, 0s), std::nullopt);
  EXPECT_THROW(there.recv_bytes_into(buffer, 11), ValueError);
}

TEST(Connection, AMessageThatDoesNotFitIsNotLost) {
  auto [here, there] = Pipe();
  std::vector<std::byte> buffer(8);
  here.send_bytes(to_bytes("too long"));
  here.send_bytes(to_bytes("next"));
  try {
    there.recv_bytes_into(buffer, 1);
    FAIL() << "8 bytes into 7";
  } catch (const BufferTooShort& error) {
    EXPECT_EQ(to_text(error.message()), "too long");
  }
  EXPECT_EQ(to_text(there.recv_bytes()), "next");
}

TEST(Connection, AMessageLongerThanAllowedEndsReceiving) {
  auto [here, there] = Pipe();
  here.send_bytes(to_bytes("12345"));
  EXPECT_EQ(there.recv_bytes(5).size(), 5u);
  here.send_bytes(to_bytes("123456"));
  expect_os_error([&] { there.recv_bytes(5); }, "bad message length: ");
  EXPECT_FALSE(there.readable());
  expect_os_error([&] { there.recv_bytes(); }, "connection is write-only: ");
  there.send_bytes(to_bytes("still"));
  EXPECT_EQ(to_text(here.recv_bytes()), "still");

  auto [reader, writer] = Pipe(false);
  writer.send_bytes(to_bytes("123456"));
  expect_os_error([&] { static_cast<void>(reader.recv_bytes_for(kPatience, 5)); }, "bad message length: ");
  EXPECT_TRUE(reader.closed());
}

TEST(Connection, DuplexFalse) {
  auto [reader, writer] = Pipe(false);
  EXPECT_TRUE(reader.readable() && !reader.writable());
  EXPECT_TRUE(!writer.readable() && writer.writable());
  writer.send(1);
  EXPECT_TRUE(reader.poll());
  EXPECT_EQ(reader.recv<int>(), 1);
  expect_os_error([&] { reader.send(2); }, "connection is read-only: ");
  expect_os_error([&] { writer.recv<int>(); }, "connection is write-only: ");
  expect_os_error([&] { writer.poll(); }, "connection is write-only: ");
}

TEST(Connection, SpawnClose) {
  auto [parent_end, child_end] = Pipe();
  test::ForkedChild child([&] { child_end.send_bytes(to_bytes("hello")); });
  child_end.close();
  EXPECT_EQ(to_text(*parent_end.recv_bytes_for(kPatience)), "hello");
  EXPECT_EQ(child.wait(), 0);
}

TEST(Connection, Context) {
  auto [here, there] = Pipe();
  {
    const Connection scoped = std::move(there);
    EXPECT_FALSE(scoped.closed());
    EXPECT_TRUE(there.closed());
  }
  EXPECT_THROW(here.recv_bytes(), EOFError);
}

TEST(Connection, ClosedRefusesEverything) {
  auto [here, there] = Pipe();
  here.close();
  here.close();
  EXPECT_TRUE(here.closed());
  std::vector<std::byte> buffer(1);
  expect_os_error([&] { here.send_bytes({}); }, "handle is closed: ");
  expect_os_error([&] { here.recv_bytes(); }, "handle is closed: ");
  expect_os_error([&] { here.recv_bytes_into(buffer, 2); }, "handle is closed: ");
  expect_os_error([&] { here.poll(); }, "handle is closed: ");
  EXPECT_EQ(expect_os_error([&] { static_cast<void>(here.fileno()); }, "handle is closed: "), EBADF);
}

TEST(Connection, IsClosedOnExec) {
  const auto [here, there] = Pipe();
  EXPECT_TRUE((::fcntl(here.fileno(), F_GETFD) & FD_CLOEXEC) != 0);
  EXPECT_TRUE((::fcntl(there.fileno(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST(InvalidHandle, IsRefused) {
  EXPECT_THROW(Connection(-1), ValueError);
  EXPECT_EQ(expect_os_error([] { Connection(44977608); }, "a connection on descriptor 44977608: getsockopt"), EBADF);
  test::RawPair pair;
  EXPECT_THROW(Connection(pair.first, false, false), ValueError);
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  EXPECT_THROW(Connection{ends[0]}, ValueError);
  EXPECT_EQ(::close(ends[0]), 0) << "who is refused keeps his descriptor";
  ::close(ends[1]);
}

// The form on the wire, byte for byte.

TEST(Framing, IsPythons) {
  test::RawPair pair;
  Connection connection(pair.take_first());
  connection.send_bytes(to_bytes("abc"));
  EXPECT_EQ(pair.read(7), "\0\0\0\3abc"sv);
  connection.send_bytes({});
  EXPECT_EQ(pair.read(4), "\0\0\0\0"sv);
  connection.send_bytes(pattern(0x10203));
  EXPECT_EQ(pair.read(4), "\0\1\2\3"sv);
  EXPECT_EQ(to_bytes(pair.read(0x10203)), pattern(0x10203));
  pair.write("\0\0\0\2hi\0\0\0\0"sv);
  EXPECT_EQ(to_text(connection.recv_bytes()), "hi");
  EXPECT_TRUE(connection.recv_bytes().empty());
  pair.write("\xff\xff\xff\xff\0\0\0\0\0\0\0\2hi\0\0\0\1!"sv);
  EXPECT_EQ(to_text(connection.recv_bytes()), "hi");
  EXPECT_EQ(to_text(connection.recv_bytes()), "!");
}

TEST(Framing, OfMoreThanTwoGibibytesHasALongHeader) {
  constexpr std::size_t kLength = 0x80000001;
  // Never touched, so it takes no memory: the kernel reads zeros.
  void* const zeros = ::mmap(nullptr, kLength, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  ASSERT_NE(zeros, MAP_FAILED);
  test::RawPair pair;
  Connection connection(pair.take_first());
  std::jthread reader([&] {
    EXPECT_EQ(pair.read(12), "\xff\xff\xff\xff\0\0\0\0\x80\0\0\1"sv);
    pair.close_second();
  });
  EXPECT_EQ(expect_os_error([&] { connection.send_bytes({static_cast<const std::byte*>(zeros), kLength}); }, "send: "), EPIPE);
  ::munmap(zeros, kLength);
}

TEST(Framing, ANegativeLengthIsBad) {
  test::RawPair pair;
  Connection connection(pair.take_first());
  pair.write("\xff\xff\xff\xfe"sv);
  expect_os_error([&] { connection.recv_bytes(); }, "bad message length: ");
  EXPECT_FALSE(connection.readable());
}

TEST(Framing, AHugeLengthCostsNoMoreThanWhatArrives) {
  for (const std::string_view header :
       {"\xff\xff\xff\xff\x7f\xff\xff\xff\xff\xff\xff\xff"sv, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"sv,
        "\xff\xff\xff\xff\0\0\x10\0\0\0\0\0"sv}) {
    test::RawPair pair;
    Connection connection(pair.take_first());
    pair.write(header);
    pair.write("only a few");
    EXPECT_EQ(connection.recv_bytes_for(0s), std::nullopt);
    pair.close_second();
    expect_os_error([&] { connection.recv_bytes(); }, "got end of file during message: ");
  }
}

TEST(Framing, AnEndInTheMiddleIsNoEndOfFile) {
  for (const std::string_view part : {"\0"sv, "\0\0\0\3"sv, "\0\0\0\3ab"sv, "\xff\xff\xff\xff\0"sv}) {
    test::RawPair pair;
    Connection connection(pair.take_first());
    pair.write("\0\0\0\2hi"sv);
    pair.write(part);
    pair.close_second();
    EXPECT_EQ(to_text(connection.recv_bytes()), "hi");
    EXPECT_EQ(expect_os_error([&] { connection.recv_bytes(); }, "got end of file during message: "), ECONNRESET);
  }
}

// Deadlines.

TEST(ConnectionDeadline, KeepsWhatHasArrived) {
  test::RawPair pair;
  Connection connection(pair.take_first());
  for (const std::string_view piece : {"\0"sv, "\0\0"sv, "\6a"sv, "bc"sv, "de"sv}) {
    pair.write(piece);
    EXPECT_EQ(connection.recv_bytes_for(1ms), std::nullopt);
  }
  pair.write("f\0\0\0\1g"sv);
  EXPECT_EQ(to_text(*connection.recv_bytes_for(0s)), "abcdef");
  EXPECT_EQ(to_text(*connection.recv_bytes_for(0s)), "g");
}

TEST(ConnectionDeadline, BoundsReceiving) {
  auto [here, there] = Pipe();
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(here.recv_bytes_for(20ms), std::nullopt);
  EXPECT_EQ(here.recv_bytes_until(std::chrono::steady_clock::now() + 20ms), std::nullopt);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 40ms);
  EXPECT_EQ(here.recv_bytes_for(-1s), std::nullopt);
}

TEST(ConnectionDeadline, BoundsSending) {
  auto [here, there] = Pipe();
  int sent = 0;
  const std::vector<std::byte> message = pattern(1000);
  while (here.send_bytes_for(message, 0s)) ++sent;
  EXPECT_GT(sent, 10);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(here.send_bytes_for(message, 20ms));
  EXPECT_FALSE(here.send_bytes_until(message, std::chrono::steady_clock::now() + 20ms));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 40ms);
  for (int i = 0; i < sent; ++i) ASSERT_EQ(there.recv_bytes_for(kPatience), message);
  EXPECT_FALSE(there.poll());
  here.send_bytes(message);
  EXPECT_EQ(there.recv_bytes_for(kPatience), message);
}

TEST(ConnectionDeadline, InTheMiddleOfAMessageEndsSending) {
  auto [here, there] = Pipe();
  EXPECT_EQ(expect_os_error([&] { static_cast<void>(here.send_bytes_for(pattern(16 << 20), 20ms)); }, "the other end took only"),
            ETIMEDOUT);
  expect_os_error([&] { here.send_bytes({}); }, "an earlier message was sent in part only");
  expect_os_error([&] { there.recv_bytes(); }, "got end of file during message: ");
  there.send(1);
  EXPECT_EQ(here.recv<int>(), 1);
}

// Threads.

TEST(PipeHooks, HearThatAMessageOrdersItsTwoSides) {
  auto [first, second] = Pipe();
  const test::Ear ear;
  first.send(1);
  EXPECT_EQ(second.recv<int>(), 1);
  second.send(2);
  EXPECT_EQ(first.recv<int>(), 2);
  ASSERT_EQ(ear.order(), "rara");
  EXPECT_EQ(ear.heard[0].second, ear.heard[1].second);
  EXPECT_EQ(ear.heard[2].second, ear.heard[3].second);
  EXPECT_NE(ear.heard[0].second, ear.heard[2].second) << "the two directions order nothing between them";
}

TEST(ConnectionThreads, SendAndReceiveWholeMessages) {
  constexpr int kThreads = 3, kMessages = 100;
  auto [here, there] = Pipe();
  std::array<std::atomic<int>, kThreads> received{};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] {
        for (int n = 0; n < kMessages; ++n) {
          const std::size_t length = n % 10 == 0 ? 300'000 : 10;  // some are longer than the socket's buffer
          ASSERT_TRUE(here.send_for(std::vector<int>(length, i), kPatience));
        }
      });
      threads.emplace_back([&] {
        for (int n = 0; n < kMessages; ++n) {
          const auto message = there.recv_for<std::vector<int>>(kPatience);
          ASSERT_TRUE(message.has_value());
          ASSERT_EQ(*message, std::vector<int>(message->size(), message->front())) << "mixed";
          received[static_cast<std::size_t>(message->front())].fetch_add(1);
        }
      });
    }
  }
  for (const auto& each : received) EXPECT_EQ(each.load(), kMessages);
}

TEST(ConnectionThreads, OneThatWaitsKeepsNobodyPastHisDeadline) {
  auto [here, there] = Pipe();
  std::jthread waiting([&] { EXPECT_EQ(here.recv_for<int>(kPatience), 1); });
  for (int i = 0; i < 20; ++i) EXPECT_EQ(here.recv_for<int>(1ms), std::nullopt);
  there.send(1);
}

TEST(ConnectionThreads, AForkInTheMiddleOfAReceiptLeavesTheChildAClearEnd) {
  test::RawPair pair;
  Connection connection(pair.take_first());
  pair.write("\0\0\0\4ab"sv);
  std::jthread receiver([&] { EXPECT_EQ(to_text(*connection.recv_bytes_for(kPatience)), "abcd"); });
  while (connection.poll()) std::this_thread::yield();  // until the thread has taken the half
  test::Gate received;
  test::ForkedChild child([&] {
    received.pass();
    EXPECT_EQ(to_text(*connection.recv_bytes_for(kPatience)), "child");
  });
  pair.write("cd");
  receiver.join();
  pair.write("\0\0\0\5child"sv);
  received.open();
  EXPECT_EQ(child.wait(), 0);
}

}  // namespace
}  // namespace mp
