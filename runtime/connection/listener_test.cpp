#include "runtime/connection/listener.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <optional>
#include <random>
#include <string>
#include <thread>

#include "runtime/connection/bytes_for_test.h"
#include "runtime/connection/signal_storm_for_test.h"
#include "runtime/error.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/thrown.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::errno_of;
using test::kPatience;
using test::to_bytes;
using test::to_text;

const std::optional<std::string> kNoKey;

/// An abstract name that no other test has.
Address abstract_name() { return std::string("\0mp-listener-test-", 18) + std::to_string(::getpid()); }

bool exists(const std::string& path) {
  struct stat status;
  return ::stat(path.c_str(), &status) == 0;
}

TEST(Listener, MultipleBind) {
  for (const Address& wish : {Address(), Address("127.0.0.1", 0), abstract_name()}) {
    const Listener listener(wish);
    EXPECT_EQ(errno_of([&] { Listener second(listener.address()); }), EADDRINUSE) << listener.address().text();
  }
}

TEST(Listener, HasAFreshPrivatePath) {
  Listener listener, another;
  const std::string path = listener.address().name();
  EXPECT_NE(path, another.address().name());
  EXPECT_EQ(listener.address().family(), "AF_UNIX");
  const std::string folder = path.substr(0, path.rfind('/'));
  struct stat status;
  ASSERT_EQ(::stat(folder.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
  EXPECT_TRUE(exists(path));
  listener.close();
  EXPECT_FALSE(exists(path));
  EXPECT_FALSE(exists(folder));
  listener.close();
}

TEST(Listener, OnlyItsCreatorRemovesThePath) {
  Listener listener;
  test::ForkedChild child([&] { listener.close(); });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_TRUE(exists(listener.address().name()));
  test::ForkedChild client([&] { Client(listener.address()).send(1); });
  EXPECT_EQ(listener.accept_for(kPatience)->recv<int>(), 1);
  EXPECT_EQ(client.wait(), 0);
}

TEST(Listener, Context) {
  Address address;
  {
    Listener listener;
    address = listener.address();
    const Connection client = Client(address);
    EXPECT_TRUE(listener.accept_for(kPatience).has_value());
  }
  EXPECT_EQ(errno_of([&] { Client(address); }), ENOENT);
}

TEST(Listener, ClosedRefuses) {
  Listener listener;
  listener.close();
  EXPECT_EQ(errno_of([&] { listener.accept(); }), EBADF);
  EXPECT_EQ(errno_of([&] { static_cast<void>(listener.fileno()); }), EBADF);
}

TEST(Listener, EmptyAuthkey) {
  Listener listener({}, 1, "");
  test::ForkedChild client([&] { EXPECT_EQ(Client(listener.address(), "").recv<int>(), 1728); });
  listener.accept_for(kPatience)->send(1728);
  EXPECT_EQ(client.wait(), 0);
  test::ForkedChild stranger([&] { EXPECT_THROW(Client(listener.address(), "key"), AuthenticationError); });
  EXPECT_THROW(static_cast<void>(listener.accept_for(kPatience)), AuthenticationError);
  EXPECT_EQ(stranger.wait(), 0);
}

TEST(Listener, AcceptIsBoundByItsDeadline) {
  Listener listener;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(listener.accept_for(20ms).has_value());
  EXPECT_FALSE(listener.accept_until(std::chrono::steady_clock::now() + 20ms).has_value());
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 40ms);
  EXPECT_FALSE(listener.accept_for(-1s).has_value());
}

// Every family.

class ListenerClient : public testing::TestWithParam<Address> {};

std::string name_of_family(const testing::TestParamInfo<Address>& address) {
  constexpr std::array kNames = {"Path", "Tcp", "TcpByName", "Abstract"};
  return kNames.at(address.index);
}

INSTANTIATE_TEST_SUITE_P(Families, ListenerClient,
                         testing::Values(Address(), Address("127.0.0.1", 0), Address("localhost", 0), abstract_name()),
                         name_of_family);

TEST_P(ListenerClient, ListenerClient) {
  for (const auto& key : {kNoKey, std::optional<std::string>("secret")}) {
    Listener listener(GetParam(), 1, key);
    EXPECT_EQ(listener.last_accepted(), std::nullopt);
    test::ForkedChild child([&] {
      Connection connection = Client(listener.address(), key);
      connection.send_bytes(to_bytes("hello"));
      EXPECT_EQ(to_text(*connection.recv_bytes_for(kPatience)), "and goodbye");
    });
    std::optional<Connection> connection = listener.accept_for(kPatience);
    ASSERT_TRUE(connection.has_value());
    ASSERT_TRUE(listener.last_accepted().has_value());
    EXPECT_EQ(listener.last_accepted()->family(), listener.address().family());
    EXPECT_EQ(listener.last_accepted()->name(), listener.address().is_path() ? "" : "127.0.0.1");
    EXPECT_EQ(to_text(*connection->recv_bytes_for(kPatience)), "hello");
    connection->send_bytes(to_bytes("and goodbye"));
    EXPECT_EQ(child.wait(), 0);
    EXPECT_THROW(connection->recv_bytes(), EOFError);
  }
}

// The client is gone before anybody accepts it; what it sent is there.
TEST_P(ListenerClient, Issue14725) {
  Listener listener(GetParam());
  test::ForkedChild child([&] { Client(listener.address()).send_bytes(to_bytes("hello")); });
  EXPECT_EQ(child.wait(), 0);
  std::optional<Connection> connection = listener.accept_for(kPatience);
  ASSERT_TRUE(connection.has_value());
  EXPECT_EQ(to_text(*connection->recv_bytes_for(kPatience)), "hello");
  EXPECT_THROW(connection->recv_bytes(), EOFError);
}

TEST_P(ListenerClient, Issue16955) {
  Listener listener(GetParam());
  Connection client = Client(listener.address());
  std::optional<Connection> accepted = listener.accept_for(kPatience);
  ASSERT_TRUE(accepted.has_value());
  accepted->send_bytes(to_bytes("hello"));
  EXPECT_TRUE(client.poll_for(kPatience));
  EXPECT_FALSE(accepted->poll());
}

TEST_P(ListenerClient, AWrongKeyIsRefusedOnBothSides) {
  Listener listener(GetParam(), 1, "secret");
  {
    test::ForkedChild stranger([&] { EXPECT_THROW(Client(listener.address(), "wrong"), AuthenticationError); });
    EXPECT_THROW(static_cast<void>(listener.accept_for(kPatience)), AuthenticationError);
    EXPECT_EQ(stranger.wait(), 0);
  }
  test::ForkedChild client([&] { Client(listener.address(), "secret").send(7); });
  EXPECT_EQ(listener.accept_for(kPatience)->recv<int>(), 7);
  EXPECT_EQ(client.wait(), 0);
}

// Clients that are slow, silent or dead.

TEST(ListenerKill, ASilentClientIsGivenUp) {
  Listener listener({}, 2, "secret");
  const Connection silent = Client(listener.address());
  EXPECT_FALSE(listener.accept_for(20ms).has_value()) << "the deadline covers the handshake";
  const Connection another = Client(listener.address());
  EXPECT_THROW(listener.accept(), AuthenticationError);
  test::ForkedChild client([&] { Client(listener.address(), "secret").send(7); });
  EXPECT_EQ(listener.accept_for(kPatience)->recv<int>(), 7);
  EXPECT_EQ(client.wait(), 0);
}

TEST(ListenerKill, AListenerThatIsSilentKeepsNoClientPastItsDeadline) {
  const Listener listener({}, 0, "secret");
  EXPECT_FALSE(Client_for(listener.address(), 20ms, "secret").has_value());
  // Now the backlog is full, and there is no place for another one.
  EXPECT_FALSE(Client_until(listener.address(), std::chrono::steady_clock::now() + 20ms).has_value());
  EXPECT_FALSE(Client_for(listener.address(), -1s).has_value());
}

void come_again_and_again(const Address& address) {
  for (;;) {
    try {
      Client(address, "secret");
    } catch (const Error&) {
      // This one was not served in time.
    }
  }
}

TEST(ListenerKill, DyingClientsDoNotDisturbTheNext) {
  constexpr int kRounds = 200;
  std::mt19937 random(31);
  Listener listener({}, 8, "secret");
  int served = 0, died_in_the_handshake = 0;
  for (int round = 0; round < kRounds; ++round) {
    test::Gate running;
    test::ForkedChild victim([&] {
      running.open();
      come_again_and_again(listener.address());
    });
    running.pass();
    std::atomic<bool> dead = false;
    std::jthread killer([&, seed = random()] {
      std::mt19937 own_random(seed);
      test::spin_at_random(own_random, 5ms);
      EXPECT_TRUE(victim.kill());
      dead = true;
    });
    while (!dead) {
      try {
        if (listener.accept_for(10ms)) ++served;
      } catch (const EOFError&) {
        ++died_in_the_handshake;
      } catch (const OSError& error) {
        ASSERT_TRUE(error.error_number() == EPIPE || error.error_number() == ECONNRESET) << error.what();
        ++died_in_the_handshake;
      }
    }
  }
  EXPECT_GT(served, 0);
  EXPECT_GT(died_in_the_handshake, 0);
  for (;;) {
    try {
      if (!listener.accept_for(0s)) break;
    } catch (const Error&) {
      // What the last victim left in the backlog.
    }
  }
  test::ForkedChild client([&] { Client(listener.address(), "secret").send(7); });
  EXPECT_EQ(listener.accept_for(kPatience)->recv<int>(), 7);
  EXPECT_EQ(client.wait(), 0);
}

TEST(IgnoreEINTR, IgnoreListener) {
  Listener listener({}, 1, "secret");
  test::Gate connect;
  test::ForkedChild client([&] {
    connect.pass();
    Client(listener.address(), "secret").send(7);
  });
  {
    const test::SignalStorm storm;
    const std::jthread opener([&] {
      test::SignalStorm::pass(20);
      connect.open();
    });
    EXPECT_EQ(listener.accept().recv<int>(), 7);
  }
  EXPECT_EQ(client.wait(), 0);
}

}  // namespace
}  // namespace mp
