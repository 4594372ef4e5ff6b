#include "runtime/manager/base_manager.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "runtime/connection/pipe.h"
#include "runtime/error.h"
#include "runtime/manager/server.h"
#include "runtime/process/current_exception.h"
#include "runtime/process/process.h"

namespace mp {
namespace {

/// What a server that starts tells its starter: where it listens; or else the type and text of what was thrown.
using Started = std::tuple<bool, std::string, std::string, int>;

/// A name that nobody else has. It is not in the file system, so nothing is left of a server that was killed.
Address fresh_address() {
  std::array<std::uint64_t, 2> random;
  if (::getentropy(random.data(), sizeof random) != 0) throw OSError("a name for a manager: getentropy", errno);
  return std::string(1, '\0') + fmt::format("mp-manager-{:016x}{:016x}", random[0], random[1]);
}

Address address_of(const std::string& name, int port) { return port < 0 ? Address(name) : Address(name, port); }

}  // namespace

const Address& ManagerServer::address() const { return server_->address(); }
void ManagerServer::serve_forever() { server_->serve_forever(); }

BaseManager::BaseManager(Address address, std::string authkey)
    : address_(address == Address() ? fresh_address() : std::move(address)), authkey_(std::move(authkey)), creator_(::getpid()) {}

BaseManager::~BaseManager() {
  if (process_ != nullptr && creator_ == ::getpid()) shutdown();
}

void BaseManager::add_named(const std::string& name, manager::NamedMaker maker) {
  require_new();
  named_.insert_or_assign(name, std::move(maker));
}

void BaseManager::require_new() const {
  if (session_ != nullptr || process_ != nullptr) {
    throw ValueError("this manager has a server already; say it before start(), or make another manager");
  }
}

void BaseManager::start(const std::function<void()>& initializer) {
  require_new();
  auto [from_server, to_starter] = Pipe(false);
  process_ = std::make_unique<Process>(ProcessOptions{.daemon = true},
                                       [this, &initializer, &to_starter] { serve(initializer, to_starter); });
  try {
    process_->start();
    to_starter.close();
    const auto [started, first, second, port] = from_server.recv<Started>();
    if (!started) throw RemoteError(first, second);
    address_ = address_of(first, port);
    session_ = std::make_shared<manager::Session>(address_, authkey_);
    session_->connect();
  } catch (...) {
    session_ = nullptr;
    process_ = nullptr;
    throw;
  }
  manager::remember(session_);
}

/// In the server's process.
void BaseManager::serve(const std::function<void()>& initializer, Connection& to_starter) {
  std::signal(SIGINT, SIG_IGN);
  std::shared_ptr<manager::Server> server;
  try {
    if (initializer != nullptr) initializer();
    server = std::make_shared<manager::Server>(address_, authkey_, named_);
  } catch (...) {
    const internal::ExceptionText exception = internal::describe_current_exception();
    to_starter.send(Started(false, exception.type_name, exception.text, 0));
    return;
  }
  to_starter.send(Started(true, server->address().name(), "", server->address().port()));
  to_starter.close();
  server->serve_forever();
}

void BaseManager::connect() {
  require_new();
  auto session = std::make_shared<manager::Session>(address_, authkey_);
  session->connect();
  session_ = std::move(session);
  manager::remember(session_);
}

ManagerServer BaseManager::get_server() {
  require_new();
  auto server = std::make_shared<manager::Server>(address_, authkey_, named_);
  address_ = server->address();
  return ManagerServer(std::move(server));
}

const std::shared_ptr<manager::Session>& BaseManager::session() const {
  if (session_ != nullptr) return session_;
  throw ValueError("this manager has no server: call start() or connect() first; after shutdown(), make another manager");
}

const Process& BaseManager::process() const {
  if (process_ != nullptr) return *process_;
  throw ValueError("this manager has started no server; somebody else has, or start() is still to come");
}

std::size_t BaseManager::number_of_objects() const {
  archive::Writer request;
  archive::save(request, manager::Verb::kNumberOfObjects);
  return session()->ask(request.bytes()).load<std::size_t>();
}

std::string BaseManager::debug_info() const {
  archive::Writer request;
  archive::save(request, manager::Verb::kDebugInfo);
  return session()->ask(request.bytes()).load<std::string>();
}

/// A server that has ended already, or does not hear, is the affair of whoever joins it.
void BaseManager::ask_to_end() noexcept {
  try {
    archive::Writer request;
    archive::save(request, manager::Verb::kShutdown);
    session_->ask(request.bytes(), futex::deadline_after(kShutdownTimeout));
  } catch (const Error&) {  // NOLINT(bugprone-empty-catch): see above
  }
}

void BaseManager::shutdown() {
  if (creator_ != ::getpid()) throw ValueError("a manager is shut down by the process that made it; this one may just use it");
  if (session_ == nullptr) return;
  ask_to_end();
  manager::forget(session_);
  session_ = nullptr;
  if (process_ == nullptr || process_->join_for(kShutdownTimeout)) return;
  process_->terminate();
  if (process_->join_for(kShutdownTimeout)) return;
  process_->kill();
  process_->join();
}

bool BaseManager::join_by(futex::Deadline deadline) {
  static_cast<void>(process());
  return process_->join_until(deadline);
}

}  // namespace mp
