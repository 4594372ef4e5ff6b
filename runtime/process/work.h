// What a process does: a function with its arguments, as they were when the process object was made.
//
// A fork runs it as it is. Another process of the program, which has no copy of this one's memory, gets it as bytes.
// Thread safety: none of its own; used by the thread that starts the process, and by the child. Where it lives: private memory.
#pragma once

#include <functional>
#include <tuple>
#include <type_traits>
#include <utility>

#include "runtime/archive/archive.h"
#include "runtime/memory/program_address.h"
#include "runtime/process/call.h"
#include "runtime/process/packed_call.h"

namespace mp::internal {

class Work {
 public:
  virtual ~Work() = default;
  /// In a fork. Throws what the function throws.
  virtual void run() = 0;
  /// For run_packed_call() in another process.
  virtual CallForNewProcess pack() const = 0;
};

template <class F, class... Args>
class KeptCall final : public Work {
 public:
  explicit KeptCall(F function, std::type_identity_t<Args>&&... args)
      : function_(std::move(function)), kept_(keep<Args>(std::forward<Args>(args))...) {}

  void run() override {
    std::apply([&](auto&... each) { std::invoke(function_, static_cast<Given<Args>>(each)...); }, kept_);
  }

  CallForNewProcess pack() const override {
    CallForNewProcess call;
    archive::save(call, memory::code_address(&run_without_result<F, Args...>));
    save_function(call, function_);
    std::apply([&](const auto&... each) { (save_argument<Args>(call, each), ...); }, kept_);
    return call;
  }

 private:
  F function_;
  std::tuple<Kept<Args>...> kept_;
};

}  // namespace mp::internal
