// mp::Listener and mp::Client, Python's multiprocessing.connection: connections between processes that are no relatives.
//
//   mp::Listener listener("/run/my.sock", 1, "secret");       // one process
//   mp::Connection connection = listener.accept();
//   mp::Connection connection = mp::Client("/run/my.sock", "secret");      // another one, or CPython's Client
//
// With an authkey both ends show that they have it, as handshake.h says, before a connection comes out; without one, nobody asks.
// Thread safety: threads may accept at once; close() and the destructor have the listener to themselves. Fork safety: a child
// may accept from the same listener; only the process that made it removes its path. Where it lives: private memory; neither
// copied nor moved. Signals are invisible; all descriptors are closed on exec.
// Kill safety: nothing is in shared memory. A client that dies or says nothing in the middle of the handshake costs one accept
// kHandshakeTime at most. The path of a listener that was killed stays, and has to be removed before it is used again.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>

#include "runtime/connection/address.h"
#include "runtime/connection/connection.h"
#include "runtime/connection/fork_aware_lock.h"
#include "runtime/connection/socket.h"
#include "runtime/futex/deadline.h"

namespace mp {

class Listener {
 public:
  /// How long a client may take for the handshake before accept() gives it up.
  static constexpr std::chrono::seconds kHandshakeTime{10};

  /// Listens at once. `backlog` clients may wait to be accepted. Throws OSError: EADDRINUSE when somebody has the address.
  explicit Listener(Address address = {}, int backlog = 1, std::optional<std::string> authkey = std::nullopt);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// Waits for a client. Throws AuthenticationError when it does not show in time that it has the key, EOFError or OSError when
  /// it leaves in the middle of that; the next call then waits for the next client.
  Connection accept() { return *accept_by(futex::kNever); }
  /// Waits at most that long, also for the client's part of the handshake; a negative time is none.
  template <class Rep, class Period>
  [[nodiscard]] std::optional<Connection> accept_for(const std::chrono::duration<Rep, Period>& timeout) {
    return accept_by(futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  [[nodiscard]] std::optional<Connection> accept_until(const std::chrono::time_point<Clock, Duration>& deadline) {
    return accept_by(futex::deadline_at(deadline));
  }

  /// Refuses the clients that wait, and removes the path. May be called again.
  void close() noexcept;
  /// The descriptor, readable when a client waits: mp::wait() takes a listener too. Throws OSError after close(), as accept()
  /// does.
  int fileno() const;

  /// Where it listens, with the port that the kernel chose when 0 was asked for.
  const Address& address() const noexcept { return address_; }
  /// The address of the last client that came; nothing before the first.
  std::optional<Address> last_accepted() const;

 private:
  std::optional<Connection> accept_by(futex::Deadline deadline);
  std::optional<Connection> next_client(futex::Deadline deadline);
  bool shake_hands(Connection& connection, futex::Deadline deadline) const;
  void bind_and_listen(int backlog);

  const pid_t creator_;
  const std::optional<std::string> authkey_;
  std::string folder_;  // made for a fresh path; empty otherwise
  Address address_;
  std::optional<connection::Socket> socket_;  // nothing after close
  mutable connection::ForkAwareLock last_accepted_lock_;
  std::optional<Address> last_accepted_;
};

namespace internal {
std::optional<Connection> connect_by(const Address& address, const std::optional<std::string>& authkey, futex::Deadline deadline);
}  // namespace internal

/// Connects to a listener. Throws OSError (ENOENT, ECONNREFUSED, ...) when there is none, AuthenticationError when it has another
/// key.
inline Connection Client(const Address& address, const std::optional<std::string>& authkey = std::nullopt) {
  return *internal::connect_by(address, authkey, futex::kNever);
}
/// Waits at most that long for a place in the backlog and for the handshake; a negative time is none.
template <class Rep, class Period>
[[nodiscard]] std::optional<Connection> Client_for(const Address& address, const std::chrono::duration<Rep, Period>& timeout,
                                                   const std::optional<std::string>& authkey = std::nullopt) {
  return internal::connect_by(address, authkey, futex::deadline_after(timeout));
}
template <class Clock, class Duration>
[[nodiscard]] std::optional<Connection> Client_until(const Address& address,
                                                     const std::chrono::time_point<Clock, Duration>& deadline,
                                                     const std::optional<std::string>& authkey = std::nullopt) {
  return internal::connect_by(address, authkey, futex::deadline_at(deadline));
}

}  // namespace mp
