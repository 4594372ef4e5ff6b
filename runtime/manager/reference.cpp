#include "runtime/manager/reference.h"

#include <string>

#include "runtime/manager/caller.h"

namespace mp::manager {
namespace {

/// Whose messages this thread is packing or unpacking; nullptr: between any two processes.
constinit thread_local InMessagesOf* other_end = nullptr;

constexpr int kLeftOut = -2;  // in place of a port

}  // namespace

InMessagesOf::InMessagesOf(const std::shared_ptr<Session>& session) noexcept
    : session_(session), before_(std::exchange(other_end, this)) {}
InMessagesOf::~InMessagesOf() { other_end = before_; }

void Reference::save(archive::Writer& writer) const {
  const bool known = other_end != nullptr && other_end->session_->address() == session().address();
  archive::save(writer, known ? std::string() : session().address().name());
  archive::save(writer, known ? kLeftOut : session().address().port());
  archive::save(writer, object());
  if (known && this_caller != nullptr) this_caller->keep_until_next_request(object());
}

Reference Reference::load(archive::Reader& reader) {
  const auto name = archive::load<std::string>(reader);
  const auto port = archive::load<int>(reader);
  const auto object = archive::load<ObjectId>(reader);
  std::shared_ptr<Session> session;
  if (port == kLeftOut) {
    if (other_end == nullptr) throw archive::ArchiveError("a proxy without the address of its server");
    session = other_end->session_;
    other_end->loaded_references_ = true;
  } else {
    session = session_with(port < 0 ? Address(name) : Address(name, port));
  }
  session->hold(object);
  return {std::move(session), object};
}

}  // namespace mp::manager
