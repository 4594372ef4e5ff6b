// A moment on the monotonic clock until which a call may wait, and the moment that never comes.
//
// Every timed wait of the runtime is given as a deadline: it stays the same when a wait is interrupted and begun again.
// Thread, process and fork safety: values; the clock (CLOCK_MONOTONIC) is the same in all processes of the machine.
#pragma once

#include <time.h>

#include <algorithm>
#include <chrono>

namespace mp::futex {

using Deadline = std::chrono::steady_clock::time_point;

/// Waiting until kNever is waiting without a limit.
inline constexpr Deadline kNever = Deadline::max();
/// A deadline that has passed: a call tries once and does not wait.
inline constexpr Deadline kNow = Deadline::min();

/// `wait` from now; a negative wait is no wait, and one too long for the clock is kNever.
template <class Rep, class Period>
Deadline deadline_after(const std::chrono::duration<Rep, Period>& wait) {
  using namespace std::chrono;
  const Deadline now = steady_clock::now();
  if (wait <= wait.zero()) return now;
  const duration<double> longest = kNever - now - seconds(1);
  return duration<double>(wait) < longest ? now + ceil<steady_clock::duration>(wait) : kNever;
}

/// `moment` on any clock, as far away as it is now.
template <class Clock, class Duration>
Deadline deadline_at(const std::chrono::time_point<Clock, Duration>& moment) {
  const auto now = Clock::now();
  return moment > now ? deadline_after(moment - now) : kNow;
}

/// What is left until then; nothing when it has passed. REQUIRES: not kNever.
inline Deadline::duration time_left(Deadline deadline) {
  const Deadline now = Deadline::clock::now();
  // Compared first: kNow is so far back that its distance from now is no duration.
  return std::max(deadline, now) - now;
}

/// The deadline for the kernel, which knows no time before the clock's beginning. REQUIRES: not kNever.
inline timespec to_timespec(Deadline deadline) {
  using namespace std::chrono;
  const auto since_boot = std::max(deadline, Deadline()).time_since_epoch();
  const auto whole = floor<seconds>(since_boot);
  return {.tv_sec = static_cast<time_t>(whole.count()), .tv_nsec = static_cast<long>(nanoseconds(since_boot - whole).count())};
}

}  // namespace mp::futex
