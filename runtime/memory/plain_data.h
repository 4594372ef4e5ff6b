// Which types mean the same in every process when their bytes are copied, or when they lie in shared memory.
//
// A pointer, a reference or a view into private memory does not: the other process has something else at that address. What
// C++20 can find out is found out at compile time, also inside of arrays, vectors, pairs, tuples and optionals; it cannot look
// into the members of a struct or the captures of a lambda.
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
#include <vector>

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
}  // namespace internal

/// T is, or holds as an element, a pointer, a reference or a view.
template <class T>
inline constexpr bool kRefersToPrivateMemory =
    std::is_pointer_v<T> || std::is_member_pointer_v<T> || std::is_reference_v<T> || internal::kIsView<T>;
template <class T>
inline constexpr bool kRefersToPrivateMemory<const T> = kRefersToPrivateMemory<T>;
template <class T, std::size_t N>
inline constexpr bool kRefersToPrivateMemory<T[N]> = kRefersToPrivateMemory<T>;
template <class T, std::size_t N>
inline constexpr bool kRefersToPrivateMemory<std::array<T, N>> = kRefersToPrivateMemory<T>;
template <class T>
inline constexpr bool kRefersToPrivateMemory<std::optional<T>> = kRefersToPrivateMemory<T>;
template <class T>
inline constexpr bool kRefersToPrivateMemory<std::vector<T>> = kRefersToPrivateMemory<T>;
template <class A, class B>
inline constexpr bool kRefersToPrivateMemory<std::pair<A, B>> = kRefersToPrivateMemory<A> || kRefersToPrivateMemory<B>;
template <class... Ts>
inline constexpr bool kRefersToPrivateMemory<std::tuple<Ts...>> = (kRefersToPrivateMemory<Ts> || ...);

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
