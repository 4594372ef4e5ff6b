// What a manager's server can make and call: the exposed classes that this program uses, by their numbers.
//
// A class is registered before main by whatever uses it: a proxy of it, or BaseManager::register_type. A forked server has the
// same registry; that of another program has what that program registers.
// Thread safety: additions are made while the program has one thread, before main; then only reads.
#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

#include "runtime/archive/archive.h"
#include "runtime/manager/caller.h"
#include "runtime/manager/exposed.h"

namespace mp::manager {

/// Unpacks the arguments, calls the method, packs the result.
using Invoke = void(void* object, archive::Reader& call, archive::Writer& result);
/// Unpacks the arguments of a constructor and makes an object.
using Make = std::shared_ptr<void>(archive::Reader& call);

struct ServedType {
  std::string_view name;
  bool one_at_a_time;
  /// Tells the object that a client has gone; nullptr if it need not know.
  void (*caller_ended)(void* object, CallerId caller);
  std::map<MethodId, Invoke*> methods;
  std::map<MethodId, Make*> constructors;
};

void add_type(TypeId id, ServedType type);
void add_constructor(TypeId id, MethodId constructor, Make* make);
/// nullptr if there is none.
const ServedType* find_type(TypeId id);

template <class T, auto kMethod>
void invoke(void* object, archive::Reader& call, archive::Writer& result) {
  using Call = CallOf<decltype(kMethod)>;
  auto arguments = load_arguments(call, std::type_identity<typename Call::Arguments>());
  const auto run = [&](auto&... each) -> decltype(auto) { return (static_cast<T*>(object)->*kMethod)(std::move(each)...); };
  if constexpr (std::is_void_v<typename Call::Returned>) {
    std::apply(run, arguments);
  } else {
    archive::save<typename Call::Returned>(result, std::apply(run, arguments));
  }
}

template <class T, class... Args>
std::shared_ptr<void> make(archive::Reader& call) {
  auto arguments = load_arguments(call, std::type_identity<std::tuple<Args...>>());
  return std::apply([](Args&... each) { return std::make_shared<T>(std::move(each)...); }, arguments);
}

template <class T>
ServedType served_type() {
  require_exposed<T>();
  ServedType type{.name = type_name<T>(),
                  .one_at_a_time = Exposed<T>::kOneAtATime,
                  .caller_ended = nullptr,
                  .methods = {},
                  .constructors = {}};
  Exposed<T>::for_each([&]<auto kMethod>() {
    require_method<T, kMethod>();
    type.methods.emplace(kMethodId<kMethod>, &invoke<T, kMethod>);
  });
  if constexpr (requires(T& object, CallerId caller) { object.caller_ended(caller); }) {
    type.caller_ended = [](void* object, CallerId caller) { static_cast<T*>(object)->caller_ended(caller); };
  }
  return type;
}

template <class T, class... Args>
inline constexpr MethodId kConstructorId{Call<void, Args...>::shape(hash_of("constructor"))};

/// An odr-use of `done` registers T.
template <class T>
struct Registered {
  static inline const bool done = (add_type(kTypeId<T>, served_type<T>()), true);
};
template <class T, class... Args>
struct RegisteredConstructor {
  static inline const bool done = (add_constructor(kTypeId<T>, kConstructorId<T, Args...>, &make<T, Args...>), true);
};

}  // namespace mp::manager
