// Connections between this runtime and the real CPython, in both roles, with right and wrong keys: Debian's python3 (3.11, which
// speaks the legacy handshake), and every python3.12 and later that is found (the modern one).
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/connection/address.h"
#include "runtime/connection/bytes_for_test.h"
#include "runtime/connection/listener.h"
#include "runtime/error.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

using test::kPatience;
using test::pattern;

constexpr char kScript[] = "runtime/connection/python_peer.py";
constexpr int kAuthenticationError = 3;
constexpr std::initializer_list<std::size_t> kSizes = {0, 1, 16384, 16385, 1 << 20, 16 << 20};

/// A Python program that runs beside the test, killed at the end if it is not waited for.
class Python {
 public:
  Python(std::vector<std::string> arguments) {
    int ends[2];
    MP_CHECK(::pipe(ends) == 0);
    output_ = ends[0];
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_addclose(&actions, ends[0]);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    if (::posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), environ) != 0) pid_ = -1;
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
  }
  ~Python() {
    ::close(output_);
    if (pid_ < 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Python(const Python&) = delete;
  Python& operator=(const Python&) = delete;

  /// The number that it writes; nothing when it ends without.
  std::optional<int> number() const {
    pollfd readable{output_, POLLIN, 0};
    std::array<char, 64> text{};
    if (::poll(&readable, 1, static_cast<int>(std::chrono::milliseconds(kPatience).count())) != 1) return std::nullopt;
    if (::read(output_, text.data(), text.size() - 1) <= 0) return std::nullopt;
    return std::atoi(text.data());
  }

  /// Its exit code; it ends when the other end of its connection is closed.
  int wait() {
    if (pid_ < 0) return 127;
    int status = 0;
    MP_CHECK(::waitpid(std::exchange(pid_, -1), &status, 0) > 0);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  }

 private:
  int output_;
  pid_t pid_ = -1;
};

/// What runs here: always python3, and of the later ones those that are installed.
std::vector<std::string> interpreters() {
  std::vector<std::string> found = {"python3"};
  for (const char* name : {"python3.12", "python3.13", "python3.14"}) {
    if (Python({name, "-c", "import multiprocessing"}).wait() == 0) found.emplace_back(name);
  }
  return found;
}

/// What Python calls the same.
std::string in_python(const Address& address) {
  if (!address.is_path()) return "('" + address.name() + "', " + std::to_string(address.port()) + ")";
  return address.is_abstract() ? "'\\0" + address.name().substr(1) + "'" : "'" + address.name() + "'";
}

using Key = std::optional<std::string>;

class PythonPeer : public testing::TestWithParam<std::string> {
 protected:
  static Python run(const std::string& word, const Address& address, const Key& key, std::size_t largest = 0) {
    return Python({GetParam(), kScript, word, in_python(address), key ? "key:" + *key : "None", std::to_string(largest)});
  }
};

/// The largest messages, once.
std::size_t largest_with(const Key& key) { return key == "secret" ? 16 << 20 : 16385; }

/// An abstract name that no other test has.
Address abstract_name() { return std::string("\0mp-python-test-", 16) + std::to_string(::getpid()); }

std::string name_of_interpreter(const testing::TestParamInfo<std::string>& interpreter) {
  std::string name = interpreter.param;
  std::erase(name, '.');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Interpreters, PythonPeer, testing::ValuesIn(interpreters()), name_of_interpreter);

void converse(Connection& connection, std::size_t largest) {
  for (const std::size_t size : kSizes) {
    if (size > largest) break;
    connection.send_bytes(pattern(size));
    ASSERT_EQ(connection.recv_bytes_for(kPatience), pattern(size)) << size;
  }
}

void echo(Connection& connection, std::size_t largest) {
  for (const std::size_t size : kSizes) {
    if (size > largest) break;
    const auto message = connection.recv_bytes_for(kPatience);
    ASSERT_TRUE(message.has_value());
    ASSERT_EQ(message->size(), size);
    connection.send_bytes(*message);
  }
}

/// Before 3.13, Listener took an empty key for none (its `if self._authkey:`), though Client did not.
bool listener_knows_empty_keys(const std::string& interpreter) {
  return Python({interpreter, "-c", "import sys; sys.exit(sys.version_info < (3, 13))"}).wait() == 0;
}

TEST_P(PythonPeer, CallsOurListener) {
  for (const Key& key : {Key(), Key("secret"), Key("")}) {
    for (const Address& wish : {Address(), Address("127.0.0.1", 0)}) {
      Listener listener(wish, 1, key);
      Python client = run("call", listener.address(), key, largest_with(key));
      std::optional<Connection> connection = listener.accept_for(kPatience);
      ASSERT_TRUE(connection.has_value());
      echo(*connection, largest_with(key));
      EXPECT_EQ(client.wait(), 0);
      EXPECT_THROW(connection->recv_bytes(), EOFError);
    }
  }
}

TEST_P(PythonPeer, ListensForOurClient) {
  std::vector<Key> keys = {Key(), Key("secret")};
  if (listener_knows_empty_keys(GetParam())) keys.emplace_back("");
  for (const Key& key : keys) {
    for (const Address& wish : {abstract_name(), Address("127.0.0.1", 0)}) {
      Python server = run("listen", wish, key);
      const std::optional<int> port = server.number();
      ASSERT_TRUE(port.has_value());
      const Address address = wish.is_path() ? wish : Address("127.0.0.1", *port);
      {
        std::optional<Connection> connection = Client_for(address, kPatience, key);
        ASSERT_TRUE(connection.has_value());
        converse(*connection, largest_with(key));
      }
      EXPECT_EQ(server.wait(), 0);
    }
  }
}

TEST_P(PythonPeer, IsRefusedWithAnotherKey) {
  Listener listener({}, 1, "secret");
  Python client = run("call", listener.address(), "wrong");
  EXPECT_THROW(static_cast<void>(listener.accept_for(kPatience)), AuthenticationError);
  EXPECT_EQ(client.wait(), kAuthenticationError);
}

TEST_P(PythonPeer, RefusesUsWithAnotherKey) {
  Python server = run("listen", abstract_name(), "secret");
  ASSERT_TRUE(server.number().has_value());
  EXPECT_THROW(static_cast<void>(Client_for(abstract_name(), kPatience, "wrong")), AuthenticationError);
  EXPECT_EQ(server.wait(), kAuthenticationError);
}

/// From 3.14 on the receiver of a descriptor answers with a byte.
bool acknowledges_descriptors(const std::string& interpreter) {
  return Python({interpreter, "-c", "import sys; from multiprocessing import reduction; sys.exit(not reduction.ACKNOWLEDGE)"})
             .wait() == 0;
}

TEST_P(PythonPeer, PassesDescriptorsBothWays) {
  if (acknowledges_descriptors(GetParam())) GTEST_SKIP() << GetParam() << " passes descriptors in another form";
  Listener listener;
  Python client = run("pass_descriptor", listener.address(), Key());
  std::optional<Connection> connection = listener.accept_for(kPatience);
  ASSERT_TRUE(connection.has_value());
  const std::optional<int> theirs = connection->recv_fd_for(kPatience);
  ASSERT_TRUE(theirs.has_value());
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  connection->send_fd(ends[0]);
  ASSERT_EQ(::write(ends[1], "hello", 5), 5);
  EXPECT_EQ(client.wait(), 0);
  std::array<char, 6> text{};
  EXPECT_EQ(::read(*theirs, text.data(), text.size()), 5);
  EXPECT_STREQ(text.data(), "hello");
  for (const int descriptor : {ends[0], ends[1], *theirs}) ::close(descriptor);
}

}  // namespace
}  // namespace mp
