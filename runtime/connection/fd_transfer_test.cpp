// CPython's test_fd_transfer and its relatives, and _TestPicklingConnections: descriptors and connections sent over connections.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/connection/bytes_for_test.h"
#include "runtime/connection/listener.h"
#include "runtime/connection/pipe.h"
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

/// A pipe of the system's.
struct SystemPipe {
  SystemPipe() { EXPECT_EQ(::pipe(ends), 0); }
  ~SystemPipe() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  SystemPipe(const SystemPipe&) = delete;
  SystemPipe& operator=(const SystemPipe&) = delete;
  std::string read(std::size_t length) const {
    std::string text(length, ' ');
    EXPECT_EQ(::read(ends[0], text.data(), length), static_cast<ssize_t>(length));
    return text;
  }
  int ends[2];
};

/// Receives a descriptor, writes to it and closes it.
void write_to_what_comes(Connection& connection, std::string_view text) {
  const std::optional<int> descriptor = connection.recv_fd_for(kPatience);
  ASSERT_TRUE(descriptor.has_value());
  EXPECT_TRUE((::fcntl(*descriptor, F_GETFD) & FD_CLOEXEC) != 0);
  EXPECT_EQ(::write(*descriptor, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  EXPECT_EQ(::close(*descriptor), 0);
}

TEST(FdTransfer, FdTransfer) {
  auto [here, there] = Pipe();
  test::ForkedChild child([&, &end = there] { write_to_what_comes(end, "foo"); });
  const SystemPipe pipe;  // made after the fork: the child has it from nowhere else
  here.send_fd(pipe.ends[1]);
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(pipe.read(3), "foo");
}

TEST(FdTransfer, LargeFdTransfer) {
  constexpr int kLarge = 300;
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  ASSERT_GT(limit.rlim_cur, static_cast<rlim_t>(kLarge));
  auto [here, there] = Pipe();
  test::ForkedChild child([&, &end = there] { write_to_what_comes(end, "bar"); });
  const SystemPipe pipe;
  const int large = ::fcntl(pipe.ends[1], F_DUPFD_CLOEXEC, kLarge);
  ASSERT_GE(large, kLarge);
  here.send_fd(large);
  ::close(large);
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(pipe.read(3), "bar");
}

TEST(FdTransfer, MissingFdTransfer) {
  auto [here, there] = Pipe();
  here.send_bytes({});
  EXPECT_EQ(errno_of([&, &end = there] { end.recv_fd(); }), EBADMSG);
}

TEST(FdTransfer, RefusesWhatIsNotOpen) {
  auto [here, there] = Pipe();
  EXPECT_EQ(errno_of([&, &end = here] { end.send_fd(44977608); }), EBADF);
  EXPECT_FALSE(there.poll()) << "nothing was sent";
}

TEST(FdTransfer, StandsBetweenMessages) {
  auto [here, there] = Pipe();
  here.send(1);
  ASSERT_TRUE(here.send_fd_for(STDERR_FILENO, kPatience));
  here.send(2);
  ASSERT_TRUE(here.send_fd_until(STDERR_FILENO, std::chrono::steady_clock::now() + kPatience));
  EXPECT_EQ(there.recv<int>(), 1);
  ::close(there.recv_fd());
  EXPECT_EQ(there.recv<int>(), 2);
  ::close(*there.recv_fd_until(std::chrono::steady_clock::now() + kPatience));
  EXPECT_EQ(there.recv_fd_for(20ms), std::nullopt);
  here.close();
  EXPECT_THROW(there.recv_fd(), EOFError);
}

TEST(FdTransfer, AMessageThatHasBegunComesFirst) {
  test::RawPair pair;
  Connection connection(pair.take_first());
  pair.write(std::string_view("\0\0\0\2h", 5));
  EXPECT_EQ(connection.recv_bytes_for(0s), std::nullopt);
  EXPECT_EQ(errno_of([&] { connection.recv_fd(); }), EBUSY);
  pair.write("i");
  EXPECT_EQ(to_text(connection.recv_bytes()), "hi");
}

TEST(FdTransfer, StaysOnThisMachine) {
  Listener listener(Address("127.0.0.1", 0));
  Connection client = Client(listener.address());
  std::optional<Connection> server = listener.accept_for(kPatience);
  ASSERT_TRUE(server.has_value());
  EXPECT_EQ(errno_of([&] { client.send_fd(STDERR_FILENO); }), EOPNOTSUPP);
  EXPECT_FALSE(server->poll());
}

TEST(PicklingConnections, Pickling) {
  auto [here, there] = Pipe();
  test::ForkedChild child([&, &other = here, &end = there] {
    other.close();
    std::optional<Connection> received = end.recv_for<Connection>(kPatience);
    ASSERT_TRUE(received.has_value());
    received->send_bytes(to_bytes("from the child"));
    EXPECT_EQ(to_text(*received->recv_bytes_for(kPatience)), "from the parent");
  });
  there.close();
  auto [first, second] = Pipe();  // the child has them from nowhere else
  ASSERT_TRUE(here.send_for(second, kPatience));
  second.close();
  EXPECT_EQ(to_text(*first.recv_bytes_for(kPatience)), "from the child");
  first.send_bytes(to_bytes("from the parent"));
  EXPECT_EQ(child.wait(), 0);
  EXPECT_THROW(first.recv_bytes(), EOFError);
}

TEST(PicklingConnections, Access) {
  auto [here, there] = Pipe();
  auto [reader, writer] = Pipe(false);
  here.send(reader);
  ASSERT_TRUE(here.send_until(writer, std::chrono::steady_clock::now() + kPatience));
  here.send(there);
  Connection got_reader = there.recv<Connection>();
  std::optional<Connection> got_writer = there.recv_until<Connection>(std::chrono::steady_clock::now() + kPatience);
  ASSERT_TRUE(got_writer.has_value());
  const Connection got_duplex = there.recv<Connection>();
  EXPECT_TRUE(got_reader.readable() && !got_reader.writable());
  EXPECT_TRUE(!got_writer->readable() && got_writer->writable());
  EXPECT_TRUE(got_duplex.readable() && got_duplex.writable());
  got_writer->send(5);
  EXPECT_EQ(got_reader.recv<int>(), 5);
  EXPECT_THROW(got_reader.send(5), OSError);
  EXPECT_EQ(there.recv_for<Connection>(0s).has_value(), false);
}

TEST(PicklingConnections, ADescriptorIsNoConnection) {
  auto [here, there] = Pipe();
  here.send_fd(STDERR_FILENO);
  EXPECT_EQ(errno_of([&, &end = there] { end.recv<Connection>(); }), EBADMSG);
  here.send(here);
  EXPECT_EQ(errno_of([&, &end = there] { end.recv_fd(); }), EBADMSG);
  here.close();
  EXPECT_THROW(static_cast<void>(there.recv_for<Connection>(kPatience)), EOFError) << "who is refused keeps no copy of an end";
}

}  // namespace
}  // namespace mp
