// One connection of a manager's server: its requests, one after another, and the references that belong to it.
//
// Thread safety: run() belongs to one thread; id(), gone() and hang_up() may be called from any. An answer that hands out a
// proxy keeps what the proxy stands for until the next request, so the client can take a reference of its own.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "runtime/archive/archive.h"
#include "runtime/connection/connection.h"
#include "runtime/manager/caller.h"
#include "runtime/manager/object_table.h"

namespace mp::manager {

class Server;

class ServedClient final : public Caller {
 public:
  ServedClient(Server& server, CallerId id, Connection connection)
      : server_(server), id_(id), connection_(std::move(connection)) {}

  /// Serves until the connection ends. Throws what ends it.
  void run();
  /// Gives back what the client has not given back.
  void drop_references() noexcept;

  CallerId id() const override { return id_; }
  bool gone() const override;
  void keep_until_next_request(ObjectId object) override;
  void hang_up() const noexcept;

 private:
  void shake_hands();
  void answer(std::span<const std::byte> request);
  void obey(archive::Reader& request, archive::Writer& result);
  void call(archive::Reader& request, archive::Writer& result);
  ObjectId create(archive::Reader& request);
  void decref(ObjectId object);
  void release_kept();

  Server& server_;
  const CallerId id_;
  Connection connection_;
  std::map<ObjectId, std::size_t> references_;
  std::vector<ObjectId> kept_;
};

}  // namespace mp::manager
