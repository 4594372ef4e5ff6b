#include "runtime/process/parcel.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "runtime/error.h"

namespace mp::internal {
namespace {

struct alignas(cmsghdr) Control {
  std::array<char, CMSG_SPACE(kMostDescriptors * sizeof(int))> bytes;
};

bool says_gone(int error) { return error == EPIPE || error == ECONNRESET || error == ENOTCONN; }

std::vector<Descriptor> descriptors_in(const msghdr& message) {
  std::vector<Descriptor> descriptors;
  const cmsghdr* const header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) return descriptors;
  std::array<int, kMostDescriptors> numbers;
  const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
  std::memcpy(numbers.data(), CMSG_DATA(header), count * sizeof(int));
  descriptors.reserve(count);
  for (const int number : std::span(numbers).first(count)) descriptors.emplace_back(number);
  return descriptors;
}

}  // namespace

bool send_parcel(int socket, std::span<const std::byte> message, std::span<const int> descriptors) {
  MP_CHECK(descriptors.size() <= kMostDescriptors);
  iovec part{.iov_base = const_cast<std::byte*>(message.data()), .iov_len = message.size()};  // the kernel only reads it
  Control control{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  if (!descriptors.empty()) {
    header.msg_control = control.bytes.data();
    header.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    cmsghdr& rights = *CMSG_FIRSTHDR(&header);
    rights.cmsg_level = SOL_SOCKET;
    rights.cmsg_type = SCM_RIGHTS;
    rights.cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(&rights), descriptors.data(), descriptors.size_bytes());
  }
  for (;;) {
    if (::sendmsg(socket, &header, MSG_NOSIGNAL) >= 0) return true;
    if (says_gone(errno)) return false;
    if (errno != EINTR) throw OSError("cannot send descriptors to another process: sendmsg", errno);
  }
}

std::optional<Parcel> receive_parcel(int socket, std::span<std::byte> to) {
  iovec part{.iov_base = to.data(), .iov_len = to.size()};
  Control control{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control.bytes.data();
  header.msg_controllen = control.bytes.size();
  ssize_t bytes;
  do {
    bytes = ::recvmsg(socket, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  } while (bytes < 0 && errno == EINTR);
  if (bytes < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return std::nullopt;
  if (bytes < 0 && says_gone(errno)) bytes = 0;
  if (bytes < 0) throw OSError("cannot receive descriptors from another process: recvmsg", errno);
  return Parcel{static_cast<std::size_t>(bytes), descriptors_in(header), (header.msg_flags & MSG_CTRUNC) == 0};
}

}  // namespace mp::internal
