// A reference to an object in a manager's server, and how it travels in messages.
//
// Copies in one process share one reference. In a message it is the server's address and the object's number; between a server
// and its client the address is left out, as either may know the server under another name. Whoever sends a reference to
// another process keeps its own until it has arrived there; what a server answers is kept by the server until then.
// Thread safety: as a std::shared_ptr's. Fork safety: session.h.
#pragma once

#include <memory>
#include <utility>

#include "runtime/archive/archive.h"
#include "runtime/manager/request.h"
#include "runtime/manager/session.h"

namespace mp::manager {

class Reference {
 public:
  /// One that `session` holds already, as Session::create() gives it.
  Reference(std::shared_ptr<Session> session, ObjectId object)
      : held_(std::make_shared<const Held>(std::move(session), object)) {}

  Session& session() const noexcept { return *held_->session; }
  const std::shared_ptr<Session>& shared_session() const noexcept { return held_->session; }
  ObjectId object() const noexcept { return held_->object; }

  void save(archive::Writer& writer) const;
  /// Throws archive::ArchiveError, ValueError when the object is gone, OSError and AuthenticationError.
  static Reference load(archive::Reader& reader);

  friend bool operator==(const Reference& a, const Reference& b) noexcept {
    return a.object() == b.object() && a.session().address() == b.session().address();
  }

 private:
  struct Held {
    Held(std::shared_ptr<Session> of, ObjectId to) : session(std::move(of)), object(to) {}
    ~Held() { session->drop(object); }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

    const std::shared_ptr<Session> session;
    const ObjectId object;
  };
  std::shared_ptr<const Held> held_;
};

/// While one lives, this thread packs and unpacks messages between that server and a client of it.
class InMessagesOf {
 public:
  explicit InMessagesOf(const std::shared_ptr<Session>& session) noexcept;
  ~InMessagesOf();
  InMessagesOf(const InMessagesOf&) = delete;
  InMessagesOf& operator=(const InMessagesOf&) = delete;

  /// References of that server have been unpacked.
  bool loaded_references() const noexcept { return loaded_references_; }

 private:
  friend class Reference;

  const std::shared_ptr<Session>& session_;
  bool loaded_references_ = false;
  InMessagesOf* const before_;
};

}  // namespace mp::manager
