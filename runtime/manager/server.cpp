#include "runtime/manager/server.h"

#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

#include "runtime/connection/pipe.h"
#include "runtime/connection/wait.h"
#include "runtime/error.h"
#include "runtime/manager/served_client.h"
#include "runtime/process/logging.h"

namespace mp::manager {
namespace {

constexpr int kBacklog = 64;
/// After a client that could not be served, as the process has no room for another descriptor or thread.
constexpr std::chrono::milliseconds kPause{10};

}  // namespace

Server::Server(const Address& address, std::string authkey, NamedMakers named)
    : authkey_(std::move(authkey)),
      listener_(address, kBacklog),
      stop_pipe_(Pipe(false)),
      objects_(listener_.address().text(), std::move(named)),
      session_(std::make_shared<Session>(listener_.address(), authkey_)) {}

void Server::serve_forever() {
  set_table_of_this_process(&objects_);
  get_logger().info("manager serving at {}", listener_.address().text());
  while (!stopping_) {
    wait({listener_, stop_pipe_.first});
    if (stopping_) break;
    try {
      std::optional<Connection> client = listener_.accept_for(std::chrono::seconds(0));
      if (client) start_thread(*std::move(client));
    } catch (const OSError&) {
      static_cast<void>(stop_pipe_.first.poll_for(kPause));
    }
  }
  listener_.close();
  end_threads();
  set_table_of_this_process(nullptr);
}

void Server::stop() {
  if (stopping_.exchange(true)) return;
  get_logger().debug("manager received shutdown message");
  stop_pipe_.second.send_bytes({});
}

void Server::start_thread(Connection connection) {
  std::shared_ptr<ServedClient> client;
  {
    const std::lock_guard lock(mutex_);
    const CallerId id{++last_client_};
    client = std::make_shared<ServedClient>(*this, id, std::move(connection));
    clients_.emplace(id, client);
  }
  try {
    std::thread([self = shared_from_this(), client] { self->serve(client); }).detach();
  } catch (const std::system_error& error) {
    const std::lock_guard lock(mutex_);
    clients_.erase(client->id());
    throw OSError("a thread for a client of a manager: pthread_create", error.code().value());
  }
}

void Server::serve(const std::shared_ptr<ServedClient>& client) noexcept {
  try {
    client->run();
  } catch (...) {  // NOLINT(bugprone-empty-catch): whatever it was, it ends this connection, and the client finds out
  }
  objects_.caller_ended(client->id());
  client->drop_references();
  client->hang_up();
  const std::lock_guard lock(mutex_);
  clients_.erase(client->id());
  ended_.notify_all();
}

void Server::end_threads() {
  std::unique_lock lock(mutex_);
  for (const auto& [id, client] : clients_) client->hang_up();
  ended_.wait_for(lock, kPatience, [&] { return clients_.empty(); });
}

}  // namespace mp::manager
