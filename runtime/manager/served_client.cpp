#include "runtime/manager/served_client.h"

#include <poll.h>
#include <sys/socket.h>

#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "runtime/connection/handshake.h"
#include "runtime/error.h"
#include "runtime/manager/reference.h"
#include "runtime/manager/server.h"
#include "runtime/process/current_exception.h"
#include "runtime/process/throw_stack.h"

namespace mp::manager {
namespace {

/// While one lives, this thread runs the user's code for that client.
class OnBehalfOf {
 public:
  OnBehalfOf(Caller* caller, const std::shared_ptr<Session>& session) : messages_(session) { this_caller = caller; }
  ~OnBehalfOf() { this_caller = nullptr; }
  OnBehalfOf(const OnBehalfOf&) = delete;
  OnBehalfOf& operator=(const OnBehalfOf&) = delete;

 private:
  const InMessagesOf messages_;
};

}  // namespace

void ServedClient::run() {
  shake_hands();
  for (;;) {
    const Connection::Bytes request = connection_.recv_bytes();
    release_kept();
    answer(request);
  }
}

void ServedClient::shake_hands() {
  const futex::Deadline deadline = futex::deadline_after(Listener::kHandshakeTime);
  connection::deliver_challenge(connection_, server_.authkey_, deadline);
  connection::answer_challenge(connection_, server_.authkey_, deadline);
  const std::optional<Connection::Bytes> greeting = connection_.recv_bytes_until(deadline, sizeof(Greeting));
  const bool understood =
      greeting && greeting->size() == sizeof(Greeting) && archive::from_bytes<Greeting>(*greeting) == Greeting();
  if (!understood) throw ValueError("the client speaks another version of the manager's language");
  connection_.send(Answer::kReturned);
}

void ServedClient::answer(std::span<const std::byte> bytes) {
  archive::Writer answer;
  archive::save(answer, Answer::kReturned);
  try {
    archive::Reader request(bytes);
    internal::call_noting_throws([&] { obey(request, answer); });
  } catch (const CallerGone&) {
    throw;
  } catch (...) {
    const internal::ExceptionText exception = internal::describe_current_exception();
    answer = archive::Writer();
    archive::save(answer, Answer::kRaised);
    archive::save(answer, exception);
  }
  connection_.send_bytes(answer.bytes());
}

void ServedClient::obey(archive::Reader& request, archive::Writer& result) {
  ObjectTable& objects = server_.objects_;
  switch (archive::load<Verb>(request)) {
    case Verb::kCall:
      return call(request, result);
    case Verb::kCreate:
    case Verb::kNamed:
      return archive::save(result, create(request));
    case Verb::kIncref: {
      const auto object = archive::load<ObjectId>(request);
      objects.incref(object);
      ++references_[object];
      return;
    }
    case Verb::kDecref:
      return decref(archive::load<ObjectId>(request));
    case Verb::kThanks:
      return;  // what was kept is released with every request
    case Verb::kNumberOfObjects:
      return archive::save(result, objects.number_of_objects());
    case Verb::kDebugInfo:
      return archive::save(result, objects.debug_info());
    case Verb::kShutdown:
      return server_.stop();
  }
  throw ValueError("the client asks for something that no manager does");
}

void ServedClient::call(archive::Reader& request, archive::Writer& result) {
  const std::shared_ptr<ServedObject> object = server_.objects_.find(archive::load<ObjectId>(request));
  const auto type = archive::load<TypeId>(request);
  const auto method = archive::load<MethodId>(request);
  const auto found = object->type->methods.find(method);
  if (type != object->type_id || found == object->type->methods.end()) {
    throw ValueError("the server exposes no such method of " + std::string(object->type->name) +
                     ": build client and server from the same headers");
  }
  std::unique_lock alone(object->one_at_a_time, std::defer_lock);
  if (object->type->one_at_a_time) alone.lock();
  const OnBehalfOf scope(this, server_.session_);
  found->second(object->value.get(), request, result);
}

/// With a name, an object that the server has; otherwise a new one.
ObjectId ServedClient::create(archive::Reader& request) {
  const auto id = archive::load<TypeId>(request);
  const ServedType* const type = find_type(id);
  const auto constructor = archive::load<MethodId>(request);
  if (type == nullptr) throw ValueError("the server does not know this class: register it there, BaseManager::register_type");
  ObjectId object;
  if (constructor == MethodId()) {
    object = server_.objects_.named(id, archive::load<std::string>(request));
  } else {
    const auto found = type->constructors.find(constructor);
    if (found == type->constructors.end()) {
      throw ValueError("the server does not make a " + std::string(type->name) +
                       " from such arguments: register the constructor there, BaseManager::register_type");
    }
    const OnBehalfOf scope(this, server_.session_);
    object = server_.objects_.add(id, *type, found->second(request));
  }
  ++references_[object];
  return object;
}

void ServedClient::decref(ObjectId object) {
  const auto found = references_.find(object);
  if (found == references_.end()) throw ValueError("the client gives back a reference that it does not have");
  if (--found->second == 0) references_.erase(found);
  server_.objects_.decref(object);
}

void ServedClient::keep_until_next_request(ObjectId object) {
  server_.objects_.incref(object);
  kept_.push_back(object);
}

void ServedClient::release_kept() {
  for (const ObjectId object : std::exchange(kept_, {})) server_.objects_.decref(object);
}

void ServedClient::drop_references() noexcept {
  release_kept();
  for (const auto& [object, count] : std::exchange(references_, {})) {
    for (std::size_t i = 0; i < count; ++i) server_.objects_.decref(object);
  }
}

bool ServedClient::gone() const {
  pollfd end{.fd = connection_.fileno(), .events = POLLRDHUP, .revents = 0};
  return server_.stopping() || (::poll(&end, 1, 0) == 1 && end.revents != 0);
}

void ServedClient::hang_up() const noexcept { ::shutdown(connection_.fileno(), SHUT_RDWR); }

}  // namespace mp::manager
