// Which types can be packed into bytes and travel to another process, and a sentence for each kind that cannot.
//
// Plain data (trivially copyable, no pointers, references or views), strings; the standard containers, arrays, pairs, tuples,
// optionals and variants of what can travel; aggregates of such members (struct Job { std::string name; std::vector<Job> parts;
// }); and every class that has a function or a member `template <class Archive> void serialize(Archive&, T&)`, see archive.h.
// Nothing of this exists at run time.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "runtime/archive/serialize.h"
#include "runtime/memory/members.h"
#include "runtime/memory/plain_data.h"
#include "runtime/memory/shared_object.h"

namespace mp {

namespace internal {
/// Containers whose elements are put in one after the other. Classes derived from them have more to say than their elements.
template <class T>
inline constexpr bool kIsContainer = false;
template <class T>
inline constexpr bool kIsContainer<std::deque<T>> = true;
template <class T>
inline constexpr bool kIsContainer<std::list<T>> = true;
template <class K, class V, class Less>
inline constexpr bool kIsContainer<std::map<K, V, Less>> = true;
template <class K, class V, class Less>
inline constexpr bool kIsContainer<std::multimap<K, V, Less>> = true;
template <class K, class Less>
inline constexpr bool kIsContainer<std::set<K, Less>> = true;
template <class K, class Less>
inline constexpr bool kIsContainer<std::multiset<K, Less>> = true;
template <class K, class V, class Hash, class Equal>
inline constexpr bool kIsContainer<std::unordered_map<K, V, Hash, Equal>> = true;
template <class K, class V, class Hash, class Equal>
inline constexpr bool kIsContainer<std::unordered_multimap<K, V, Hash, Equal>> = true;
template <class K, class Hash, class Equal>
inline constexpr bool kIsContainer<std::unordered_set<K, Hash, Equal>> = true;
template <class K, class Hash, class Equal>
inline constexpr bool kIsContainer<std::unordered_multiset<K, Hash, Equal>> = true;

template <class T, class... Within>
constexpr bool archivable();

template <class T, class... Within>
inline constexpr bool kArchivable = archivable<T, Within...>();
template <class T, class... Within>
inline constexpr bool kArchivable<const T, Within...> = kArchivable<T, Within...>;
template <class T, std::size_t N, class... Within>
inline constexpr bool kArchivable<T[N], Within...> = kArchivable<T, Within...>;
template <class Char, class... Within>
inline constexpr bool kArchivable<std::basic_string<Char>, Within...> = true;
template <class T, class... Within>
inline constexpr bool kArchivable<std::vector<T>, Within...> = kArchivable<T, Within...>;
template <class T, std::size_t N, class... Within>
inline constexpr bool kArchivable<std::array<T, N>, Within...> = kArchivable<T, Within...>;
template <class T, class... Within>
inline constexpr bool kArchivable<std::optional<T>, Within...> = kArchivable<T, Within...>;
template <class A, class B, class... Within>
inline constexpr bool kArchivable<std::pair<A, B>, Within...> = kArchivable<A, Within...> && kArchivable<B, Within...>;
template <class... Ts, class... Within>
inline constexpr bool kArchivable<std::tuple<Ts...>, Within...> = (kArchivable<Ts, Within...> && ...);
template <class... Ts, class... Within>
inline constexpr bool kArchivable<std::variant<Ts...>, Within...> = (kArchivable<Ts, Within...> && ...);

template <class... Within>
struct AnyArchivable {
  template <class T>
    requires(kArchivable<T, Within...>)
  operator T() const {
    __builtin_trap();
  }
};

/// with_members() of with_members.h can name this many.
inline constexpr std::size_t kMostMembers = 24;

/// The members of T can be named one by one.
template <class T>
inline constexpr bool kMembersHaveNames = kMembers<T> != 0 && kMembers<T> <= kMostMembers;

template <class T, class... Within>
constexpr bool archivable() {
  if constexpr ((std::is_same_v<T, Within> || ...)) {
    return true;  // it is being looked into already, further out
  } else if constexpr (PlainData<T> || archive::Serializes<T>) {
    return true;
  } else if constexpr (SharedObject<T> || kRefersToPrivateMemory<T>) {
    return false;
  } else if constexpr (kIsContainer<T>) {
    return kArchivable<typename T::value_type, Within..., T>;
  } else if constexpr (kMembersHaveNames<T>) {
    return kTakes<T, AnyArchivable<Within..., T>, kInitializers<T>>;
  } else {
    return false;
  }
}

/// The place of the first member of the aggregate T, counted from 1, that cannot travel; 0 when there is none.
template <class T, std::size_t... Before>
constexpr std::size_t first_bad_member() {
  constexpr std::size_t kBefore = sizeof...(Before);
  if constexpr (kBefore == kInitializers<T>) {
    return 0;
  } else if constexpr (!requires { T{Repeat<AnyValue, Before>()..., AnyArchivable<T>()}; }) {
    return kBefore + 1;
  } else {
    return first_bad_member<T, Before..., kBefore>();
  }
}

template <class T>
inline constexpr bool kHasAParentheses = requires { &T::operator(); };

/// Kinds of what cannot travel, each with its own sentence; the first that fits.
enum class WhyNot { kSharedObject, kPrivateMemory, kClosure, kUnion, kTooManyMembers, kMember, kOther };

template <class T>
constexpr WhyNot why_not() {
  if constexpr (SharedObject<T>) return WhyNot::kSharedObject;
  if constexpr (kRefersToPrivateMemory<T>) return WhyNot::kPrivateMemory;
  if constexpr (kHasAParentheses<T>) return WhyNot::kClosure;
  if constexpr (std::is_union_v<T>) return WhyNot::kUnion;
  if constexpr (kMembersHaveNames<T>) return WhyNot::kMember;
  if constexpr (std::is_aggregate_v<T> && std::is_class_v<T>) return WhyNot::kTooManyMembers;
  return WhyNot::kOther;
}

// Never satisfied; the compiler's message names the type and the place of the member.
template <class T, std::size_t Place>
inline constexpr bool kMemberCanTravel = Place == 0;
}  // namespace internal

/// T can be packed into bytes and made again in another process.
template <class T>
concept Archivable = internal::kArchivable<std::remove_cv_t<T>>;

/// Does not compile for a T that cannot travel, and says why.
template <class T>
constexpr void require_archivable() {
  if constexpr (!Archivable<T>) {
    constexpr internal::WhyNot kWhy = internal::why_not<std::remove_cv_t<T>>();
    static_assert(
        kWhy != internal::WhyNot::kSharedObject,
        "mp: a shared object (Value, Array, Queue, Lock, RLock) cannot be copied into a message; hand it to the process by "
        "reference when you make it: mp::Process(fn, value)");
    static_assert(
        kWhy != internal::WhyNot::kPrivateMemory,
        "mp: a pointer, a reference or a view (std::ref, std::span, std::string_view) leads into this process's private memory, "
        "and the other process has something else there; send the data itself (std::string, std::vector, a struct), or share "
        "it with mp::Value or mp::Array; a struct with such a member is refused as a whole");
    static_assert(kWhy != internal::WhyNot::kClosure,
                  "mp: this closure is not trivially copyable: it captures something that owns private memory (std::string, "
                  "std::vector, std::function); capture plain numbers and structs, and pass the rest as arguments");
    static_assert(kWhy != internal::WhyNot::kUnion,
                  "mp: nobody knows which member of a union is alive; send a std::variant, or give it a serialize() function");
    static_assert(kWhy != internal::WhyNot::kTooManyMembers,
                  "mp: this struct has a base class, or more than 24 members, or members that cannot be seen; nest its members "
                  "in smaller structs, or give it a function: template <class Archive> void serialize(Archive&, T&)");
    if constexpr (kWhy == internal::WhyNot::kMember) {
      static_assert(internal::kMemberCanTravel<T, internal::first_bad_member<std::remove_cv_t<T>>()>,
                    "mp: a member of this struct cannot travel to another process; the message names its place, counted from 1 "
                    "(each element of a C array counts); replace it, or give the struct a serialize() function");
    }
    static_assert(
        kWhy != internal::WhyNot::kOther,
        "mp: this type cannot travel to another process: it must be trivially copyable, or std::string, or a standard container, "
        "std::pair, std::tuple, std::optional or std::variant of such types, or a struct of them; give any other class a "
        "function: template <class Archive> void serialize(Archive&, T&)");
  }
}

}  // namespace mp
