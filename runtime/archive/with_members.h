// Calls a function with all members of an aggregate, each by reference; C++20 can name them with a structured binding of their number.
// Included by archive.h only. Where it lives: nowhere, it is inlined.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include "runtime/archive/archivable.h"

namespace mp::archive {

/// REQUIRES: internal::kMembersHaveNames<T>.
template <class T, class Function>
constexpr auto with_members(const T& value, Function function) {
  constexpr std::size_t kCount = internal::kMembers<T>;
  static_assert(kCount <= internal::kMostMembers);
  // clang-format off
  if constexpr (kCount == 1) { const auto& [m1] = value; return function(m1); }
  else if constexpr (kCount == 2) { const auto& [m1, m2] = value; return function(m1, m2); }
  else if constexpr (kCount == 3) { const auto& [m1, m2, m3] = value; return function(m1, m2, m3); }
  else if constexpr (kCount == 4) { const auto& [m1, m2, m3, m4] = value; return function(m1, m2, m3, m4); }
  else if constexpr (kCount == 5) { const auto& [m1, m2, m3, m4, m5] = value; return function(m1, m2, m3, m4, m5); }
  else if constexpr (kCount == 6) { const auto& [m1, m2, m3, m4, m5, m6] = value; return function(m1, m2, m3, m4, m5, m6); }
  else if constexpr (kCount == 7) { const auto& [m1, m2, m3, m4, m5, m6, m7] = value; return function(m1, m2, m3, m4, m5, m6, m7); }
  else if constexpr (kCount == 8) { const auto& [m1, m2, m3, m4, m5, m6, m7, m8] = value; return function(m1, m2, m3, m4, m5, m6, m7, m8); }
  else if constexpr (kCount == 9) { const auto& [m1, m2, m3, m4, m5, m6, m7, m8, m9] = value; return function(m1, m2, m3, m4, m5, m6, m7, m8, m9); }
  else if constexpr (kCount == 10) { const auto& [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10] = value; return function(m1, m2, m3, m4, m5, m6, m7, m8, m9, m10); }
  else if constexpr (kCount == 11) { const auto& [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11] = value; return function(m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11); }
  else if constexpr (kCount == 12) { const auto& [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12] = value; return function(m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12); }
  else if constexpr (kCount == 13) { const auto& [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13] = value; return function(m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13); }
  else if constexpr (kCount == 14) { const auto& [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14] = value; return function(m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14); }
  else if constexpr (kCount == 15) { const auto& [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15] = value; return function(m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15); }
  else if constexpr (kCount == 16) { const auto& [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16] = value; return function(m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16); }
  else if constexpr (kCount == 17) { const auto& [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17] = value; return function(m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17); }
  else if constexpr (kCount == 18) { const auto& [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18] = value; return function(m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18); }
  else if constexpr (kCount == 19) { const auto& [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19] = value; return function(m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19); }
  else if constexpr (kCount == 20) { const auto& [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20] = value; return function(m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20); }
  else if constexpr (kCount == 21) { const auto& [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21] = value; return function(m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21); }
  else if constexpr (kCount == 22) { const auto& [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22] = value; return function(m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22); }
  else if constexpr (kCount == 23) { const auto& [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23] = value; return function(m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23); }
  else if constexpr (kCount == 24) { const auto& [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24] = value; return function(m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24); }
  // clang-format on
}

template <class... Ts>
struct Types {};

template <class... Ts, class... Us>
constexpr Types<Ts..., Us...> operator+(Types<Ts...>, Types<Us...>) {
  return {};
}

// A C array is initialised by its elements, without braces of its own.
template <class T, std::size_t... I>
Types<mp::internal::Repeat<std::remove_all_extents_t<T>, I>...> initializers_of(std::index_sequence<I...>);

template <class T>
using InitializersOfMember =
    decltype(initializers_of<T>(std::make_index_sequence<sizeof(T) / sizeof(std::remove_all_extents_t<T>)>()));

/// The types of the initialisers of the aggregate T, in order.
template <class T>
using Initializers = decltype(with_members(std::declval<const T&>(), [](const auto&... members) {
  return (Types<>() + ... + InitializersOfMember<std::remove_cvref_t<decltype(members)>>());
}));

}  // namespace mp::archive
