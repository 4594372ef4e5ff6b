// Which types can be packed into bytes and travel to another process, and a sentence for each kind that cannot.
//
// Plain data (trivially copyable, no pointers, references or views), strings, and vectors, arrays, pairs, tuples and optionals
// of what can travel. Nothing of this exists at run time.
#pragma once

#include <array>
#include <concepts>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/memory/plain_data.h"
#include "runtime/memory/shared_object.h"

namespace mp {

namespace internal {
template <class T>
inline constexpr bool kArchivable = PlainData<T>;
template <class Char>
inline constexpr bool kArchivable<std::basic_string<Char>> = true;
template <class T>
inline constexpr bool kArchivable<std::vector<T>> = kArchivable<T>;
template <class T, std::size_t N>
inline constexpr bool kArchivable<std::array<T, N>> = kArchivable<T>;
template <class T>
inline constexpr bool kArchivable<std::optional<T>> = kArchivable<T>;
template <class A, class B>
inline constexpr bool kArchivable<std::pair<A, B>> = kArchivable<A> && kArchivable<B>;
template <class... Ts>
inline constexpr bool kArchivable<std::tuple<Ts...>> = (kArchivable<Ts> && ...);

template <class T>
inline constexpr bool kHasAParentheses = requires { &T::operator(); };
}  // namespace internal

/// T can be packed into bytes and made again in another process.
template <class T>
concept Archivable = internal::kArchivable<std::remove_cv_t<T>>;

/// Does not compile for a T that cannot travel, and says why.
template <class T>
constexpr void require_archivable() {
  if constexpr (!Archivable<T>) {
    static_assert(
        !SharedObject<T>,
        "mp: a shared object (Value, Array, Queue, Lock, RLock) cannot be copied into a message; hand it to the process by "
        "reference when you make it: mp::Process(fn, value)");
    static_assert(
        SharedObject<T> || !kRefersToPrivateMemory<T>,
        "mp: a pointer, a reference or a view (std::ref, std::span, std::string_view) leads into this process's private memory, "
        "and the other process has something else there; send the data itself (std::string, std::vector, a struct), or share "
        "it with mp::Value or mp::Array");
    static_assert(SharedObject<T> || kRefersToPrivateMemory<T> || !internal::kHasAParentheses<T>,
                  "mp: this closure is not trivially copyable: it captures something that owns private memory (std::string, "
                  "std::vector, std::function); capture plain numbers and structs, and pass the rest as arguments");
    static_assert(
        SharedObject<T> || kRefersToPrivateMemory<T> || internal::kHasAParentheses<T>,
        "mp: this type cannot travel to another process: it must be trivially copyable, or std::string, or a std::vector, "
        "std::array, std::pair, std::tuple or std::optional of such types");
  }
}

}  // namespace mp
