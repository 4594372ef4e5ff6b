// mp::BaseManager, Python's multiprocessing.managers.BaseManager: a process that holds objects, which others use through proxies.
//
//   mp::BaseManager manager;                                  // or: at an address, with a key, for clients on other machines
//   manager.start();
//   mp::Proxy<Counter> counter = manager.create<Counter>(5);  // exposed.h says which methods a class lets others call
//   counter.call<&Counter::add>(3);
//
//   mp::BaseManager manager({"far.example", 50000}, "key");    // in another program, on another machine
//   manager.connect();
//   mp::Proxy<Jobs> jobs = manager.object<Jobs>("jobs");      // registered there: manager.register_object<Jobs>("jobs")
//
// The server is a child process, with one thread for each thread of a client that uses it. It ignores Ctrl-C, which is for its
// clients; it ends by shutdown(), with this object, and with the process that started it (parent_death.h).
// Thread safety: start, connect, shutdown and the destructor have the object to themselves; everything else may be called from
// any thread. Fork safety: a child may use the manager, and never ends it. Moved or copied never.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "runtime/connection/listener.h"
#include "runtime/futex/deadline.h"
#include "runtime/manager/object_table.h"
#include "runtime/manager/proxy.h"
#include "runtime/manager/registry.h"
#include "runtime/process/identity.h"

namespace mp {

class Process;

namespace manager {
class Server;
}  // namespace manager

/// The server of a manager that has no process of its own: it runs where serve_forever() is called.
class ManagerServer {
 public:
  explicit ManagerServer(std::shared_ptr<manager::Server> server) : server_(std::move(server)) {}

  const Address& address() const;
  /// Returns when a client has called shutdown().
  void serve_forever();

 private:
  std::shared_ptr<manager::Server> server_;
};

class BaseManager {
 public:
  /// How long shutdown() waits for the server to end by itself, and again after SIGTERM.
  static constexpr std::chrono::seconds kShutdownTimeout{1};

  /// Without an address, a fresh abstract one of this machine; without a key, the one that this program's processes have.
  explicit BaseManager(Address address = {}, std::string authkey = CurrentProcess::authkey());
  ~BaseManager();
  BaseManager(const BaseManager&) = delete;
  BaseManager& operator=(const BaseManager&) = delete;

  /// Makes the server able to create a T from such arguments for clients of other programs: register_type<Counter(int)>(). What
  /// this program itself creates is registered by that.
  template <class Signature>
  static void register_type() {
    register_signature(std::type_identity<Signature>());
  }
  /// An object that clients find by its name. It is made in the server, when somebody asks for it first, from copies of `args`;
  /// there it stays. Throws ValueError after start().
  template <class T, class... Args>
  void register_object(const std::string& name, Args... args) {
    static_cast<void>(manager::Registered<T>::done);
    add_named(name, {manager::kTypeId<T>, [args...] { return std::static_pointer_cast<void>(std::make_shared<T>(args...)); }});
  }

  /// Starts the server, which calls `initializer` first. Throws RemoteError with what that throws, OSError when the address is
  /// taken, ValueError the second time.
  void start(const std::function<void()>& initializer = {});
  /// Connects to a server that somebody else has started. Throws OSError when there is none, AuthenticationError.
  void connect();
  /// Throws ValueError after start().
  ManagerServer get_server();

  /// Ends the server: asks it to end, sends SIGTERM after a second, and SIGKILL after another. One that was not started here is
  /// asked only. May be called again.
  void shutdown();
  /// Waits for the server that was started here to end. Throws ValueError if there is none.
  void join() { join_by(futex::kNever); }
  template <class Rep, class Period>
  bool join_for(const std::chrono::duration<Rep, Period>& timeout) {
    return join_by(futex::deadline_after(timeout));
  }

  /// Where the server is, with the port that was chosen for it.
  const Address& address() const noexcept { return address_; }
  /// The process that start() has made. Throws ValueError before.
  const Process& process() const;

  template <class T, class... Args>
  Proxy<T> create(Args... args) {
    return manager::create<T>(session(), std::move(args)...);
  }
  /// The object that the server has registered with this name. Throws ValueError when there is none of that class.
  template <class T>
  Proxy<T> object(const std::string& name) {
    archive::Writer request;
    archive::save(request, manager::Verb::kNamed);
    archive::save(request, manager::kTypeId<T>);
    archive::save(request, manager::MethodId());
    archive::save(request, name);
    return proxy_of<T>(request);
  }

  /// How many objects some client refers to.
  std::size_t number_of_objects() const;
  /// A line for each object: its number, its references, its class.
  std::string debug_info() const;

 private:
  template <class T, class... Args>
  static void register_signature(std::type_identity<T(Args...)>) {
    static_cast<void>(manager::Registered<T>::done);
    static_cast<void>(manager::RegisteredConstructor<T, Args...>::done);
  }
  template <class T>
  Proxy<T> proxy_of(const archive::Writer& request) {
    const manager::ObjectId object = session()->create(request.bytes());
    return Proxy<T>(manager::Reference(session(), object));
  }
  void add_named(const std::string& name, manager::NamedMaker maker);
  const std::shared_ptr<manager::Session>& session() const;
  void serve(const std::function<void()>& initializer, Connection& to_starter);
  void ask_to_end() noexcept;
  bool join_by(futex::Deadline deadline);
  void require_new() const;

  Address address_;
  const std::string authkey_;
  const pid_t creator_;
  manager::NamedMakers named_;
  std::unique_ptr<Process> process_;           // empty before start, and when somebody else has started the server
  std::shared_ptr<manager::Session> session_;  // empty before start or connect, and after shutdown
};

}  // namespace mp
