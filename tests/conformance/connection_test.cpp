// CPython's _TestConnection, _TestPoll and TestWait, with the child's end in every kind of process.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tests/conformance/worker.h"

namespace conformance {
namespace {

using Bytes = mp::Connection::Bytes;

class TestConnection : public EveryWay {};
class TestPoll : public EveryWay {};
class TestWait : public EveryWay {};
INSTANTIATE_TEST_SUITE_P(Way, TestConnection, kEveryMethod, name_of_way);
INSTANTIATE_TEST_SUITE_P(Way, TestPoll, kEveryMethod, name_of_way);
INSTANTIATE_TEST_SUITE_P(Way, TestWait, kEveryMethod, name_of_way);

Bytes bytes(const std::string& text) {
  const auto all = std::as_bytes(std::span(text));
  return {all.begin(), all.end()};
}

/// Sends back what it gets, until a message is empty.
void echo(mp::Connection end) {
  for (Bytes message = end.recv_bytes(); !message.empty(); message = end.recv_bytes()) end.send_bytes(message);
}

TEST_P(TestConnection, connection) {
  auto [mine, childs] = mp::Pipe();
  Worker child = start(echo, std::move(childs));
  const std::vector<double> numbers = {1, 2.25, -4};
  mine.send(numbers);
  EXPECT_EQ(mine.recv<std::vector<double>>(), numbers);
  mine.send_bytes(bytes("hello"));
  EXPECT_EQ(mine.recv_bytes(), bytes("hello"));

  Bytes buffer(10);
  mine.send_bytes(bytes("hello"));
  EXPECT_EQ(mine.recv_bytes_into(buffer), 5u);
  mine.send_bytes(bytes("world"));
  EXPECT_EQ(mine.recv_bytes_into(buffer, 5), 5u);
  EXPECT_EQ(buffer, bytes("helloworld"));
  mine.send_bytes(bytes("longer than the buffer"));
  try {
    mine.recv_bytes_into(buffer);
    FAIL() << "it does not fit";
  } catch (const mp::BufferTooShort& error) {
    EXPECT_EQ(error.message(), bytes("longer than the buffer"));
  }

  EXPECT_FALSE(mine.poll());
  EXPECT_FALSE(mine.poll_for(-kMoment));
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(mine.poll_for(kMoment));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, kMoment);
  mine.send_bytes(bytes("x"));
  EXPECT_TRUE(mine.poll_for(kPatience));
  EXPECT_EQ(mine.recv_bytes(), bytes("x"));

