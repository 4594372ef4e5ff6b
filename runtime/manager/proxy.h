// mp::Proxy<T>: an object of a class T that lives in a manager's server; its methods are called there.
//
//   mp::Proxy<Counter> counter = manager.create<Counter>(5);
//   int now = counter.call<&Counter::add>(3);       // 8, whoever else calls
//
// An exception of the method arrives as RemoteError, with the name of its type and its text; the runtime's own (ValueError,
// IndexError, Empty, Full, TimeoutError, BrokenBarrierError) arrive as themselves. A call waits as long as the method does,
// call_for() no longer than it is told.
// A proxy can be copied, sent through queues and connections, passed to processes, and be an argument, a result or an element of
// what another proxy stands for: all of them mean one object, which lives until the last of them is gone (reference.h).
// Thread safety: a const proxy may be used by any number of threads. Process and fork safety, and what becomes visible to whom:
// session.h. Kill safety: of a client that is killed nothing is left; when the server is killed, a call throws EOFError or
// OSError.
#pragma once

#include <chrono>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

#include "runtime/archive/archive.h"
#include "runtime/futex/deadline.h"
#include "runtime/manager/exposed.h"
#include "runtime/manager/reference.h"
#include "runtime/manager/registry.h"

namespace mp {

template <class T>
class Proxy {
 public:
  explicit Proxy(manager::Reference reference) : reference_(std::move(reference)) {
    static_cast<void>(manager::Registered<T>::done);
  }

  template <auto kMethod, class... Args>
  auto call(Args&&... args) const -> manager::Result<typename manager::CallOf<decltype(kMethod)>::Returned> {
    return call_by<kMethod>(futex::kNever, std::forward<Args>(args)...);
  }
  /// Waits for the answer at most that long. Throws TimeoutError; the call is made all the same. This thread then gives up its
  /// connection to the server: a lock that it has there is released, and a method that waits for another client ends.
  template <auto kMethod, class Rep, class Period, class... Args>
  auto call_for(const std::chrono::duration<Rep, Period>& timeout, Args&&... args) const
      -> manager::Result<typename manager::CallOf<decltype(kMethod)>::Returned> {
    return call_by<kMethod>(futex::deadline_after(timeout), std::forward<Args>(args)...);
  }

  const manager::Reference& reference() const noexcept { return reference_; }
  /// Both stand for the same object.
  friend bool operator==(const Proxy&, const Proxy&) = default;

 private:
  template <auto kMethod, class... Args>
  auto call_by(futex::Deadline deadline, Args&&... args) const
      -> manager::Result<typename manager::CallOf<decltype(kMethod)>::Returned> {
    manager::require_method<T, kMethod>();
    using Call = manager::CallOf<decltype(kMethod)>;
    static_assert(std::is_constructible_v<typename Call::Arguments, Args...>, "mp: the method does not take these arguments");
    const manager::InMessagesOf scope(reference_.shared_session());
    archive::Writer request;
    save_head(request, manager::kMethodId<kMethod>);
    const typename Call::Arguments arguments(std::forward<Args>(args)...);  // until the server has its own references
    std::apply([&](const auto&... each) { (archive::save(request, each), ...); }, arguments);
    const manager::Returned answer = reference_.session().call(request.bytes(), deadline);
    if constexpr (!std::is_void_v<typename Call::Returned>) return load_result<typename Call::Returned>(answer, scope);
  }
  template <class Returned>
  Returned load_result(const manager::Returned& answer, const manager::InMessagesOf& scope) const {
    auto result = answer.load<Returned>();
    if (scope.loaded_references()) reference_.session().thank();
    return result;
  }
  void save_head(archive::Writer& request, manager::MethodId method) const {
    archive::save(request, manager::Verb::kCall);
    archive::save(request, reference_.object());
    archive::save(request, manager::kTypeId<T>);
    archive::save(request, method);
  }

  manager::Reference reference_;
};

namespace manager {
/// A new T in that server, made from such arguments.
template <class T, class... Args>
Proxy<T> create(const std::shared_ptr<Session>& session, Args... args) {
  (require_archivable<Args>(), ...);
  static_cast<void>(Registered<T>::done);
  static_cast<void>(RegisteredConstructor<T, Args...>::done);
  const InMessagesOf scope(session);
  archive::Writer request;
  archive::save(request, Verb::kCreate);
  archive::save(request, kTypeId<T>);
  archive::save(request, kConstructorId<T, Args...>);
  (archive::save(request, args), ...);
  return Proxy<T>(Reference(session, session->create(request.bytes())));
}
}  // namespace manager

namespace internal {
/// A class that is made from a Proxy and hands it out: Proxy itself, and those with members of Python's names.
template <class P>
concept IsProxy = requires(const P& proxy) {
  { proxy.reference() } -> std::same_as<const manager::Reference&>;
} && std::is_constructible_v<P, manager::Reference>;

template <IsProxy P>
inline constexpr bool kArchivable<P> = true;
}  // namespace internal

template <internal::IsProxy P>
struct archive::Codec<P> {
  static void save(archive::Writer& writer, const P& proxy) { proxy.reference().save(writer); }
  static P load(archive::Reader& reader) { return P(manager::Reference::load(reader)); }
};

}  // namespace mp
