// Whole messages over a stream socket, in the form that CPython's multiprocessing gives them on the wire.
//
//   | length n of the message | on the wire                                                     |
//   |-------------------------|-----------------------------------------------------------------|
//   | n <= 0x7fffffff         | n in 4 bytes, big-endian; then the n bytes                      |
//   | larger                  | ff ff ff ff; n in 8 bytes, big-endian; then the n bytes         |
//
// Invariants: 1. Header and body leave in one system call, as far as the socket takes them. 2. Bytes that have arrived are never
// lost: what a deadline interrupts stays here, and the next receive() goes on with it. 3. Memory grows with what has arrived,
// never with what a header promises. 4. After a message that could be sent in part only, nothing more is sent.
// Thread safety: every function may be called from any thread; whole messages come one after another. Where it lives: private
// memory. Fork safety: a child has its own copy on the same socket. What a thread of its parent was receiving at the fork is that
// thread's. Two processes that use one end at once get pieces of each other's messages, as in Python.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "runtime/connection/fork_aware_lock.h"
#include "runtime/connection/message_order.h"
#include "runtime/connection/socket.h"
#include "runtime/error.h"
#include "runtime/futex/deadline.h"

namespace mp::connection {

/// The header announces a message that nobody wants to receive: longer than allowed, or of a negative length.
class BadMessageLength : public OSError {
 public:
  BadMessageLength();
};

class MessageStream {
 public:
  explicit MessageStream(Socket socket, MessageOrder order = {}) noexcept
      : socket_(std::move(socket)), order_(std::move(order)) {}

  const Socket& socket() const noexcept { return socket_; }
  const MessageOrder& order() const noexcept { return order_; }

  /// False, and nothing is sent, if the deadline passes before the first byte leaves. Throws OSError: EPIPE when the other end is
  /// closed; ETIMEDOUT when the deadline passes in the middle of the message, and then the stream sends no more.
  bool send(std::span<const std::byte> message, futex::Deadline deadline);

  /// Nothing if the deadline passes first. Throws EOFError when the other end is closed between two messages, OSError when it is
  /// closed in the middle of one, and BadMessageLength.
  std::optional<std::vector<std::byte>> receive(std::size_t max_length, futex::Deadline deadline);

  /// Sends a byte with a copy of a descriptor, between two messages. False if the deadline passes first. Throws OSError, also
  /// when the socket is not local.
  bool send_descriptor(int descriptor, std::byte byte, futex::Deadline deadline);

  /// Receives that; the descriptor is the caller's. Nothing if the deadline passes first. Throws EOFError, and OSError: EBADMSG
  /// when no descriptor came with the byte, EBUSY when a part of a message has been received.
  std::optional<std::pair<int, std::byte>> receive_descriptor(futex::Deadline deadline);

 private:
  /// The message that is arriving.
  struct Incoming {
    std::array<std::byte, 12> header{};
    std::size_t header_bytes = 0;
    std::vector<std::byte> body;
    std::size_t body_bytes = 0;
  };

  bool receive_header(futex::Deadline deadline);
  bool receive_body(std::size_t length, futex::Deadline deadline);
  std::size_t receive_some(std::span<std::byte> to, futex::Deadline deadline);
  void require_whole_messages_sent() const;
  [[noreturn]] static void throw_end_of_file();
  void send_rest(std::span<iovec> parts, std::size_t sent, futex::Deadline deadline);

  Socket socket_;
  const MessageOrder order_;
  ForkAwareLock sending_;
  bool sent_in_part_ = false;
  ForkAwareLock receiving_;
  Incoming incoming_;
};

}  // namespace mp::connection
