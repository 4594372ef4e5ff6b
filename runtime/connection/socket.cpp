#include "runtime/connection/socket.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "runtime/connection/readiness.h"
#include "runtime/error.h"

namespace mp::connection {

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

/// Room for the one descriptor that travels with a byte.
struct alignas(cmsghdr) Control {
  std::array<char, CMSG_SPACE(sizeof(int))> bytes;
};
constexpr std::size_t kOneDescriptor = CMSG_LEN(sizeof(int));  // not CMSG_SPACE, which has room for two

/// A message of `byte` with `control`; all three must stay where they are while it is used.
msghdr one_byte(iovec& part, std::byte& byte, Control& control) noexcept {
  part = {&byte, 1};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes.data();
  message.msg_controllen = kOneDescriptor;
  return message;
}

int descriptor_in(const msghdr& message) noexcept {
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) return -1;
  int descriptor;
  std::memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
  return descriptor;
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

std::optional<std::size_t> Socket::send_descriptor(int descriptor, std::byte byte, futex::Deadline deadline) const {
  iovec part;
  Control control{};
  const msghdr message = one_byte(part, byte, control);
  cmsghdr& header = *CMSG_FIRSTHDR(&message);
  header.cmsg_level = SOL_SOCKET;
  header.cmsg_type = SCM_RIGHTS;
  header.cmsg_len = kOneDescriptor;
  std::memcpy(CMSG_DATA(&header), &descriptor, sizeof descriptor);
  return repeat(descriptor_, POLLOUT, deadline, "send of a descriptor",
                [&] { return ::sendmsg(descriptor_, &message, MSG_DONTWAIT | MSG_NOSIGNAL); });
}

std::optional<Socket::Parcel> Socket::receive_descriptor(futex::Deadline deadline) const {
  iovec part;
  std::byte byte{};
  Control control{};
  msghdr message{};
  const std::optional<std::size_t> bytes = repeat(descriptor_, POLLIN, deadline, "recv of a descriptor", [&] {
    message = one_byte(part, byte, control);
    return ::recvmsg(descriptor_, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  });
  if (!bytes) return std::nullopt;
  return Parcel{.end_of_file = *bytes == 0, .byte = byte, .descriptor = descriptor_in(message)};
}

bool Socket::is_local() const noexcept {
  int domain = 0;
  socklen_t size = sizeof domain;
  return ::getsockopt(descriptor_, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_UNIX;
}

void Socket::end_sending() const noexcept { ::shutdown(descriptor_, SHUT_WR); }

}  // namespace mp::connection
