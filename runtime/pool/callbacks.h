// What is to be called when a task of a pool, or a whole map, has ended: Python's callback and error_callback.
//
//   pool.apply_async(mp::Callbacks{.callback = [&](int square) { sum += square; }}, square, 5);
//   pool.map_async(mp::Callbacks{.callback = on_squares, .error_callback = on_error}, square, numbers);
//
// There is no helper thread: a callback is called by a thread that waits for a result of the pool, gives it a task, or joins it,
// as soon as that thread sees the outcome. When join() has returned, all were called. A callback may use the pool. An exception
// that leaves a callback is printed, and the pool works on.
#pragma once

#include <type_traits>

#include "runtime/error.h"

namespace mp {

/// Does nothing, with anything.
struct NoCallback {
  template <class... Args>
  void operator()(const Args&...) const noexcept {}
};

/// `callback` is given the result, or nothing if there is none; `error_callback` a const mp::Error&, what get() would throw.
template <class Callback = NoCallback, class ErrorCallback = NoCallback>
struct Callbacks {
  Callback callback = {};
  ErrorCallback error_callback = {};
};

namespace internal {
template <class T>
inline constexpr bool kIsCallbacks = false;
template <class Callback, class ErrorCallback>
inline constexpr bool kIsCallbacks<Callbacks<Callback, ErrorCallback>> = true;
}  // namespace internal

}  // namespace mp
