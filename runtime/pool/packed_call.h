// A call as bytes: what a pool sends to its workers. The first word says which code unpacks the rest and runs it.
//
//   apply   runner | function | arguments              -> the result
//   map     runner | function | count | the elements   -> as many results; an element is the argument, or (starmap) all of them
//
// A function travels as its address (program_address.h), a closure as the bytes of its captures. A shared object travels as the
// bytes of its handle, which are the same in every process. So an object that was
// made after the workers were forked arrives as well as an older one. Thread and process safety: private memory only.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/archive/archive.h"
#include "runtime/memory/program_address.h"
#include "runtime/memory/shared_object.h"
#include "runtime/process/call.h"

namespace mp::internal {

struct PackedCall {
  std::vector<std::byte> bytes;
  std::size_t result_bytes;  ///< how long the result will be, or 0 if nobody knows before
};

/// Unpacks one kind of call, makes it, and packs its result.
using Runner = void(archive::Reader& call, archive::Writer& result);

/// What the worker does with a call. Throws what the function throws.
inline void run_packed_call(std::span<const std::byte> bytes, archive::Writer& result) {
  archive::Reader call(bytes);
  memory::function_at<Runner>(archive::load<memory::ProgramAddress>(call))(call, result);
}

// A function or closure.

template <class F>
void save_function(archive::Writer& call, const F& function) {
  if constexpr (std::is_pointer_v<F>) {
    archive::save(call, memory::code_address(function));
  } else {
    call.write(&function, sizeof function);
  }
}

template <class F>
F load_function(archive::Reader& call) {
  if constexpr (std::is_pointer_v<F>) {
    return memory::function_at<std::remove_pointer_t<F>>(archive::load<memory::ProgramAddress>(call));
  } else {
    std::array<std::byte, sizeof(F)> bytes;
    call.read(bytes.data(), bytes.size());
    return std::bit_cast<F>(bytes);
  }
}

// An argument: Arg is what a forwarding reference deduces, see call.h.

/// A second handle to the same shared object, in the worker. It owns nothing, so nothing is destroyed.
template <SharedObject Object>
class Alias {
 public:
  explicit Alias(archive::Reader& call) { call.read(bytes_, sizeof bytes_); }
  Object& operator*() { return *std::launder(reinterpret_cast<Object*>(bytes_)); }

 private:
  alignas(Object) std::byte bytes_[sizeof(Object)];
};

template <class Arg>
class LoadedArgument {
 public:
  explicit LoadedArgument(archive::Reader& call) : value_(archive::load<Kept<Arg>>(call)) {}
  Given<Arg> give() { return std::move(value_); }

 private:
  Kept<Arg> value_;
};
template <class Arg>
  requires SharedObject<std::remove_reference_t<Given<Arg>>>
class LoadedArgument<Arg> {
 public:
  explicit LoadedArgument(archive::Reader& call) : object_(call) {}
  Given<Arg> give() { return *object_; }

 private:
  Alias<std::remove_reference_t<Given<Arg>>> object_;
};

template <class Arg>
void save_argument(archive::Writer& call, std::type_identity_t<Arg>&& argument) {
  if constexpr (SharedObject<std::remove_reference_t<Given<Arg>>>) {
    const Kept<Arg> object(argument);
    call.write(std::addressof(object.get()), sizeof object.get());
  } else {
    archive::save(call, Kept<Arg>(std::forward<Arg>(argument)));
  }
}

// The two kinds of call.

template <class F, class... Args>
using CallResult = std::decay_t<std::invoke_result_t<F&, Given<Args>...>>;

/// How long a packed R is, or 0 if that depends on the R.
template <class R>
constexpr std::size_t packed_size() {
  return archive::kFixedBytes<R>;
}

/// Makes the call, and packs what it returns, if anything.
template <class R, class Call>
void save_result_of(Call call, archive::Writer& result) {
  if constexpr (std::is_void_v<R>) {
    call();
  } else {
    const R value = call();
    archive::save(result, value);
  }
}

template <class F, class... Args>
void run_apply(archive::Reader& call, archive::Writer& result) {
  F function = load_function<F>(call);
  std::tuple<std::optional<LoadedArgument<Args>>...> arguments;
  std::apply([&](auto&... each) { (each.emplace(call), ...); }, arguments);  // in this order
  save_result_of<CallResult<F, Args...>>(
      [&]() -> decltype(auto) {
        return std::apply([&](auto&... each) -> decltype(auto) { return std::invoke(function, each->give()...); }, arguments);
      },
      result);
}

template <class F, class... Args>
PackedCall pack_apply(const F& function, Args&&... args) {
  archive::Writer call;
  archive::save(call, memory::code_address(&run_apply<F, Args...>));
  save_function(call, function);
  (save_argument<Args>(call, std::forward<Args>(args)), ...);
  return {std::move(call).take(), packed_size<CallResult<F, Args...>>()};
}

/// How map hands an element to its function: as the one argument.
struct AsArgument {
  template <class F, class T>
  static constexpr void require() {
    require_call<F, T>();
  }
  template <class F, class T>
  static decltype(auto) call(F& function, T&& element) {
    return std::invoke(function, std::forward<T>(element));
  }
};

/// How starmap does it: the element is a tuple, pair or array, and its parts are the arguments.
struct AsArguments {
  template <class F, class T>
  static constexpr void require() {
    []<std::size_t... I>(std::index_sequence<I...>) {
      require_call<F, std::tuple_element_t<I, T>...>();
    }(std::make_index_sequence<std::tuple_size_v<T>>());
  }
  template <class F, class T>
  static decltype(auto) call(F& function, T&& element) {
    return std::apply(function, std::forward<T>(element));
  }
};

template <class How, class F, class T>
using MapResult = std::decay_t<decltype(How::call(std::declval<F&>(), std::declval<T>()))>;

template <class How, class F, class T>
void run_map(archive::Reader& call, archive::Writer& result) {
  F function = load_function<F>(call);
  for (auto left = archive::load<std::size_t>(call); left > 0; --left) {
    save_result_of<MapResult<How, F, T>>([&]() -> decltype(auto) { return How::call(function, archive::load<T>(call)); }, result);
  }
}

/// The call of `function` for each of the `count` elements of type T that begin at `first`.
template <class How, class T, class F, class Iterator>
PackedCall pack_map(const F& function, Iterator first, std::size_t count) {
  archive::Writer call;
  archive::save(call, memory::code_address(&run_map<How, F, T>));
  save_function(call, function);
  archive::save(call, count);
  for (std::size_t i = 0; i < count; ++i, ++first) archive::save<T>(call, *first);
  return {std::move(call).take(), count * packed_size<MapResult<How, F, T>>()};
}

}  // namespace mp::internal
