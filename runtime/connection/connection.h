// mp::Connection, Python's multiprocessing.connection.Connection: one end of a channel that carries whole messages both ways.
//
//   auto [here, there] = mp::Pipe();
//   there.send(std::string("hello"));             // C++ values of the same program, packed by archive.h
//   auto text = here.recv<std::string>();
//   here.send_bytes(bytes);  there.recv_bytes();  // bytes as they are, also to and from a CPython program
//
// Thread safety: threads may send and receive on one end at once, and messages stay whole; close(), moves and the destructor have
// the end to themselves. Fork safety: a child inherits the end, so its function may use it by reference; one process at a time
// uses an end, and the end of file comes when every process that has the other end has closed its copy. Kill safety: nothing is
// in shared memory; a sender that dies in the middle of a message is an OSError, its absence an EOFError, a receiver's death an
// OSError (EPIPE), never SIGPIPE. Where it lives: private memory, the messages in the kernel. Moved, never copied; as an argument
// of an mp::Process it crosses (process/call.h). Closed on exec. Visible to whom: what was done before a message is sent happens
// before its receipt. The hooks hear that of the two ends of a Pipe, releasing and acquired with an address for each direction
// (message_order.h); of other connections nothing, as there is no shared memory to name: a race detector sees no order between
// processes that only their messages make.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "runtime/archive/archive.h"
#include "runtime/futex/deadline.h"

namespace mp {

namespace connection {
class MessageStream;
}  // namespace connection

class Connection;
std::pair<Connection, Connection> Pipe(bool duplex);

class Connection {
 public:
  using mp_descriptor_object = void;
  using Bytes = std::vector<std::byte>;
  static constexpr std::size_t kAnyLength = std::numeric_limits<std::size_t>::max();

