// mp::wait and mp::as_completed for futures, Python's concurrent.futures.wait and as_completed.
//
//   auto [done, not_done] = mp::wait(futures, 2s, mp::FIRST_COMPLETED);
//   for (mp::Future<int>& future : mp::as_completed(futures)) fmt::print("{}\n", future.result());
//
// The futures may be those of several executors, of processes and of threads. (mp::wait for descriptors is another overload:
// wait.h of the connections.) Thread safety: as of the futures. Where it lives: private memory.
// Futures of one executor are waited for without looking in between; those of several are looked at every kRound.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <ranges>
#include <span>
#include <utility>
#include <vector>

#include "runtime/futex/deadline.h"
#include "runtime/pool/future.h"

namespace mp {

enum class ReturnWhen { kFirstCompleted, kFirstException, kAllCompleted };
inline constexpr ReturnWhen FIRST_COMPLETED = ReturnWhen::kFirstCompleted;
inline constexpr ReturnWhen FIRST_EXCEPTION =
    ReturnWhen::kFirstException;  ///< or all, if none fails; cancelled ones do not count
inline constexpr ReturnWhen ALL_COMPLETED = ReturnWhen::kAllCompleted;

template <class R>
struct DoneAndNotDone {
  std::vector<Future<R>> done;
  std::vector<Future<R>> not_done;
};

namespace internal {

inline constexpr std::chrono::milliseconds kRound{5};

template <class T>
inline constexpr bool kIsFuture = false;
template <class R>
inline constexpr bool kIsFuture<Future<R>> = true;
template <class Range>
concept Futures = std::ranges::input_range<Range> && kIsFuture<std::ranges::range_value_t<Range>>;

/// Which of the tasks have ended when the wait is over.
std::vector<bool> wait_for_tasks(std::span<const FutureTask> tasks, futex::Deadline deadline, ReturnWhen when);
/// The first one in the row that has ended. Throws TimeoutError if none has in time.
std::size_t wait_for_first(std::span<const FutureTask> tasks, futex::Deadline deadline);

template <Futures Range>
auto wait_by(Range&& range, futex::Deadline deadline, ReturnWhen when) {
  using R = typename std::ranges::range_value_t<Range>::result_type;
  const std::vector<Future<R>> futures(std::ranges::begin(range), std::ranges::end(range));
  std::vector<FutureTask> tasks;
  for (const Future<R>& future : futures) tasks.push_back(task_of(future));
  const std::vector<bool> ended = wait_for_tasks(tasks, deadline, when);
  DoneAndNotDone<R> result;
  for (std::size_t i = 0; i < futures.size(); ++i) (ended[i] ? result.done : result.not_done).push_back(futures[i]);
  return result;
}

}  // namespace internal

/// Waits until the first future is done, the first has failed, or all are done; those that are, and those that are not, in the
/// order given.
template <internal::Futures Range>
auto wait(Range&& futures, ReturnWhen return_when = ALL_COMPLETED) {
  return internal::wait_by(std::forward<Range>(futures), futex::kNever, return_when);
}
template <class R>
auto wait(std::initializer_list<Future<R>> futures, ReturnWhen return_when = ALL_COMPLETED) {
  return internal::wait_by(futures, futex::kNever, return_when);
}
/// At most that long, or until then.
template <internal::Futures Range, class Rep, class Period>
auto wait(Range&& futures, const std::chrono::duration<Rep, Period>& timeout, ReturnWhen return_when = ALL_COMPLETED) {
  return internal::wait_by(std::forward<Range>(futures), futex::deadline_after(timeout), return_when);
}
template <internal::Futures Range, class Clock, class Duration>
auto wait_until(Range&& futures, const std::chrono::time_point<Clock, Duration>& moment, ReturnWhen return_when = ALL_COMPLETED) {
  return internal::wait_by(std::forward<Range>(futures), futex::deadline_at(moment), return_when);
}

/// The futures as they are done, each once: an input range that is walked through once, by one thread.
template <class R>
class CompletedFutures {
 public:
  CompletedFutures(std::vector<Future<R>> futures, futex::Deadline deadline) : pending_(std::move(futures)), deadline_(deadline) {
    for (const Future<R>& future : pending_) tasks_.push_back(internal::task_of(future));
  }

  /// The next one that is done; nothing when all were given. Throws TimeoutError when the time is over.
  std::optional<Future<R>> next() {
    if (pending_.empty()) return std::nullopt;
    const std::size_t which = internal::wait_for_first(tasks_, deadline_);
    const auto at = static_cast<std::ptrdiff_t>(which);
    Future<R> first = std::move(pending_[which]);
    pending_.erase(pending_.begin() + at);
    tasks_.erase(tasks_.begin() + at);
    return first;
  }

  class iterator {
   public:
    using value_type = Future<R>;
    using difference_type = std::ptrdiff_t;

    explicit iterator(CompletedFutures& futures) : futures_(&futures), current_(futures.next()) {}
    Future<R>& operator*() const { return *current_; }
    iterator& operator++() {
      current_ = futures_->next();
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(std::default_sentinel_t) const { return !current_.has_value(); }

   private:
    CompletedFutures* futures_;
    mutable std::optional<Future<R>> current_;
  };
  iterator begin() { return iterator(*this); }
  std::default_sentinel_t end() const { return {}; }

 private:
  std::vector<Future<R>> pending_;
  std::vector<internal::FutureTask> tasks_;  // of each
  futex::Deadline deadline_;
};

template <internal::Futures Range>
auto as_completed(Range&& futures) {
  using R = typename std::ranges::range_value_t<Range>::result_type;
  return CompletedFutures<R>({std::ranges::begin(futures), std::ranges::end(futures)}, futex::kNever);
}
/// All must be done in that time from now.
template <internal::Futures Range, class Rep, class Period>
auto as_completed(Range&& futures, const std::chrono::duration<Rep, Period>& timeout) {
  using R = typename std::ranges::range_value_t<Range>::result_type;
  return CompletedFutures<R>({std::ranges::begin(futures), std::ranges::end(futures)}, futex::deadline_after(timeout));
}

}  // namespace mp
