// A call as bytes, on its way to another process of the program: what a pool sends to its workers, and what a spawned process
// does. The first word says which code unpacks the rest and runs it.
//
//   apply   runner | function | arguments              -> the result
//
// A function travels as its address (program_address.h), a closure as the bytes of its captures. A shared object travels as the
// bytes of its handle, which are the same in every process. So an object that was made after a worker was forked arrives as well
// as an older one. One end of a connection travels as its place among the descriptors that the new process is given; it cannot be
// sent to a process that runs already. Thread and process safety: private memory only.
#pragma once

#include <array>
#include <bit>
#include <concepts>
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
#include "runtime/memory/descriptor_object.h"
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

[[noreturn]] void throw_not_loaded();

/// Throws ValueError if it is in a library that this process has not loaded.
template <class Function>
Function* load_code(archive::Reader& call) {
  Function* const function = memory::function_at<Function>(archive::load<memory::ProgramAddress>(call));
  if (function == nullptr) throw_not_loaded();
  return function;
}

/// What the worker does with a call. Throws what the function throws.
inline void run_packed_call(std::span<const std::byte> bytes, archive::Writer& result) {
  archive::Reader call(bytes);
  load_code<Runner>(call)(call, result);
}

/// The bytes of a call for a new process, and the descriptors that it is given besides, in the order of the arguments.
struct CallForNewProcess : archive::Writer {
  std::vector<int> descriptors;  ///< their numbers here; owned by the arguments
};

/// In that process, before the call: their numbers there, which now are the arguments'.
void bring_descriptors(std::span<const int> numbers);
int brought_descriptor(std::size_t index);

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
    return load_code<std::remove_pointer_t<F>>(call);
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
  requires DescriptorObject<Kept<Arg>>
class LoadedArgument<Arg> {
 public:
  explicit LoadedArgument(archive::Reader& call) : end_(load(call)) {}
  Given<Arg> give() { return std::move(end_); }

 private:
  static Kept<Arg> load(archive::Reader& call) {
    const auto [index, readable, writable] = archive::load<std::tuple<std::size_t, bool, bool>>(call);
    return Kept<Arg>(brought_descriptor(index), readable, writable);
  }

  Kept<Arg> end_;
};

template <class Arg, class Writer>
void save_argument(Writer& call, const Kept<Arg>& argument) {
  if constexpr (DescriptorObject<Kept<Arg>>) {
    static_assert(std::same_as<Writer, CallForNewProcess>,
                  "mp: the workers of a pool run already, and a connection reaches a running process through another connection "
                  "only; use mp::Process(fn, std::move(connection)), or connection.send(end)");
    archive::save(call, std::tuple<std::size_t, bool, bool>(call.descriptors.size(), argument.readable(), argument.writable()));
    call.descriptors.push_back(argument.fileno());
  } else if constexpr (SharedObject<std::remove_reference_t<Given<Arg>>>) {
    call.write(std::addressof(argument.get()), sizeof argument.get());
  } else {
    archive::save(call, argument);
  }
}

// The call.

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

/// std::invoke, but no constexpr function: of those that are, Clang tries to compute the result, and runs a million rounds of a
/// loop in the user's function while it compiles the call.
template <class F, class... Args>
decltype(auto) invoke_when_run(F& function, Args&&... args) {
  return std::invoke(function, std::forward<Args>(args)...);
}

/// Unpacks function and arguments; `use` gets what makes the call.
template <class F, class... Args, class Use>
void with_loaded_call(archive::Reader& call, Use use) {
  F function = load_function<F>(call);
  std::tuple<std::optional<LoadedArgument<Args>>...> arguments;
  std::apply([&](auto&... each) { (each.emplace(call), ...); }, arguments);  // in this order
  use([&]() -> decltype(auto) {
    return std::apply([&](auto&... each) -> decltype(auto) { return invoke_when_run(function, each->give()...); }, arguments);
  });
}

template <class F, class... Args>
void run_apply(archive::Reader& call, archive::Writer& result) {
  with_loaded_call<F, Args...>(call, [&](auto make) { save_result_of<CallResult<F, Args...>>(make, result); });
}

/// As run_apply; what the function returns is nobody's.
template <class F, class... Args>
void run_without_result(archive::Reader& call, archive::Writer&) {
  with_loaded_call<F, Args...>(call, [](auto make) { static_cast<void>(make()); });
}

template <class F, class... Args>
PackedCall pack_apply(const F& function, Args&&... args) {
  archive::Writer call;
  archive::save(call, memory::code_address(&run_apply<F, Args...>));
  save_function(call, function);
  (save_argument<Args>(call, keep<Args>(std::forward<Args>(args))), ...);
  return {std::move(call).take(), packed_size<CallResult<F, Args...>>()};
}

}  // namespace mp::internal
