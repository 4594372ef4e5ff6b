// A call that stays in this process: what a pool gives to its threads. Nothing is packed, so anything goes: a callable of any
// kind, arguments by value or by std::ref, a result of any type. A shared object that has a name arrives by reference, as in a
// process.
//
// The result travels as an object: of apply a Slot<R>, of map a std::vector of results. Thread safety: a call is made once.
#pragma once

#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/error.h"
#include "runtime/memory/shared_object.h"

namespace mp::internal {

/// Makes the call: its result, or nothing if it returns none. Throws what the function throws.
using LocalCall = std::function<std::shared_ptr<void>()>;

/// One result, which is copied to whoever asks, or moved to the first one if it cannot be copied.
template <class R>
class Slot {
 public:
  explicit Slot(R&& result) : result_(std::move(result)) {}
  R give() {
    if constexpr (std::is_copy_constructible_v<R>) {
      return *result_;
    } else {
      if (!result_) throw ValueError("this result cannot be copied, and was given out before: ask for it once, and keep it");
      R result = *std::move(result_);
      result_.reset();
      return result;
    }
  }

 private:
  std::optional<R> result_;
};

/// Arg is what a forwarding reference deduces.
template <class Arg>
using LocallyKept = std::conditional_t<SharedObject<Arg> && std::is_lvalue_reference_v<Arg>,
                                       std::reference_wrapper<std::remove_reference_t<Arg>>, std::decay_t<Arg>>;
template <class Arg>
using LocallyGiven = std::conditional_t<std::is_same_v<LocallyKept<Arg>, std::unwrap_ref_decay_t<LocallyKept<Arg>>>,
                                        LocallyKept<Arg>&&, std::unwrap_ref_decay_t<LocallyKept<Arg>>>;

template <class F, class... Args>
LocalCall local_apply(F function, Args&&... args) {
  using Kept = std::tuple<LocallyKept<Args>...>;
  auto call = std::make_shared<std::pair<F, Kept>>(std::move(function), Kept(std::forward<Args>(args)...));
  return [call = std::move(call)]() -> std::shared_ptr<void> {
    const auto invoke = [&]() -> decltype(auto) {
      return std::apply(
          [&](auto&... each) -> decltype(auto) { return std::invoke(call->first, static_cast<LocallyGiven<Args>>(each)...); },
          call->second);
    };
    using R = std::decay_t<decltype(invoke())>;
    if constexpr (std::is_void_v<R>) {
      invoke();
      return nullptr;
    } else {
      return std::make_shared<Slot<R>>(R(invoke()));
    }
  };
}

/// The call of `function` for each of the `count` elements that begin at `first`, which are moved.
template <class How, class T, class F, class Iterator>
LocalCall local_map(const F& function, Iterator first, std::size_t count) {
  const auto end = std::next(first, static_cast<std::ptrdiff_t>(count));
  auto call = std::make_shared<std::pair<F, std::vector<T>>>(
      function, std::vector<T>(std::make_move_iterator(first), std::make_move_iterator(end)));
  return [call = std::move(call)]() -> std::shared_ptr<void> {
    using R = std::decay_t<decltype(How::call(call->first, std::declval<T>()))>;
    if constexpr (std::is_void_v<R>) {
      for (auto&& element : call->second) How::call(call->first, T(std::move(element)));
      return nullptr;
    } else {
      auto results = std::make_shared<std::vector<R>>();
      results->reserve(call->second.size());
      for (auto&& element : call->second) results->push_back(How::call(call->first, T(std::move(element))));
      return results;
    }
  };
}

}  // namespace mp::internal
