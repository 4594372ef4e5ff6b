// Which types mean the same in every process when their bytes are copied, or when they lie in shared memory.
//
// A pointer, a reference or a view into private memory does not: the other process has something else at that address. What
// C++20 can find out is found out at compile time, also inside of containers, pairs, tuples, optionals and aggregates
// (members.h); it cannot look into the captures of a lambda, nor into a class with private members, constructors or base classes.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "runtime/memory/members.h"

namespace mp {

namespace internal {
template <class T>
inline constexpr bool kIsView = false;
template <class T>
inline constexpr bool kIsView<std::reference_wrapper<T>> = true;
template <class Char, class Traits>
inline constexpr bool kIsView<std::basic_string_view<Char, Traits>> = true;
template <class T, std::size_t N>
inline constexpr bool kIsView<std::span<T, N>> = true;

template <class T>
concept HasElements = requires {
  typename T::value_type;
  typename T::iterator;
};

template <class T, class... Within>
constexpr bool refers_to_private_memory();

// `Within` are the types that are being looked into: a recursive one (struct Tree { std::vector<Tree> children; }) once.
template <class T, class... Within>
inline constexpr bool kRefersWithin = refers_to_private_memory<T, Within...>();
template <class T, class... Within>
inline constexpr bool kRefersWithin<const T, Within...> = kRefersWithin<T, Within...>;
template <class T, std::size_t N, class... Within>
inline constexpr bool kRefersWithin<T[N], Within...> = kRefersWithin<T, Within...>;
template <class T, std::size_t N, class... Within>
inline constexpr bool kRefersWithin<std::array<T, N>, Within...> = kRefersWithin<T, Within...>;
template <class T, class... Within>
inline constexpr bool kRefersWithin<std::optional<T>, Within...> = kRefersWithin<T, Within...>;
template <class A, class B, class... Within>
inline constexpr bool kRefersWithin<std::pair<A, B>, Within...> = kRefersWithin<A, Within...> || kRefersWithin<B, Within...>;
template <class... Ts, class... Within>
inline constexpr bool kRefersWithin<std::tuple<Ts...>, Within...> = (kRefersWithin<Ts, Within...> || ...);

template <class... Within>
struct AnySelfContained {
  template <class T>
    requires(!kRefersWithin<T, Within...>)
  operator T() const {
    __builtin_trap();
  }
};

template <class T, class... Within>
constexpr bool refers_to_private_memory() {
  if constexpr ((std::is_same_v<T, Within> || ...)) {
    return false;
  } else if constexpr (std::is_pointer_v<T> || std::is_member_pointer_v<T> || std::is_reference_v<T> || kIsView<T>) {
    return true;
  } else if constexpr (HasElements<T>) {
    return kRefersWithin<typename T::value_type, Within..., T>;
  } else if constexpr (kInitializers<T> != 0) {
    return !kTakes<T, AnySelfContained<Within..., T>, kInitializers<T>>;
  } else {
    return kHasReferenceMember<T>;
  }
}
}  // namespace internal

/// T is a pointer, a reference or a view, or holds one as an element or a member, at any depth.
template <class T>
inline constexpr bool kRefersToPrivateMemory = internal::kRefersWithin<T>;

/// T may cross a process as its bytes.
template <class T>
concept PlainData = std::is_object_v<T> && std::is_trivially_copyable_v<T> && !kRefersToPrivateMemory<T>;

/// Does not compile for a T that cannot lie in shared memory, and says why.
template <class T>
constexpr void require_shareable() {
  static_assert(
      !kRefersToPrivateMemory<T>,
      "mp: a pointer, a reference or a view (std::span, std::string_view) in shared memory would lead into one process's private "
      "memory, and the others have something else there; share the data itself, or an index into an mp::Array");
  static_assert(
      kRefersToPrivateMemory<T> || std::is_trivially_copyable_v<T>,
      "mp: only trivially copyable types can lie in shared memory; std::string, std::vector and the like keep their data in "
      "one process's private heap: use mp::Array for a sequence, or send the object through an mp::Queue");
  static_assert(!std::is_const_v<T> && !std::is_volatile_v<T>, "mp: share a plain type, without const and volatile");
}

}  // namespace mp