  /// Takes over a connected stream socket, which will be closed. Throws ValueError when it is none, or may do nothing.
  explicit Connection(int descriptor, bool readable = true, bool writable = true);
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  /// Sends one message, which may be empty. Throws OSError: EPIPE when the other end is closed.
  void send_bytes(std::span<const std::byte> message) { static_cast<void>(send_by(message, futex::kNever)); }
  /// Waits at most that long for room; a negative time is none. False: nothing was sent. Throws OSError (ETIMEDOUT) when only a
  /// part of the message could be sent in time; then nothing can be sent any more.
  template <class Rep, class Period>
  [[nodiscard]] bool send_bytes_for(std::span<const std::byte> message, const std::chrono::duration<Rep, Period>& timeout) {
    return send_by(message, futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool send_bytes_until(std::span<const std::byte> message,
                                      const std::chrono::time_point<Clock, Duration>& deadline) {
    return send_by(message, futex::deadline_at(deadline));
  }

  /// Waits for a message and returns it. Throws EOFError when there will be none. A message longer than `max_length` is an
  /// OSError ("bad message length"), and this end receives no more.
  Bytes recv_bytes(std::size_t max_length = kAnyLength) { return *recv_by(max_length, futex::kNever); }
  /// Waits at most that long; a negative time is none. What has arrived of a message by then is kept for the next call.
  template <class Rep, class Period>
  [[nodiscard]] std::optional<Bytes> recv_bytes_for(const std::chrono::duration<Rep, Period>& timeout,
                                                    std::size_t max_length = kAnyLength) {
    return recv_by(max_length, futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  [[nodiscard]] std::optional<Bytes> recv_bytes_until(const std::chrono::time_point<Clock, Duration>& deadline,
                                                      std::size_t max_length = kAnyLength) {
    return recv_by(max_length, futex::deadline_at(deadline));
  }

  /// Waits for a message, copies it to `buffer` from `offset` on and returns its length. Throws ValueError when the offset is
  /// beyond the buffer, and BufferTooShort, which has the message, when it does not fit.
  std::size_t recv_bytes_into(std::span<std::byte> buffer, std::size_t offset = 0) {
    return *recv_into_by(buffer, offset, futex::kNever);
  }
  template <class Rep, class Period>
  [[nodiscard]] std::optional<std::size_t> recv_bytes_into_for(std::span<std::byte> buffer,
                                                               const std::chrono::duration<Rep, Period>& timeout,
                                                               std::size_t offset = 0) {
    return recv_into_by(buffer, offset, futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  [[nodiscard]] std::optional<std::size_t> recv_bytes_into_until(std::span<std::byte> buffer,
                                                                 const std::chrono::time_point<Clock, Duration>& deadline,
                                                                 std::size_t offset = 0) {
    return recv_into_by(buffer, offset, futex::deadline_at(deadline));
  }

  /// Sends a value to another process of the same program.
  template <class T>
  void send(const T& value) {
    send_bytes(archive::to_bytes(value));
  }
  template <class T, class Rep, class Period>
  [[nodiscard]] bool send_for(const T& value, const std::chrono::duration<Rep, Period>& timeout) {
    return send_bytes_for(archive::to_bytes(value), timeout);
  }
  template <class T, class Clock, class Duration>
  [[nodiscard]] bool send_until(const T& value, const std::chrono::time_point<Clock, Duration>& deadline) {
    return send_bytes_until(archive::to_bytes(value), deadline);
  }

  /// Waits for a value. Throws EOFError when there will be none, and archive::ArchiveError when the message is no T.
  template <class T>
  T recv() {
    return *recv_value_by<T>(futex::kNever);
  }
  template <class T, class Rep, class Period>
  [[nodiscard]] std::optional<T> recv_for(const std::chrono::duration<Rep, Period>& timeout) {
    return recv_value_by<T>(futex::deadline_after(timeout));
  }
  template <class T, class Clock, class Duration>
  [[nodiscard]] std::optional<T> recv_until(const std::chrono::time_point<Clock, Duration>& deadline) {
    return recv_value_by<T>(futex::deadline_at(deadline));
  }

  /// Sends a copy of a file descriptor to another process of this machine, in the form of CPython's reduction.send_handle (up to
  /// 3.13). Throws OSError when the descriptor is not open, or the connection leads to another machine.
  void send_fd(int descriptor) { static_cast<void>(send_fd_by(descriptor, kPlainDescriptor, futex::kNever)); }
  template <class Rep, class Period>
  [[nodiscard]] bool send_fd_for(int descriptor, const std::chrono::duration<Rep, Period>& timeout) {
    return send_fd_by(descriptor, kPlainDescriptor, futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool send_fd_until(int descriptor, const std::chrono::time_point<Clock, Duration>& deadline) {
    return send_fd_by(descriptor, kPlainDescriptor, futex::deadline_at(deadline));
  }

  /// Waits for a descriptor, which is the caller's to close. Throws OSError when something else comes, EOFError at the end.
  int recv_fd() { return *recv_fd_by(futex::kNever); }
  template <class Rep, class Period>
  [[nodiscard]] std::optional<int> recv_fd_for(const std::chrono::duration<Rep, Period>& timeout) {
    return recv_fd_by(futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  [[nodiscard]] std::optional<int> recv_fd_until(const std::chrono::time_point<Clock, Duration>& deadline) {
    return recv_fd_by(futex::deadline_at(deadline));
  }

  /// Sends a copy of an end, with its direction, to another process of this machine, which gets it by recv<mp::Connection>().
  /// This process keeps its own copy. REQUIRES: no part of a message has been received through it.
  void send(const Connection& end) { static_cast<void>(send_fd_by(end.fileno(), end.direction(), futex::kNever)); }
  template <class Rep, class Period>
  [[nodiscard]] bool send_for(const Connection& end, const std::chrono::duration<Rep, Period>& timeout) {
    return send_fd_by(end.fileno(), end.direction(), futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool send_until(const Connection& end, const std::chrono::time_point<Clock, Duration>& deadline) {
    return send_fd_by(end.fileno(), end.direction(), futex::deadline_at(deadline));
  }

  /// Something has arrived, or the other end is closed. The rest of a long message may still be on its way.
  bool poll() const { return poll_by(futex::kNow); }
  /// Waits for that at most so long; a negative time is none.
  template <class Rep, class Period>
  [[nodiscard]] bool poll_for(const std::chrono::duration<Rep, Period>& timeout) const {
    return poll_by(futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool poll_until(const std::chrono::time_point<Clock, Duration>& deadline) const {
    return poll_by(futex::deadline_at(deadline));
  }

  /// The descriptor, which stays this object's. Throws OSError ("handle is closed") after close(), as all functions above do.
  int fileno() const;
  /// A second object for the same end, with a descriptor of its own. REQUIRES: no part of a message has been received.
  Connection duplicate() const;
  /// Closes this process's copy of the end. May be called again.
  void close() noexcept;
  bool closed() const noexcept { return stream_ == nullptr; }
  bool readable() const noexcept { return readable_; }
  bool writable() const noexcept { return writable_; }

 private:
  /// The byte that travels with a descriptor: CPython's count of them, or what the end may do.
  static constexpr std::byte kPlainDescriptor{1};
  static constexpr std::byte kDuplex{'d'}, kReader{'r'}, kWriter{'w'};

  template <class T>
  std::optional<T> recv_value_by(futex::Deadline deadline) {
    if constexpr (std::same_as<T, Connection>) {
      return recv_end_by(deadline);
    } else {
      const std::optional<Bytes> message = recv_by(kAnyLength, deadline);
      if (!message) return std::nullopt;
      return archive::from_bytes<T>(*message);
    }
  }

  friend std::pair<Connection, Connection> Pipe(bool duplex);
  Connection(std::unique_ptr<connection::MessageStream> stream, bool readable, bool writable) noexcept;

  [[nodiscard]] bool send_by(std::span<const std::byte> message, futex::Deadline deadline);
  std::optional<Bytes> recv_by(std::size_t max_length, futex::Deadline deadline);
  std::optional<std::size_t> recv_into_by(std::span<std::byte> buffer, std::size_t offset, futex::Deadline deadline);
  bool send_fd_by(int descriptor, std::byte byte, futex::Deadline deadline);
  std::optional<int> recv_fd_by(futex::Deadline deadline);
  std::optional<Connection> recv_end_by(futex::Deadline deadline);
  std::byte direction() const;
  bool poll_by(futex::Deadline deadline) const;
  connection::MessageStream& open_stream() const;
  connection::MessageStream& stream_to_read() const;
  connection::MessageStream& stream_to_write() const;

  std::unique_ptr<connection::MessageStream> stream_;  // empty when closed
  bool readable_;
  bool writable_;
};

}  // namespace mp
