// mp::wait, Python's multiprocessing.connection.wait: waits until at least one of several things is ready.
//
//   for (const mp::Waitable& ready : mp::wait({connection, listener, process.sentinel()}, 2s)) {
//     if (ready == connection) connection.recv<int>();
//   }
//
// A thing is whatever has fileno() (Connection, Listener) or sentinel() (Process), or a plain descriptor: ready when it can be
// read, or its other end is closed, or the process has ended. All kinds may be mixed. Thread, process and fork safety: functions
// on values; the things must stay open meanwhile. Signals do not end the wait.
#pragma once

#include <chrono>
#include <concepts>
#include <initializer_list>
#include <ranges>
#include <span>
#include <vector>

#include "runtime/futex/deadline.h"

namespace mp {

namespace internal {
template <class T>
concept HasFileno = requires(const T& thing) {
  { thing.fileno() } -> std::convertible_to<int>;
};
template <class T>
concept HasSentinel = requires(const T& thing) {
  { thing.sentinel() } -> std::convertible_to<int>;
};
}  // namespace internal

/// A descriptor on behalf of the thing that has it.
class Waitable {
 public:
  Waitable(int descriptor) noexcept : descriptor_(descriptor) {}
  template <internal::HasFileno T>
  Waitable(const T& thing) : descriptor_(thing.fileno()) {}
  template <internal::HasSentinel T>
  Waitable(const T& thing) : descriptor_(thing.sentinel()) {}

  int fileno() const noexcept { return descriptor_; }
  friend bool operator==(const Waitable&, const Waitable&) = default;

 private:
  int descriptor_;
};

namespace internal {
std::vector<Waitable> wait_by(std::span<const Waitable> things, futex::Deadline deadline);

template <class Things>
concept WaitableThings =
    std::ranges::input_range<Things> && std::convertible_to<std::ranges::range_reference_t<Things>, Waitable>;

template <WaitableThings Things>
std::vector<Waitable> waitables(Things&& things) {
  return {std::ranges::begin(things), std::ranges::end(things)};
}
}  // namespace internal

/// Returns those that are ready, in the order given; at least one. Throws ValueError when there is nothing to wait for, OSError
/// (EBADF) for a descriptor that is not open.
inline std::vector<Waitable> wait(std::initializer_list<Waitable> things) { return internal::wait_by(things, futex::kNever); }
/// Waits at most that long; a negative time is none. None ready in time: an empty list.
template <class Rep, class Period>
std::vector<Waitable> wait(std::initializer_list<Waitable> things, const std::chrono::duration<Rep, Period>& timeout) {
  return internal::wait_by(things, futex::deadline_after(timeout));
}
template <class Clock, class Duration>
std::vector<Waitable> wait_until(std::initializer_list<Waitable> things,
                                 const std::chrono::time_point<Clock, Duration>& deadline) {
  return internal::wait_by(things, futex::deadline_at(deadline));
}

/// The same for the things of a container: mp::wait(connections, 2s).
template <internal::WaitableThings Things>
std::vector<Waitable> wait(Things&& things) {
  return internal::wait_by(internal::waitables(things), futex::kNever);
}
template <internal::WaitableThings Things, class Rep, class Period>
std::vector<Waitable> wait(Things&& things, const std::chrono::duration<Rep, Period>& timeout) {
  return internal::wait_by(internal::waitables(things), futex::deadline_after(timeout));
}
template <internal::WaitableThings Things, class Clock, class Duration>
std::vector<Waitable> wait_until(Things&& things, const std::chrono::time_point<Clock, Duration>& deadline) {
  return internal::wait_by(internal::waitables(things), futex::deadline_at(deadline));
}

}  // namespace mp
