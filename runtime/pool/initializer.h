// What each worker of a pool does first: a function and its arguments, which cross to the workers as those of a task do (call.h
// of the process folder).
//
//   mp::PoolOptions{.initializer = open_database}
//   mp::PoolOptions{.initializer = {open_table, "prices", counter}}        // each worker calls open_table("prices", counter)
//
// A function that cannot cross, because it owns private memory (a std::function, a lambda that has captured a string), is
// accepted without arguments, and serves workers that are threads or forks. What captures an address means nothing in a worker by
// spawn or forkserver: give a shared object as an argument there. Thread safety: a value; several threads may call it. Where it
// lives: private memory.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/archive/archive.h"
#include "runtime/memory/program_address.h"
#include "runtime/process/call.h"
#include "runtime/process/packed_call.h"

namespace mp {

class Initializer {
 public:
  Initializer() = default;
  Initializer(std::nullptr_t) {}

  template <class F, class... Args>
    requires(std::is_invocable_v<F&, internal::Given<Args>...>)
  Initializer(F function, Args&&... args) {
    if constexpr (std::is_trivially_copyable_v<F>) {
      internal::require_call<F, Args...>();
      if constexpr (std::is_pointer_v<F>) {
        if (function == nullptr) return;
      }
      archive::Writer call;
      archive::save(call, memory::code_address(&internal::run_without_result<F, Args...>));
      internal::save_function(call, function);
      (internal::save_argument<Args>(call, internal::keep<Args>(std::forward<Args>(args))), ...);
      packed_ = std::move(call).take();
    } else {
      static_assert(sizeof...(Args) == 0,
                    "mp: this initializer cannot cross to another process, because it holds something that owns private memory "
                    "(std::string, std::vector, std::function); capture plain numbers and structs only, and pass the rest as "
                    "arguments");
      here_ = std::move(function);
    }
  }

  /// In a worker: the one whose bytes are these.
  static Initializer of_bytes(std::vector<std::byte> packed);

  explicit operator bool() const noexcept { return !packed_.empty() || here_ != nullptr; }
  /// Makes the call. Throws what the function throws.
  void operator()() const;
  /// For of_bytes() in another process. Throws ValueError if the function cannot cross.
  std::span<const std::byte> bytes() const;

 private:
  std::vector<std::byte> packed_;
  std::function<void()> here_;
};

}  // namespace mp
