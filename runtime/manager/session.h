// What one process has with one manager's server: the references that its proxies hold, and its connections.
//
//   home connection      one for the process; references belong to it: they end with the process, not with a thread
//   call connections     one for each thread that calls; a lock's owner is such a thread, and a call that waits is in nobody's
//   way
//
// Fork safety: a child that uses the session opens connections of its own, and first takes a reference to all that it has
// proxies of; the parent has to keep its proxies until then. The copies of the parent's connections are closed in the child, so
// that the server sees the parent's end. Thread safety: every function may be called from any thread. Where it lives: private
// memory. In the server itself, references to its own objects are counted without a connection.
// Visible to whom: a call brings what it carries, and what one client did before its call happens before what another one does
// after a call that saw it. The hooks hear nothing, as there is no shared memory to name (connection.h).
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/archive/archive.h"
#include "runtime/connection/fork_aware_lock.h"
#include "runtime/connection/listener.h"
#include "runtime/futex/deadline.h"
#include "runtime/manager/request.h"

namespace mp::manager {

class Link;

/// What a method returned, packed.
class Returned {
 public:
  explicit Returned(std::vector<std::byte> answer);  ///< Throws what the answer says was raised.

  template <class T>
  T load() const {
    archive::Reader reader(bytes());
    T value = archive::load<T>(reader);
    reader.expect_end();
    return value;
  }

 private:
  std::span<const std::byte> bytes() const;

  std::vector<std::byte> answer_;
};

class Session {
 public:
  Session(Address address, std::string authkey);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  const Address& address() const noexcept { return address_; }

  /// Connects, if this process has not done so. Throws OSError when there is no server, AuthenticationError,
  /// TimeoutError.
  void connect(futex::Deadline deadline = futex::kNever);
  /// Sends a call through this thread's connection, and waits for the answer. Throws EOFError or OSError when the server ends,
  /// TimeoutError when the deadline passes first; then that connection is closed.
  Returned call(std::span<const std::byte> request, futex::Deadline deadline = futex::kNever);
  /// Tells the server that this process has taken references to all that the last answer of this thread's call has named.
  void thank();
  /// Asks through the home connection. REQUIRES: the answer does not have to be waited for.
  /// Throws TimeoutError when the deadline passes first.
  Returned ask(std::span<const std::byte> request, futex::Deadline deadline = futex::kNever);

  /// Asks for an object (Verb::kCreate); this process then holds it.
  ObjectId create(std::span<const std::byte> request);
  /// This process holds the object once more. Throws ValueError when the server does not have it.
  void hold(ObjectId object);
  void drop(ObjectId object) noexcept;

 private:
  Link& home(futex::Deadline deadline = futex::kNever);

  const Address address_;
  const std::string authkey_;
  const std::size_t serial_;
  connection::ForkAwareLock lock_;  // of home_, and of each change of what this process holds together with the server
  std::unique_ptr<Link> home_;
};

/// From now on proxies that arrive in this process reach that server through `session`.
void remember(const std::shared_ptr<Session>& session);
/// Ends that.
void forget(const std::shared_ptr<Session>& session);
/// The session with the server at this address; one with the family's key if this process has none.
std::shared_ptr<Session> session_with(const Address& address);

}  // namespace mp::manager
