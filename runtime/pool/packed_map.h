// The calls of map and starmap as bytes: one function, and the elements of a chunk.
//
//   map     runner | function | count | the elements   -> as many results; an element is the argument, or (starmap) all of them
//
// Otherwise as process/packed_call.h.
#pragma once

#include <cstddef>
#include <functional>
#include <tuple>
#include <type_traits>
#include <utility>

#include "runtime/archive/archive.h"
#include "runtime/memory/program_address.h"
#include "runtime/process/call.h"
#include "runtime/process/packed_call.h"

namespace mp::internal {

/// How map hands an element to its function: as the one argument.
struct AsArgument {
  template <class Where, class F, class T>
  static constexpr void require() {
    Where::template require_call<F, T>();
  }
  template <class F, class T>
  static decltype(auto) call(F& function, T&& element) {
    return std::invoke(function, std::forward<T>(element));
  }
};

/// How starmap does it: the element is a tuple, pair or array, and its parts are the arguments.
struct AsArguments {
  template <class Where, class F, class T>
  static constexpr void require() {
    []<std::size_t... I>(std::index_sequence<I...>) {
      Where::template require_call<F, std::tuple_element_t<I, T>...>();
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
