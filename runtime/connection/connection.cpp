#include "runtime/connection/connection.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "runtime/connection/message_stream.h"
#include "runtime/error.h"

namespace mp {

namespace {

/// Returns `descriptor`. The caller keeps it when this throws.
int require_stream_socket(int descriptor, bool readable, bool writable) {
  if (descriptor < 0) throw ValueError(fmt::format("invalid handle {}: a connection needs an open descriptor", descriptor));
  if (!readable && !writable) throw ValueError("at least one of `readable` and `writable` must be true");
  int type = 0;
  socklen_t size = sizeof type;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) != 0 && errno != ENOTSOCK) {
    throw OSError(fmt::format("a connection on descriptor {}: getsockopt", descriptor), errno);
  }
  if (type != SOCK_STREAM) {
    throw ValueError(
        fmt::format("descriptor {} is no stream socket; mp::Pipe, mp::Client and mp::Listener make connections "
                    "that work",
                    descriptor));
  }
  return descriptor;
}

}  // namespace

Connection::Connection(int descriptor, bool readable, bool writable)
    : stream_(
          std::make_unique<connection::MessageStream>(connection::Socket(require_stream_socket(descriptor, readable, writable)))),
      readable_(readable),
      writable_(writable) {}

Connection::Connection(std::unique_ptr<connection::MessageStream> stream, bool readable, bool writable) noexcept
    : stream_(std::move(stream)), readable_(readable), writable_(writable) {}

Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

void Connection::close() noexcept { stream_.reset(); }

Connection Connection::duplicate() const {
  const int copy = ::fcntl(fileno(), F_DUPFD_CLOEXEC, 0);
  if (copy < 0) throw OSError("a second descriptor of a connection: dup", errno);
  return Connection(std::make_unique<connection::MessageStream>(connection::Socket(copy), open_stream().order()), readable_,
                    writable_);
}

int Connection::fileno() const { return open_stream().socket().descriptor(); }

connection::MessageStream& Connection::open_stream() const {
  if (stream_ == nullptr) throw OSError("handle is closed", EBADF);
  return *stream_;
}

connection::MessageStream& Connection::stream_to_read() const {
  connection::MessageStream& stream = open_stream();
  if (!readable_) throw OSError("connection is write-only", EBADF);
  return stream;
}

connection::MessageStream& Connection::stream_to_write() const {
  connection::MessageStream& stream = open_stream();
  if (!writable_) throw OSError("connection is read-only", EBADF);
  return stream;
}

bool Connection::send_by(std::span<const std::byte> message, futex::Deadline deadline) {
  return stream_to_write().send(message, deadline);
}

std::optional<Connection::Bytes> Connection::recv_by(std::size_t max_length, futex::Deadline deadline) {
  connection::MessageStream& stream = stream_to_read();
  try {
    return stream.receive(max_length, deadline);
  } catch (const connection::BadMessageLength&) {
    // Where the next message begins, nobody knows.
    readable_ = false;
    if (!writable_) close();
    throw;
  }
}

std::optional<std::size_t> Connection::recv_into_by(std::span<std::byte> buffer, std::size_t offset, futex::Deadline deadline) {
  static_cast<void>(stream_to_read());
  if (offset > buffer.size())
    throw ValueError(fmt::format("the offset {} is beyond the buffer's {} bytes", offset, buffer.size()));
  std::optional<Bytes> message = recv_by(kAnyLength, deadline);
  if (!message) return std::nullopt;
  const std::span<std::byte> room = buffer.subspan(offset);
  if (message->size() > room.size()) throw BufferTooShort(*std::move(message));
  std::copy(message->begin(), message->end(), room.begin());
  return message->size();
}

bool Connection::send_fd_by(int descriptor, std::byte byte, futex::Deadline deadline) {
  return stream_to_write().send_descriptor(descriptor, byte, deadline);
}

std::optional<int> Connection::recv_fd_by(futex::Deadline deadline) {
  const auto received = stream_to_read().receive_descriptor(deadline);
  if (!received) return std::nullopt;
  if (received->second == kPlainDescriptor) return received->first;
  ::close(received->first);
  throw OSError("no plain descriptor came: take a connection by recv<mp::Connection>()", EBADMSG);
}

std::optional<Connection> Connection::recv_end_by(futex::Deadline deadline) {
  const auto received = stream_to_read().receive_descriptor(deadline);
  if (!received) return std::nullopt;
  const auto [descriptor, direction] = *received;
  if (direction == kDuplex || direction == kReader || direction == kWriter) {
    return Connection(descriptor, direction != kWriter, direction != kReader);
  }
  ::close(descriptor);
  throw OSError("no connection came: take a descriptor by recv_fd()", EBADMSG);
}

std::byte Connection::direction() const {
  if (readable_ && writable_) return kDuplex;
  return readable_ ? kReader : kWriter;
}

bool Connection::poll_by(futex::Deadline deadline) const { return stream_to_read().socket().wait_readable(deadline); }

}  // namespace mp
