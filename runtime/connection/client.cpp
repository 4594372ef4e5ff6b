#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "runtime/connection/address.h"
#include "runtime/connection/handshake.h"
#include "runtime/connection/listener.h"
#include "runtime/connection/readiness.h"
#include "runtime/error.h"

namespace mp::internal {

namespace {

/// Limits how long connect() waits on a Unix socket, where poll() does not tell when the listener has room. 0 is no limit there.
void limit_waiting(int descriptor, futex::Deadline deadline) {
  using namespace std::chrono;
  timeval limit{};
  if (deadline != futex::kNever) {
    const auto left = std::max(ceil<microseconds>(futex::time_left(deadline)), microseconds(1));
    limit.tv_sec = floor<seconds>(left).count();
    limit.tv_usec = (left % seconds(1)).count();
  }
  if (::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0) throw OSError("setsockopt", errno);
}

/// Returns 0, or the errno; EAGAIN when the deadline has passed.
int connect_path(int descriptor, const connection::KernelAddress& where, futex::Deadline deadline) {
  for (;;) {
    limit_waiting(descriptor, deadline);
    if (::connect(descriptor, where.get(), where.length) == 0) return 0;
    if (errno != EINTR) return errno;
  }
}

/// As connect_path. A connect that was begun goes on by itself, also when a signal comes.
int connect_tcp(int descriptor, const connection::KernelAddress& where, futex::Deadline deadline) {
  const int flags = ::fcntl(descriptor, F_GETFL);
  ::fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
  if (::connect(descriptor, where.get(), where.length) != 0) {
    if (errno != EINPROGRESS && errno != EINTR) return errno;
    pollfd connected{.fd = descriptor, .events = POLLOUT, .revents = 0};
    if (connection::poll_until({&connected, 1}, deadline) == 0) return EAGAIN;
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return error;
  }
  ::fcntl(descriptor, F_SETFL, flags);
  return 0;
}

}  // namespace

std::optional<Connection> connect_by(const Address& address, const std::optional<std::string>& authkey,
                                     futex::Deadline deadline) {
  const connection::KernelAddress where = connection::to_kernel(address);
  const int descriptor = ::socket(where.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) throw OSError("a client: socket", errno);
  Connection connection(descriptor);
  const int error = (address.is_path() ? connect_path : connect_tcp)(descriptor, where, deadline);
  if (error == EAGAIN) return std::nullopt;
  if (error != 0) throw OSError("connect to " + address.text(), error);
  if (address.is_path()) limit_waiting(descriptor, futex::kNever);
  if (!authkey) return connection;
  try {
    connection::answer_challenge(connection, *authkey, deadline);
    connection::deliver_challenge(connection, *authkey, deadline);
  } catch (const TimeoutError&) {
    return std::nullopt;
  }
  return connection;
}

}  // namespace mp::internal