  const Bytes large = bytes(std::string(16 << 20, 'X'));
  mine.send_bytes(large);
  EXPECT_EQ(mine.recv_bytes(), large);
  mine.send_bytes({});
  child.join();
  EXPECT_THROW(mine.recv_bytes(), mp::EOFError);
}

TEST_P(TestConnection, duplex_false) {
  auto [reader, writer] = mp::Pipe(false);
  Worker child = start(
      [](mp::Connection end) {
        require(end.writable() && !end.readable(), "its one direction");
        end.send(1);
      },
      std::move(writer));
  EXPECT_EQ(reader.recv<int>(), 1);
  EXPECT_TRUE(reader.readable() && !reader.writable());
  EXPECT_THROW(reader.send(2), mp::OSError);
  child.join();
}

TEST_P(TestConnection, spawn_close) {
  auto [mine, childs] = mp::Pipe();
  mp::Process child = mp::get_context(name(GetParam())).Process(echo, childs);
  child.start();
  childs.close();
  mine.send_bytes(bytes("hello"));
  EXPECT_EQ(mine.recv_bytes(), bytes("hello"));
  mine.send_bytes({});
  child.join();
  EXPECT_EQ(child.exitcode(), 0);
}

// Python's offset and size are a std::span's, which cannot lie outside of its buffer.
TEST_P(TestConnection, sendbytes) {
  auto [mine, childs] = mp::Pipe(false);
  Worker child = start(
      [](mp::Connection end) {
        const std::string letters = "abcdefghijklmnopqrstuvwxyz";
        const auto all = std::as_bytes(std::span(letters));
        end.send_bytes(all);
        end.send_bytes(all.subspan(5));
        end.send_bytes(all.subspan(7, 8));
        end.send_bytes(all.subspan(26));
        end.send_bytes({});
      },
      std::move(childs));
  for (const std::string expected : {"abcdefghijklmnopqrstuvwxyz", "fghijklmnopqrstuvwxyz", "hijklmno", "", ""}) {
    EXPECT_EQ(mine.recv_bytes(), bytes(expected));
  }
  child.join();
}

TEST_P(TestPoll, empty_string) {
  auto [mine, childs] = mp::Pipe();
  EXPECT_FALSE(mine.poll());
  Worker child = start([](mp::Connection end) { end.send_bytes({}); }, std::move(childs));
  child.join();
  EXPECT_TRUE(mine.poll());
  EXPECT_TRUE(mine.poll());
  EXPECT_EQ(mine.recv_bytes(), Bytes());
}

TEST_P(TestPoll, strings) {
  auto [mine, childs] = mp::Pipe();
  Worker child = start(
      [](mp::Connection end) {
        for (const std::string text : {"hello", "", "a", "b", "", "bye", "", "lop"}) end.send_bytes(bytes(text));
      },
      std::move(childs));
  for (const std::string text : {"hello", "", "a", "b", "", "bye", "", "lop"}) {
    EXPECT_TRUE(mine.poll_for(kPatience));
    EXPECT_EQ(mine.recv_bytes(), bytes(text));
  }
  child.join();
}

// A poll takes nothing of the message.
TEST_P(TestPoll, boundaries) {
  auto [mine, childs] = mp::Pipe(false);
  Worker child =
      start([](mp::Connection end) { end.send(std::string("first")), end.send(std::string("second")); }, std::move(childs));
  EXPECT_TRUE(mine.poll_for(kPatience));
  EXPECT_EQ(mine.recv<std::string>(), "first");
  EXPECT_TRUE(mine.poll_for(kPatience));
  EXPECT_EQ(mine.recv<std::string>(), "second");
  child.join();
}

TEST_P(TestPoll, dont_merge) {
  auto [mine, childs] = mp::Pipe();
  Worker child =
      start([](mp::Connection end) { end.send_bytes(bytes("a")), end.send_bytes(bytes("b")), end.send_bytes(bytes("cd")); },
            std::move(childs));
  child.join();
  EXPECT_EQ(mine.recv_bytes(), bytes("a"));
  EXPECT_TRUE(mine.poll());
  EXPECT_EQ(mine.recv_bytes(), bytes("b"));
  EXPECT_EQ(mine.recv_bytes(), bytes("cd"));
}

TEST_P(TestWait, wait) {
  constexpr int kWriters = 4, kMessages = 10;
  std::vector<mp::Connection> readers;
  std::vector<Worker> writers;
  for (int i = 0; i < kWriters; ++i) {
    auto [reader, writer] = mp::Pipe(false);
    readers.push_back(std::move(reader));
    writers.push_back(start(
        [](mp::Connection end, int first) {
          for (int k = 0; k < kMessages; ++k) end.send(first + k);
        },
        std::move(writer), i * kMessages));
  }
  std::vector<int> got;
  while (!readers.empty()) {
    const std::vector<mp::Waitable> ready = mp::wait(readers, kPatience);
    ASSERT_FALSE(ready.empty());
    for (mp::Connection& reader : readers) {
      if (std::ranges::find(ready, mp::Waitable(reader)) == ready.end()) continue;
      try {
        got.push_back(reader.recv<int>());
      } catch (const mp::EOFError&) {
        reader.close();
      }
    }
    std::erase_if(readers, [](const mp::Connection& each) { return each.closed(); });
  }
  std::ranges::sort(got);
  EXPECT_EQ(got.size(), static_cast<std::size_t>(kWriters * kMessages));
  EXPECT_TRUE(std::ranges::adjacent_find(got) == got.end());
  for (Worker& writer : writers) writer.join();
}

}  // namespace
}  // namespace conformance
