// A connected stream socket that this process owns, and its operations, each with a deadline.
//
// Thread safety: the const members may be called from several threads at once. Fork safety: a child inherits a copy of the
// descriptor; each copy is closed on its own. Close-on-exec is the maker's affair.
// Signals are invisible: EINTR begins again, and the other end's absence is EPIPE without SIGPIPE (MSG_NOSIGNAL).
// No operation changes the descriptor's flags, which other processes share: each asks not to wait (MSG_DONTWAIT), and polls.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <optional>
#include <span>

#include "runtime/futex/deadline.h"

namespace mp::connection {

class Socket {
 public:
  /// Takes over `descriptor`, which will be closed.
  explicit Socket(int descriptor) noexcept : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&& other) noexcept;
  ~Socket();

  int descriptor() const noexcept { return descriptor_; }

  /// Waits until something has arrived, or the other end is closed; false if the deadline passes first.
  bool wait_readable(futex::Deadline deadline) const;

  /// Takes what has arrived, at least one byte; 0 at the end of file; nothing if the deadline passes first. Throws OSError.
  std::optional<std::size_t> receive_some(std::span<std::byte> to, futex::Deadline deadline) const;

  /// Sends the beginning of `parts`, at least one byte; nothing if the deadline passes first. REQUIRES: not empty. Throws
  /// OSError.
  std::optional<std::size_t> send_some(std::span<const iovec> parts, futex::Deadline deadline) const;

  /// Sends one byte, and with it a copy of a descriptor of this process. REQUIRES: is_local(). Otherwise as send_some.
  std::optional<std::size_t> send_descriptor(int descriptor, std::byte byte, futex::Deadline deadline) const;

  struct Parcel {
    bool end_of_file;
    std::byte byte;
    int descriptor;  ///< closed on exec, and the caller's from now on; -1: none came with the byte
  };
  /// Takes one byte, and the descriptor that came with it. Otherwise as receive_some.
  std::optional<Parcel> receive_descriptor(futex::Deadline deadline) const;

  /// Both ends are on this machine (AF_UNIX), and descriptors can travel.
  bool is_local() const noexcept;

  /// Ends this direction for all processes that have the socket: the other end reads an end of file.
  void end_sending() const noexcept;

 private:
  int descriptor_;  // -1 after a move
};

}  // namespace mp::connection
