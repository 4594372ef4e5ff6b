// The server of a manager: it makes objects for its clients, keeps them, and calls their methods; one thread for each connection.
//
//   state     | what brings it there                    | connections                         | threads
//   accepting | constructor; serve_forever()            | come and are served                 | one each
//   ending    | a client's shutdown, or stop()          | are closed                          | end, at most kPatience later
//   ended     | serve_forever() returns                 | none                                | only a method that never returns
//
// A client is believed once it has shown that it has the key; what it says then may still be anything: a request that makes no
// sense is an error for that client alone. Handshakes run in the threads, so a silent client disturbs nobody.
// Kill safety: nothing is in shared memory. When a client dies, its connections end: its references are dropped, and what it had
// locked is released. Thread safety: every function may be called from any thread. Fork safety: a fork of the server is none.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>

#include "runtime/connection/connection.h"
#include "runtime/connection/listener.h"
#include "runtime/manager/object_table.h"
#include "runtime/manager/session.h"

namespace mp::manager {

class ServedClient;

class Server : public std::enable_shared_from_this<Server> {
 public:
  static constexpr std::chrono::milliseconds kPatience{500};

  /// Listens at once. Throws OSError.
  Server(const Address& address, std::string authkey, NamedMakers named);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  const Address& address() const noexcept { return listener_.address(); }
  /// Returns when a client has asked for the end. REQUIRES: called once, for an object that a std::shared_ptr holds.
  void serve_forever();
  /// Lets serve_forever() return. May be called again.
  void stop();
  bool stopping() const noexcept { return stopping_; }

 private:
  friend class ServedClient;

  void start_thread(Connection connection);
  void serve(const std::shared_ptr<ServedClient>& client) noexcept;
  void end_threads();

  const std::string authkey_;
  Listener listener_;
  std::pair<Connection, Connection> stop_pipe_;  // stop() writes to it, and the thread that accepts wakes
  ObjectTable objects_;
  const std::shared_ptr<Session> session_;  // of this process with itself, for the proxies that its objects hold
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;  // of the three below
  std::condition_variable ended_;
  std::map<CallerId, std::shared_ptr<ServedClient>> clients_;
  std::uint64_t last_client_ = 0;
};

}  // namespace mp::manager
