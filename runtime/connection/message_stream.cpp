#include "runtime/connection/message_stream.h"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

#include "runtime/hooks.h"

namespace mp::connection {

namespace {

constexpr std::size_t kShortHeader = 4;
constexpr std::size_t kLongHeader = 12;
constexpr std::size_t kLongestWithShortHeader = 0x7fffffff;
constexpr std::uint32_t kLongMark = 0xffffffff;
constexpr std::size_t kLeastGrowth = std::size_t{1} << 16;  // of a body that arrives, in bytes

template <class Number>
Number from_big_endian(const std::byte* bytes) noexcept {
  Number number = 0;
  for (std::size_t i = 0; i < sizeof number; ++i) number = (number << 8) | std::to_integer<Number>(bytes[i]);
  return number;
}

template <class Number>
void to_big_endian(Number number, std::byte* bytes) noexcept {
  for (std::size_t i = sizeof number; i-- > 0; number >>= 8) bytes[i] = static_cast<std::byte>(number);
}

/// Returns how long the header is.
std::size_t write_header(std::size_t length, std::byte* header) noexcept {
  if (length <= kLongestWithShortHeader) {
    to_big_endian(static_cast<std::uint32_t>(length), header);
    return kShortHeader;
  }
  to_big_endian(kLongMark, header);
  to_big_endian(static_cast<std::uint64_t>(length), header + kShortHeader);
  return kLongHeader;
}

/// REQUIRES: the first four bytes have arrived.
std::size_t header_length(const std::byte* header) noexcept {
  return from_big_endian<std::uint32_t>(header) == kLongMark ? kLongHeader : kShortHeader;
}

/// REQUIRES: the header is whole.
std::size_t body_length(const std::byte* header) {
  if (header_length(header) == kLongHeader) return from_big_endian<std::uint64_t>(header + kShortHeader);
  const auto length = from_big_endian<std::uint32_t>(header);
  if (length > kLongestWithShortHeader) throw BadMessageLength();
  return length;
}

/// Takes `sent` bytes from the front of `parts`.
std::span<iovec> drop_front(std::span<iovec> parts, std::size_t sent) noexcept {
  while (!parts.empty() && sent >= parts.front().iov_len) {
    sent -= parts.front().iov_len;
    parts = parts.subspan(1);
  }
  if (!parts.empty()) {
    parts.front().iov_base = static_cast<std::byte*>(parts.front().iov_base) + sent;
    parts.front().iov_len -= sent;
  }
  return parts;
}

}  // namespace

BadMessageLength::BadMessageLength() : OSError("bad message length", EMSGSIZE) {}

bool MessageStream::send(std::span<const std::byte> message, futex::Deadline deadline) {
  const ForkAwareGuard guard(sending_, deadline);
  if (!guard.held()) return false;
  require_whole_messages_sent();
  std::array<std::byte, kLongHeader> header;
  std::array<iovec, 2> parts = {{
      {header.data(), write_header(message.size(), header.data())},
      {const_cast<std::byte*>(message.data()), message.size()},  // the kernel only reads it
  }};
  if (order_.sent() != nullptr) hooks::announce(&hooks::Listener::releasing, order_.sent());
  const std::optional<std::size_t> sent = socket_.send_some(parts, deadline);
  if (!sent) return false;
  send_rest(parts, *sent, deadline);
  return true;
}

void MessageStream::require_whole_messages_sent() const {
  if (sent_in_part_) throw OSError("an earlier message was sent in part only, and nothing can follow it", EPIPE);
}

void MessageStream::send_rest(std::span<iovec> parts, std::size_t sent, futex::Deadline deadline) {
  for (parts = drop_front(parts, sent); !parts.empty(); parts = drop_front(parts, sent)) {
    const std::optional<std::size_t> more = socket_.send_some(parts, deadline);
    if (!more) {
      sent_in_part_ = true;
      socket_.end_sending();
      throw OSError("the other end took only a part of the message in time; nothing more can be sent", ETIMEDOUT);
    }
    sent = *more;
  }
}

std::optional<std::vector<std::byte>> MessageStream::receive(std::size_t max_length, futex::Deadline deadline) {
  const ForkAwareGuard guard(receiving_, deadline);
  if (!guard.held()) return std::nullopt;
  // Not destroyed: the parent's thread may have been in the middle of changing it.
  if (guard.inherited()) std::construct_at(&incoming_);
  if (!receive_header(deadline)) return std::nullopt;
  const std::size_t length = body_length(incoming_.header.data());
  if (length > max_length) throw BadMessageLength();
  if (!receive_body(length, deadline)) return std::nullopt;
  if (order_.received() != nullptr) hooks::announce(&hooks::Listener::acquired, order_.received());
  return std::exchange(incoming_, Incoming()).body;
}

bool MessageStream::receive_header(futex::Deadline deadline) {
  std::size_t wanted = kShortHeader;
  for (;;) {
    if (incoming_.header_bytes >= kShortHeader) wanted = header_length(incoming_.header.data());
    if (incoming_.header_bytes == wanted) return true;
    const std::size_t bytes =
        receive_some(std::span(incoming_.header).subspan(incoming_.header_bytes, wanted - incoming_.header_bytes), deadline);
    if (bytes == 0) return false;
    incoming_.header_bytes += bytes;
  }
}

bool MessageStream::receive_body(std::size_t length, futex::Deadline deadline) {
  std::vector<std::byte>& body = incoming_.body;
  while (incoming_.body_bytes < length) {
    if (incoming_.body_bytes == body.size()) {
      body.resize(body.size() + std::min(length - body.size(), std::max(kLeastGrowth, body.size())));
    }
    const std::size_t bytes = receive_some(std::span(body).subspan(incoming_.body_bytes), deadline);
    if (bytes == 0) return false;
    incoming_.body_bytes += bytes;
  }
  return true;
}

/// Returns 0 if the deadline passes first.
std::size_t MessageStream::receive_some(std::span<std::byte> to, futex::Deadline deadline) {
  const std::optional<std::size_t> bytes = socket_.receive_some(to, deadline);
  if (!bytes) return 0;
  if (*bytes != 0) return *bytes;
  if (incoming_.header_bytes == 0) throw_end_of_file();
  throw OSError("got end of file during message", ECONNRESET);
}

void MessageStream::throw_end_of_file() { throw EOFError("the other end is closed, and no message is left"); }

bool MessageStream::send_descriptor(int descriptor, std::byte byte, futex::Deadline deadline) {
  if (!socket_.is_local()) throw OSError("only a connection within this machine can send a descriptor", EOPNOTSUPP);
  const ForkAwareGuard guard(sending_, deadline);
  if (!guard.held()) return false;
  require_whole_messages_sent();
  return socket_.send_descriptor(descriptor, byte, deadline).has_value();
}

std::optional<std::pair<int, std::byte>> MessageStream::receive_descriptor(futex::Deadline deadline) {
  const ForkAwareGuard guard(receiving_, deadline);
  if (!guard.held()) return std::nullopt;
  if (guard.inherited()) std::construct_at(&incoming_);
  if (incoming_.header_bytes != 0) throw OSError("a message has arrived in part, and comes before a descriptor", EBUSY);
  const std::optional<Socket::Parcel> parcel = socket_.receive_descriptor(deadline);
  if (!parcel) return std::nullopt;
  if (parcel->end_of_file) throw_end_of_file();
  if (parcel->descriptor < 0) throw OSError("no descriptor came: the other end sent a message instead", EBADMSG);
  return std::pair(parcel->descriptor, parcel->byte);
}

}  // namespace mp::connection
