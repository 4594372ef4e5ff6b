#include "runtime/manager/session.h"

#include <atomic>
#include <map>
#include <utility>

#include "runtime/archive/archive.h"
#include "runtime/error.h"
#include "runtime/manager/link.h"
#include "runtime/manager/object_table.h"
#include "runtime/process/current_exception.h"
#include "runtime/process/identity.h"
#include "runtime/process/per_process.h"

namespace mp::manager {
namespace {

/// How often this process holds each object, by the session's number; and how to reach the server at an address.
struct Holdings {
  std::map<std::size_t, std::map<ObjectId, std::size_t>> held;
  std::map<std::string, std::shared_ptr<Session>> sessions;
};

/// Made at the first use, as a map cannot be there before main begins.
struct HoldingsOfProcess {
  std::unique_ptr<Holdings> made;

  Holdings& get() {
    if (made == nullptr) made = std::make_unique<Holdings>();
    return *made;
  }
  /// A child has copies of its parent's proxies.
  void forked() noexcept {}
};

struct Mine {
  template <class Use>
  static auto with(Use use) {
    return internal::PerProcess<HoldingsOfProcess>::with([&](HoldingsOfProcess& mine) { return use(mine.get()); });
  }
};

/// The connections of this thread, by the session's number. They end with the thread.
thread_local std::map<std::size_t, std::unique_ptr<Link>> links_of_this_thread;

std::vector<std::byte> about(Verb verb, ObjectId object) {
  archive::Writer request;
  archive::save(request, verb);
  archive::save(request, object);
  return std::move(request).take();
}

/// The server's table, when the server is this process.
ObjectTable* own_table(const Address& address) {
  ObjectTable* const table = table_of_this_process();
  return table != nullptr && table->place() == address.text() ? table : nullptr;
}

/// Throws the runtime's own exceptions as what they were, and those that the program has registered; all others as RemoteError.
[[noreturn]] void rethrow(const internal::ExceptionText& exception) {
  const std::string& type_name = exception.type_name;
  const std::string& text = exception.text;
  if (type_name == "mp::ValueError") throw ValueError(text);
  if (type_name == "mp::IndexError") throw IndexError(text);
  if (type_name == "mp::TimeoutError") throw TimeoutError(text);
  if (type_name == "mp::Empty") throw Empty(text);
  if (type_name == "mp::Full") throw Full(text);
  if (type_name == "mp::BrokenBarrierError") throw BrokenBarrierError(text);
  std::rethrow_exception(internal::to_exception(exception));
}

[[noreturn]] void throw_busy() { throw TimeoutError("another thread is still talking to the manager's server"); }

std::size_t next_serial() {
  static constinit std::atomic<std::size_t> last = 0;
  return ++last;
}

}  // namespace

Returned::Returned(std::vector<std::byte> answer) : answer_(std::move(answer)) {
  archive::Reader reader(answer_);
  if (archive::load<Answer>(reader) == Answer::kReturned) return;
  rethrow(archive::load<internal::ExceptionText>(reader));
}

std::span<const std::byte> Returned::bytes() const { return std::span(answer_).subspan(sizeof(Answer)); }

Session::Session(Address address, std::string authkey)
    : address_(std::move(address)), authkey_(std::move(authkey)), serial_(next_serial()) {}

Session::~Session() {
  links_of_this_thread.erase(serial_);
  Mine::with([&](Holdings& mine) { mine.held.erase(serial_); });
}

void Session::connect(futex::Deadline deadline) {
  const connection::ForkAwareGuard guard(lock_, deadline);
  if (!guard.held()) throw_busy();
  static_cast<void>(home(deadline));
}

Link& Session::home(futex::Deadline deadline) {
  if (home_ != nullptr && home_->usable()) return *home_;
  auto link = std::make_unique<Link>(address_, authkey_, deadline);
  const auto held = Mine::with([&](Holdings& mine) { return mine.held[serial_]; });
  for (const auto& [object, count] : held)
    link->ask(about(Verb::kIncref, object), deadline);  // what is gone, a call will find out
  home_ = std::move(link);
  return *home_;
}

Returned Session::call(std::span<const std::byte> request, futex::Deadline deadline) {
  connect(deadline);  // a child's references first
  std::unique_ptr<Link>& link = links_of_this_thread[serial_];
  if (link == nullptr || !link->usable()) link = std::make_unique<Link>(address_, authkey_, deadline);
  try {
    return Returned(link->ask(request, deadline));
  } catch (const TimeoutError&) {
    if (!link->usable()) link.reset();  // otherwise it is the method's own
    throw;
  }
}

void Session::thank() {
  archive::Writer request;
  archive::save(request, Verb::kThanks);
  call(request.bytes());
}

Returned Session::ask(std::span<const std::byte> request, futex::Deadline deadline) {
  const connection::ForkAwareGuard guard(lock_, deadline);
  if (!guard.held()) throw_busy();
  return Returned(home(deadline).ask(request, deadline));
}

ObjectId Session::create(std::span<const std::byte> request) {
  const connection::ForkAwareGuard guard(lock_, futex::kNever);
  const auto object = Returned(home().ask(request, futex::kNever)).load<ObjectId>();
  const bool held_already = Mine::with([&](Holdings& mine) { return mine.held[serial_][object]++ != 0; });
  if (held_already) home().ask(about(Verb::kDecref, object), futex::kNever);  // one reference stands for all of this process
  return object;
}

void Session::hold(ObjectId object) {
  if (ObjectTable* const table = own_table(address_)) return table->incref(object);
  const connection::ForkAwareGuard guard(lock_, futex::kNever);
  Link& link = home();
  if (Mine::with([&](Holdings& mine) { return mine.held[serial_][object]++ != 0; })) return;
  try {
    Returned(link.ask(about(Verb::kIncref, object), futex::kNever));
  } catch (...) {
    Mine::with([&](Holdings& mine) { mine.held[serial_].erase(object); });
    throw;
  }
}

void Session::drop(ObjectId object) noexcept {
  try {
    if (ObjectTable* const table = own_table(address_)) return table->decref(object);
    const connection::ForkAwareGuard guard(lock_, futex::kNever);
    const bool last = Mine::with([&](Holdings& mine) {
      auto& held = mine.held[serial_];
      const auto found = held.find(object);
      if (found == held.end() || --found->second != 0) return false;
      held.erase(found);
      return true;
    });
    // Without a connection of its own, this process has no reference at the server.
    if (last && home_ != nullptr && home_->usable()) Returned(home_->ask(about(Verb::kDecref, object), futex::kNever));
  } catch (const Error&) {  // NOLINT(bugprone-empty-catch): the server has ended, and its objects with it
  }
}

void remember(const std::shared_ptr<Session>& session) {
  const auto before = Mine::with(
      [&](Holdings& mine) { return std::exchange(mine.sessions[session->address().text()], session); });  // destroyed outside
}

void forget(const std::shared_ptr<Session>& session) {
  Mine::with([&](Holdings& mine) {
    const auto found = mine.sessions.find(session->address().text());
    if (found != mine.sessions.end() && found->second == session) mine.sessions.erase(found);
  });
}

std::shared_ptr<Session> session_with(const Address& address) {
  auto fresh = std::make_shared<Session>(address, CurrentProcess::authkey());
  return Mine::with([&](Holdings& mine) { return mine.sessions.try_emplace(address.text(), fresh).first->second; });
}

}  // namespace mp::manager
