// How many members an aggregate has, found by the compiler: it tries to initialise T from that many things.
//
//   struct Point { double x; int y[3]; };     kMembers<Point> == 2     kInitializers<Point> == 4
//
// C++20 has no reflection, but says whether T{a, b, c} compiles. `Probe` is what the tries are made of: a type that converts to
// whatever it is asked for, or only to what has some property; then T{Probe, Probe, ...} says whether all members have it.
// A member that is a C array takes as many initialisers as it has elements; kMembers counts it once.
// Nothing of this exists at run time: no probe is ever made, but their functions need bodies where libraries look into them.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

namespace mp::internal {

/// Converts to every value.
struct AnyValue {
  template <class T>
  operator T() const {
    __builtin_trap();
  }
};

/// Converts to every reference, and to what can be copied from one.
struct AnyReference {
  template <class T>
  operator T&() const {
    __builtin_trap();
  }
};

/// Converts to the bases of T only.
template <class T>
struct AnyBaseOf {
  template <class Base>
    requires(std::is_base_of_v<Base, T> && !std::is_same_v<Base, T>)
  operator Base() const {
    __builtin_trap();
  }
};

template <class Probe, std::size_t>
using Repeat = Probe;

/// T{Probe, ...} compiles with `N` of them.
template <class T, class Probe, std::size_t N>
inline constexpr bool kTakes = []<std::size_t... I>(std::index_sequence<I...>) {
  return requires { T{Repeat<Probe, I>()...}; };
}(std::make_index_sequence<N>());

/// T{`Before` things, {two things}, `After` things} compiles.
template <class T, std::size_t Before, std::size_t After>
inline constexpr bool kTakesTwoAt = []<std::size_t... I, std::size_t... J>(std::index_sequence<I...>, std::index_sequence<J...>) {
  return requires { T{Repeat<AnyValue, I>()..., {AnyValue(), AnyValue()}, Repeat<AnyValue, J>()...}; };
}(std::make_index_sequence<Before>(), std::make_index_sequence<After>());

/// An aggregate of more initialisers is not looked into (a struct with a C array of 1,000 elements).
inline constexpr std::size_t kMostInitializers = 256;
/// The same for one that cannot be made without any; then each number has to be tried.
inline constexpr std::size_t kMostRequiredInitializers = 32;

/// REQUIRES: T{} compiles, hence every number of initialisers does, up to the one that is looked for.
template <class T, class Probe, std::size_t Enough, std::size_t TooMany>
constexpr std::size_t count_by_halving() {
  constexpr std::size_t kMiddle = Enough + (TooMany - Enough) / 2;
  if constexpr (kMiddle == Enough) {
    return Enough;
  } else if constexpr (kTakes<T, Probe, kMiddle>) {
    return count_by_halving<T, Probe, kMiddle, TooMany>();
  } else {
    return count_by_halving<T, Probe, Enough, kMiddle>();
  }
}

template <class T, class Probe, std::size_t TooMany = 4>
constexpr std::size_t count_by_doubling() {
  if constexpr (!kTakes<T, Probe, TooMany>) {
    return count_by_halving<T, Probe, TooMany == 4 ? 0 : TooMany / 2, TooMany>();
  } else if constexpr (TooMany >= kMostInitializers) {
    return 0;
  } else {
    return count_by_doubling<T, Probe, TooMany * 2>();
  }
}

template <class T, class Probe, std::size_t N = 1>
constexpr std::size_t count_one_by_one() {
  if constexpr (kTakes<T, Probe, N> && !kTakes<T, Probe, N + 1>) {
    return N;
  } else if constexpr (N < kMostRequiredInitializers) {
    return count_one_by_one<T, Probe, N + 1>();
  } else {
    return 0;
  }
}

template <class T, class Probe>
constexpr std::size_t count_initializers() {
  if constexpr (!std::is_aggregate_v<T> || !std::is_class_v<T> || std::is_empty_v<T>) {
    return 0;
  } else if constexpr (kTakes<T, Probe, 0>) {
    return count_by_doubling<T, Probe>();
  } else {
    return count_one_by_one<T, Probe>();
  }
}

/// How many initialisers the class T takes when it is an aggregate; 0 when it is none, is empty, or cannot be looked into.
template <class T>
inline constexpr std::size_t kInitializers = count_initializers<T, AnyValue>();

/// T is an aggregate that has a reference as a member.
template <class T>
inline constexpr bool kHasReferenceMember = kInitializers<T> == 0 && count_initializers<T, AnyReference>() != 0;

template <class T>
inline constexpr bool kHasBase = kTakes<T, AnyBaseOf<T>, 1>;

/// How many initialisers the member takes that begins with initialiser `At`.
template <class T, std::size_t At, std::size_t After>
constexpr std::size_t count_elements() {
  if constexpr (kTakesTwoAt<T, At, After>) {
    return kInitializers<T> - At - After;
  } else if constexpr (After == 0) {
    return 1;
  } else {
    return count_elements<T, At, After - 1>();
  }
}

template <class T, std::size_t At = 0>
constexpr std::size_t count_members() {
  if constexpr (At == kInitializers<T>) {
    return 0;
  } else {
    return 1 + count_members<T, At + count_elements<T, At, kInitializers<T> - At - 1>()>();
  }
}

/// How many members T has; 0 when it has a base class, or kInitializers is 0.
template <class T>
inline constexpr std::size_t kMembers = kHasBase<T> ? 0 : count_members<T>();

}  // namespace mp::internal
