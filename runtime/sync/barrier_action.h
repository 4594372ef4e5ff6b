// What the last party of a barrier does: a function, or a closure as the bytes of its captures.
//
// A value without pointers of its own, so that a copy of its bytes is the same action in every process of the family, wherever
// the program lies there. What a closure captures by reference is each process's own; so one that captures by reference, or a
// function pointer, is for processes that are forks of each other. Thread and process safety: as the function's.
#pragma once

#include <cstddef>
#include <cstring>
#include <new>
#include <type_traits>

#include "runtime/memory/program_address.h"

namespace mp::sync {

class BarrierAction {
 public:
  static constexpr std::size_t kMostBytes = 64;

  /// Does nothing.
  BarrierAction() = default;

  template <class F>
    requires(!std::is_same_v<F, BarrierAction> && std::is_invocable_v<const F&>)
  BarrierAction(F function) : call_(memory::code_address(&call<F>)) {
    static_assert(std::is_trivially_copyable_v<F> && sizeof(F) <= kMostBytes && alignof(F) <= alignof(std::max_align_t),
                  "mp: the action of a barrier runs in whichever process comes last, so it must be the same in all: capture at "
                  "most 64 bytes of plain numbers and of references to shared objects, nothing that owns memory (std::string, "
                  "std::vector, std::function)");
    new (bytes_) F(function);
  }

  void operator()() const {
    if (call_) memory::function_at<void(const std::byte*)>(call_)(bytes_);
  }

 private:
  template <class F>
  static void call(const std::byte* bytes) {
    (*std::launder(reinterpret_cast<const F*>(bytes)))();
  }

  memory::ProgramAddress call_;
  alignas(std::max_align_t) std::byte bytes_[kMostBytes] = {};
};

}  // namespace mp::sync
