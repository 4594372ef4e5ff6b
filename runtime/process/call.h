// A function and its arguments on their way to another process: what may cross, and as what it arrives.
//
// A shared object (Value, Array, Queue, Lock, RLock) that has a name arrives as a reference to the same object; one end of a
// connection as an end of its own, which the caller keeps as well unless it is moved in (std::move), so that the other side sees
// when the process has closed it; everything else arrives as a copy. What cannot cross does not compile, and a sentence says why
// and what to do. Text in quotes arrives as a std::string. A lambda that captures by reference cannot be told from one that
// captures plain data: it sees the child's own copy. Nothing of the checks exists at run time.
#pragma once

#include <functional>
#include <string>
#include <type_traits>
#include <utility>

#include "runtime/archive/archivable.h"
#include "runtime/memory/descriptor_object.h"
#include "runtime/memory/shared_object.h"

namespace mp::internal {

/// Arg is what a forwarding reference deduces: T& for a named object, T for a temporary.
template <class Arg>
inline constexpr bool kIsText = std::is_array_v<std::remove_reference_t<Arg>> &&
                                std::is_same_v<std::remove_const_t<std::remove_extent_t<std::remove_reference_t<Arg>>>, char>;

template <class Arg>
struct ArgumentOf {
  using Kept = std::conditional_t<kIsText<Arg>, std::string, std::decay_t<Arg>>;
  using Given = Kept&&;
};
template <SharedObject Arg>
struct ArgumentOf<Arg> {
  using Kept = std::reference_wrapper<std::remove_reference_t<Arg>>;
  using Given = std::remove_reference_t<Arg>&;
};
template <class Arg>
  requires SharedObject<std::unwrap_ref_decay_t<Arg>> && (!SharedObject<Arg>)
struct ArgumentOf<Arg> : ArgumentOf<std::unwrap_ref_decay_t<Arg>> {};  // std::ref(value) is as good as value

template <class Arg>
  requires DescriptorObject<std::unwrap_ref_decay_t<Arg>>
struct ArgumentOf<Arg> {
  using Kept = std::remove_cvref_t<std::unwrap_ref_decay_t<Arg>>;
  using Given = Kept&&;
};

/// What stands for the argument until the call, and what the function gets at the call.
template <class Arg>
using Kept = typename ArgumentOf<Arg>::Kept;
template <class Arg>
using Given = typename ArgumentOf<Arg>::Given;

/// Makes it from the argument.
template <class Arg>
Kept<Arg> keep(std::type_identity_t<Arg>&& argument) {
  if constexpr (DescriptorObject<Kept<Arg>> && !std::is_constructible_v<Kept<Arg>, Arg>) {
    return static_cast<const Kept<Arg>&>(argument).duplicate();
  } else {
    return Kept<Arg>(std::forward<Arg>(argument));
  }
}

template <class Arg>
constexpr void require_argument() {
  static_assert(!SharedObject<Arg> || std::is_lvalue_reference_v<Arg>,
                "mp: this shared object is a temporary and would be gone before the other process uses it; give it a name first: "
                "mp::Value<int> value(0); mp::Process process(fn, value)");
  if constexpr (!SharedObject<std::unwrap_ref_decay_t<Arg>> && !DescriptorObject<Kept<Arg>>) require_archivable<Kept<Arg>>();
}

/// Does not compile for a call that cannot be made in another process, and says why.
template <class F, class... Args>
constexpr void require_call() {
  static_assert(std::is_trivially_copyable_v<F>,
                "mp: this function cannot cross to another process: it is not trivially copyable, because it captures or holds "
                "something that owns private memory (std::string, std::vector, std::function); capture plain numbers and structs "
                "only, and pass the rest as arguments");
  (require_argument<Args>(), ...);
  static_assert(
      std::is_invocable_v<F&, Given<Args>...>,
      "mp: the function does not accept these arguments: each arrives as a copy, so take it by value or by const reference; "
      "only shared objects (Value, Array, Queue, Lock, RLock) arrive as references");
}

}  // namespace mp::internal
