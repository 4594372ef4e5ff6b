// mp::Exposed<T>: which methods of a class a manager calls for its clients. One line for each class:
//
//   template <>
//   struct mp::Exposed<Counter> : mp::Exposes<&Counter::add, &Counter::get> {};
//
// A method is known by a number made from its name and its signature, the sizes of plain data included, so that two programs
// which are built from the same headers mean the same, and others find out. The server calls one method of an object at a time,
// so the class needs no lock; one that is ExposesUnlocked guards itself, and its methods may wait.
// What a method takes and returns travels by the archive: what cannot does not compile, and a sentence says why. A result is a
// const copy, so a change of it, which the object in the server would not see, does not compile either.
// Nothing of this exists at run time but the numbers and the functions that unpack a call.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "runtime/archive/archive.h"
#include "runtime/type_name.h"

namespace mp {

template <class T>
struct Exposed;

namespace manager {

enum class TypeId : std::uint64_t {};
enum class MethodId : std::uint64_t {};

/// FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv
constexpr std::uint64_t hash_of(std::string_view text, std::uint64_t begin = 0xcbf29ce484222325u) {
  for (const char character : text) begin = (begin ^ static_cast<unsigned char>(character)) * 0x100000001b3u;
  return begin;
}

/// A type as a number: its name, and for plain data its size.
template <class T>
constexpr std::uint64_t shape_of(std::uint64_t begin) {
  const std::uint64_t named = hash_of(type_name<T>(), begin);
  if constexpr (PlainData<T>) {
    return named * 31 + sizeof(T);
  } else {
    return named;
  }
}

template <class T>
inline constexpr TypeId kTypeId{hash_of(type_name<T>())};

template <class Result, class... Args>
struct Call {
  using Arguments = std::tuple<std::decay_t<Args>...>;
  using Returned = std::decay_t<Result>;

  static constexpr void require() {
    static_assert(((!std::is_lvalue_reference_v<Args> || std::is_const_v<std::remove_reference_t<Args>>) && ...),
                  "mp: an exposed method must take its arguments by value or const reference: the server has a copy, and what it "
                  "writes there is lost");
    static_assert(!std::is_lvalue_reference_v<Result> || std::is_const_v<std::remove_reference_t<Result>>,
                  "mp: an exposed method must return a value or a const reference: the client gets a copy, and what it writes "
                  "there is lost");
    (require_archivable<std::decay_t<Args>>(), ...);
    if constexpr (!std::is_void_v<Result>) require_archivable<Returned>();
  }
  static constexpr std::uint64_t shape(std::uint64_t begin) {
    begin = shape_of<Returned>(begin);
    ((begin = shape_of<std::decay_t<Args>>(begin)), ...);
    return begin;
  }
};

template <class Pointer>
struct CallOf;
template <class R, class C, class... Args>
struct CallOf<R (C::*)(Args...)> : Call<R, Args...> {};
template <class R, class C, class... Args>
struct CallOf<R (C::*)(Args...) const> : Call<R, Args...> {};
template <class R, class C, class... Args>
struct CallOf<R (C::*)(Args...) noexcept> : Call<R, Args...> {};
template <class R, class C, class... Args>
struct CallOf<R (C::*)(Args...) const noexcept> : Call<R, Args...> {};

template <auto kMethod>
constexpr std::string_view method_name() {
  const std::string_view signature = __PRETTY_FUNCTION__;
  const std::size_t begin = signature.find("kMethod = ") + 10;
  return signature.substr(begin, signature.find_first_of("];", begin) - begin);
}

template <auto kMethod>
inline constexpr MethodId kMethodId{CallOf<decltype(kMethod)>::shape(hash_of(method_name<kMethod>()))};

template <auto kMethod>
using Constant = std::integral_constant<decltype(kMethod), kMethod>;

/// What a call gives to its client: for a class, something that cannot be changed by mistake.
template <class T>
using Result = std::conditional_t<std::is_class_v<T>, const T, T>;

/// Arguments as a function's parameters would be, in the order in which they were packed.
template <class... Args>
std::tuple<Args...> load_arguments(archive::Reader& call, std::type_identity<std::tuple<Args...>>) {
  std::tuple<Args...> arguments{archive::load<Args>(call)...};
  call.expect_end();
  return arguments;
}

}  // namespace manager

template <auto... kMethods>
struct Exposes {
  static constexpr bool kOneAtATime = true;

  template <auto kMethod>
  static constexpr bool kHas = (std::same_as<manager::Constant<kMethod>, manager::Constant<kMethods>> || ...);

  /// visit.operator()<method>() for each.
  template <class Visit>
  static void for_each(Visit visit) {
    (visit.template operator()<kMethods>(), ...);
  }
};

/// The class guards itself: its methods may be called at once, and may wait (caller.h).
template <auto... kMethods>
struct ExposesUnlocked : Exposes<kMethods...> {
  static constexpr bool kOneAtATime = false;
};

namespace manager {

template <class T>
constexpr void require_exposed() {
  static_assert(
      requires { Exposed<T>::kOneAtATime; },
      "mp: this class is not exposed to clients of a manager; say which methods are: "
      "template <> struct mp::Exposed<Counter> : mp::Exposes<&Counter::add, &Counter::get> {};");
}

template <class T, auto kMethod>
constexpr void require_method() {
  require_exposed<T>();
  if constexpr (requires { Exposed<T>::kOneAtATime; }) {
    static_assert(Exposed<T>::template kHas<kMethod>,
                  "mp: this method is not exposed; add it to the list: template <> struct mp::Exposed<Counter> : "
                  "mp::Exposes<&Counter::add, &Counter::get> {};");
  }
  CallOf<decltype(kMethod)>::require();
}

}  // namespace manager
}  // namespace mp
