#include "runtime/connection/listener.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "runtime/connection/handshake.h"
#include "runtime/error.h"

namespace mp {

namespace {

constexpr char kSocketName[] = "/listener";

/// A new folder that only this user may enter.
std::string make_folder() {
  const char* const wish = std::getenv("TMPDIR");
  std::string folder = std::string(wish != nullptr && *wish != '\0' ? wish : "/tmp") + "/mp-XXXXXX";
  if (!connection::fits_kernel(folder + kSocketName)) folder = "/tmp/mp-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) throw OSError(fmt::format("a folder for a listener: mkdtemp of {}", folder), errno);
  return folder;
}

int make_socket(const Address& address) {
  // The listener's own descriptor never waits: a client that poll saw may be gone, or taken by another process.
  const int family = address.is_path() ? AF_UNIX : AF_INET;
  const int descriptor = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) throw OSError("a listener: socket", errno);
  return descriptor;
}

}  // namespace

Listener::Listener(Address address, int backlog, std::optional<std::string> authkey)
    : creator_(::getpid()), authkey_(std::move(authkey)), address_(std::move(address)) {
  socket_.emplace(make_socket(address_));
  if (address_.is_path() && address_.name().empty()) {
    folder_ = make_folder();
    address_ = Address(folder_ + kSocketName);
  }
  try {
    bind_and_listen(backlog);
  } catch (...) {
    if (!folder_.empty()) ::rmdir(folder_.c_str());
    throw;
  }
}

Listener::~Listener() { close(); }

void Listener::bind_and_listen(int backlog) {
  const int descriptor = socket_->descriptor();
  if (!address_.is_path()) {
    // Otherwise the address of a listener that has ended stays taken for a minute.
    const int on = 1;
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  }
  connection::KernelAddress where = connection::to_kernel(address_);
  if (::bind(descriptor, where.get(), where.length) != 0) throw OSError("bind to " + address_.text(), errno);
  if (::listen(descriptor, backlog) != 0) throw OSError("listen at " + address_.text(), errno);
  where.length = sizeof where.storage;
  if (::getsockname(descriptor, where.get(), &where.length) != 0) throw OSError("getsockname", errno);
  if (!address_.is_path()) address_ = connection::from_kernel(where);
}

void Listener::close() noexcept {
  if (!socket_) return;
  socket_.reset();
  if (::getpid() != creator_ || !address_.is_path() || address_.is_abstract()) return;
  ::unlink(address_.name().c_str());
  if (!folder_.empty()) ::rmdir(folder_.c_str());
}

int Listener::fileno() const {
  if (!socket_) throw OSError("listener is closed", EBADF);
  return socket_->descriptor();
}

std::optional<Address> Listener::last_accepted() const {
  const connection::ForkAwareGuard guard(last_accepted_lock_, futex::kNever);
  return last_accepted_;
}

std::optional<Connection> Listener::accept_by(futex::Deadline deadline) {
  std::optional<Connection> connection = next_client(deadline);
  if (connection && authkey_ && !shake_hands(*connection, deadline)) return std::nullopt;
  return connection;
}

std::optional<Connection> Listener::next_client(futex::Deadline deadline) {
  const int descriptor = fileno();
  for (;;) {
    connection::KernelAddress from;
    const int client = ::accept4(descriptor, from.get(), &from.length, SOCK_CLOEXEC);
    if (client >= 0) {
      Connection connection(client);
      const connection::ForkAwareGuard guard(last_accepted_lock_, futex::kNever);
      last_accepted_ = connection::from_kernel(from);
      return connection;
    }
    if (errno == EINTR || errno == ECONNABORTED) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) throw OSError("accept at " + address_.text(), errno);
    if (!socket_->wait_readable(deadline)) return std::nullopt;
  }
}

/// False when `deadline` has passed.
bool Listener::shake_hands(Connection& connection, futex::Deadline deadline) const {
  const futex::Deadline clients_deadline = futex::deadline_after(kHandshakeTime);
  try {
    connection::deliver_challenge(connection, *authkey_, std::min(deadline, clients_deadline));
    connection::answer_challenge(connection, *authkey_, std::min(deadline, clients_deadline));
    return true;
  } catch (const TimeoutError&) {
    if (deadline < clients_deadline) return false;
    throw AuthenticationError(fmt::format("a client did not show in {} s that it has the authkey", kHandshakeTime.count()));
  }
}

}  // namespace mp
