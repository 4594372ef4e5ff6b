#include "runtime/channel/socket.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "runtime/channel/readiness.h"
#include "runtime/error.h"

namespace mp::channel {

namespace {

bool wait_for(int descriptor, short events, futex::Deadline deadline) {
  pollfd socket{.fd = descriptor, .events = events, .revents = 0};
  if (poll_until({&socket, 1}, deadline) == 0) return false;
  if ((socket.revents & POLLNVAL) != 0) throw OSError("poll of a descriptor that somebody else has closed", EBADF);
  return true;
}

/// Repeats `attempt`, which does not wait, until it succeeds or the deadline has passed.
template <class Attempt>
std::optional<std::size_t> repeat(int descriptor, short events, futex::Deadline deadline, const char* name, Attempt attempt) {
  for (;;) {
    const ssize_t bytes = attempt();
    if (bytes >= 0) return static_cast<std::size_t>(bytes);
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) throw OSError(name, errno);
    if (!wait_for(descriptor, events, deadline)) return std::nullopt;
  }
}

}  // namespace

Socket::Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Socket& Socket::operator=(Socket&& other) noexcept {
  if (this != &other) {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}

Socket::~Socket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool Socket::wait_readable(futex::Deadline deadline) const { return wait_for(descriptor_, POLLIN, deadline); }

std::optional<std::size_t> Socket::receive_some(std::span<std::byte> to, futex::Deadline deadline) const {
  return repeat(descriptor_, POLLIN, deadline, "recv", [&] { return ::recv(descriptor_, to.data(), to.size(), MSG_DONTWAIT); });
}

std::optional<std::size_t> Socket::send_some(std::span<const iovec> parts, futex::Deadline deadline) const {
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(parts.data());  // the kernel only reads it
  message.msg_iovlen = parts.size();
  return repeat(descriptor_, POLLOUT, deadline, "send",
                [&] { return ::sendmsg(descriptor_, &message, MSG_DONTWAIT | MSG_NOSIGNAL); });
}

void Socket::end_sending() const noexcept { ::shutdown(descriptor_, SHUT_WR); }

}  // namespace mp::channel
