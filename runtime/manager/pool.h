// A pool in a manager's server: Python's PoolProxy, with the results of its tasks.
//
//   const mp::PoolProxy pool = manager.Pool(4);
//   std::vector<int> squares = pool.map(square, std::views::iota(0, 10));
//   mp::Process p([](const mp::PoolProxy& pool) { pool.apply(square, 20); }, pool);
//
// The workers are children of the server, and several processes may give them tasks. What may cross, the chunks and the errors
// are those of mp::Pool (pool.h of the pool folder); but a range is always read to its end first, and a worker that dies is a
// RemoteError with the name mp::WorkerDied. A task is code of this program: a process of another family, on this machine or
// another one, gets a ValueError. The pool ends with the last proxy of it and of its results; tasks are then broken off.
// Thread, process, fork and kill safety: proxy.h. Every wait has a timed form.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/manager/exposed.h"
#include "runtime/manager/proxy.h"
#include "runtime/manager/proxy_iterator.h"
#include "runtime/manager/proxy_of.h"
#include "runtime/pool/batch.h"
#include "runtime/pool/execution.h"
#include "runtime/pool/pool.h"

namespace mp {

namespace manager {

using PackedBytes = std::vector<std::byte>;

/// The family of processes that share this one's memory, and so its program: hardly ever the number of another family.
std::uint64_t this_family();

class PoolState {
 public:
  /// Throws ValueError for another family than the server's, and as BasicPool's constructor.
  PoolState(std::uint64_t family, unsigned processes, PackedBytes initializer, std::optional<std::size_t> maxtasksperchild);
  ~PoolState() { pool_.terminate(); }
  PoolState(const PoolState&) = delete;
  PoolState& operator=(const PoolState&) = delete;

  /// In the server.
  Pool& pool() noexcept { return pool_; }

  std::size_t size() const noexcept { return size_; }
  void close() { pool_.close(); }
  bool join(Patience patience) { return pool_.join_until(deadline_of(patience)); }
  void terminate() { pool_.terminate(); }

 private:
  Pool pool_;
  const std::size_t size_;
};

/// Tasks that were given together: packed calls (process/packed_call.h), whose results are packed as well.
class TasksState {
 public:
  /// Throws ValueError for another family than the server's, and when the pool takes no tasks.
  TasksState(const Proxy<PoolState>& pool, std::uint64_t family, const std::vector<PackedBytes>& calls);

  /// Whether all have ended.
  bool wait(Patience patience);
  /// Of all. Throws the error of the first that has one, TimeoutError.
  std::vector<PackedBytes> results(Patience patience);
  /// Of one, by its place. Throws the same.
  PackedBytes result(std::size_t place, Patience patience);
  /// The place of one that has ended and was not given out by this before; nothing when there is none any more.
  std::optional<std::size_t> next_ended();

 private:
  bool wait_for(AsyncResult<PackedBytes>& result, futex::Deadline deadline);

  const std::shared_ptr<PoolState> pool_;  // first: its results may outlive it, but not its workers
  std::vector<AsyncResult<PackedBytes>> results_;
  std::mutex mutex_;
  std::vector<bool> given_out_;  // by next_ended
};

/// Begins them.
Proxy<TasksState> begin_tasks(const Proxy<PoolState>& pool, const std::vector<PackedBytes>& calls);

/// How the elements of a map are spread over its tasks.
struct Chunks {
  std::size_t elements = 1;
  std::size_t chunksize = 1;

  std::size_t in(std::size_t place) const { return std::min(chunksize, elements - place * chunksize); }
};

template <class R>
R unpack_result(const std::vector<PackedBytes>& results, const Chunks&) {
  return Processes::result<R>({.bytes = results.front()});
}

template <class R>
auto unpack_map(const std::vector<PackedBytes>& results, const Chunks& chunks) {
  if constexpr (!std::is_void_v<R>) {
    std::vector<R> all;
    for (std::size_t place = 0; place < results.size(); ++place) {
      Processes::add_results<R>({.bytes = results[place]}, chunks.in(place), all);
    }
    return all;
  }
}

}  // namespace manager

template <>
struct Exposed<manager::PoolState> : ExposesUnlocked<&manager::PoolState::size, &manager::PoolState::close,
                                                     &manager::PoolState::join, &manager::PoolState::terminate> {};
template <>
struct Exposed<manager::TasksState> : ExposesUnlocked<&manager::TasksState::wait, &manager::TasksState::results,
                                                      &manager::TasksState::result, &manager::TasksState::next_ended> {};

/// As AsyncResult.
template <class R>
class AsyncResultProxy {
  using State = manager::TasksState;
  using Unpack = R(const std::vector<manager::PackedBytes>&, const manager::Chunks&);

 public:
  AsyncResultProxy(Proxy<State> tasks, manager::Chunks chunks, Unpack* unpack)
      : tasks_(std::move(tasks)), chunks_(chunks), unpack_(unpack) {}

  R get() const { return unpack_(tasks_.call<&State::results>(manager::Patience()), chunks_); }
  /// Throws TimeoutError.
  template <class Rep, class Period>
  R get(const std::chrono::duration<Rep, Period>& timeout) const {
    return unpack_(tasks_.call<&State::results>(manager::patience_of(timeout)), chunks_);
  }
  void wait() const { tasks_.call<&State::wait>(manager::Patience()); }
  template <class Rep, class Period>
  bool wait_for(const std::chrono::duration<Rep, Period>& timeout) const {
    return tasks_.call<&State::wait>(manager::patience_of(timeout));
  }
  bool ready() const { return tasks_.call<&State::wait>(manager::kDoNotWait); }

 private:
  Proxy<State> tasks_;
  manager::Chunks chunks_;
  Unpack* unpack_;
};

class PoolProxy : public manager::ProxyOf<manager::PoolState> {
  using State = manager::PoolState;

 public:
  using ProxyOf::ProxyOf;

  template <class F, class... Args>
  auto apply_async(F function, Args&&... args) const {
    Processes::require_call<F, Args...>();
    using R = Processes::Result<F, Args...>;
    Processes::require_result<R>();
    std::vector<manager::PackedBytes> calls(1, Processes::apply(std::move(function), std::forward<Args>(args)...).bytes);
    return AsyncResultProxy<R>(manager::begin_tasks(proxy_, calls), {}, &manager::unpack_result<R>);
  }
  template <class F, class... Args>
  auto apply(F function, Args&&... args) const {
    return apply_async(std::move(function), std::forward<Args>(args)...).get();
  }

  template <class F, std::ranges::input_range Range>
  auto map_async(F function, Range&& range, std::optional<std::size_t> chunksize = {}) const {
    return begin_map<internal::AsArgument>(function, std::forward<Range>(range), chunksize);
  }
  template <class F, std::ranges::input_range Range>
  auto starmap_async(F function, Range&& range, std::optional<std::size_t> chunksize = {}) const {
    return begin_map<internal::AsArguments>(function, std::forward<Range>(range), chunksize);
  }
  template <class F, std::ranges::input_range Range>
  auto map(F function, Range&& range, std::optional<std::size_t> chunksize = {}) const {
    return map_async(std::move(function), std::forward<Range>(range), chunksize).get();
  }
  template <class F, std::ranges::input_range Range>
  auto starmap(F function, Range&& range, std::optional<std::size_t> chunksize = {}) const {
    return starmap_async(std::move(function), std::forward<Range>(range), chunksize).get();
  }

  /// A range of the results, in the order of `range`; each is asked for when it is needed.
  template <class F, std::ranges::input_range Range>
  auto imap(F function, Range&& range, std::size_t chunksize = 1) const {
    return results_of<F>(function, std::forward<Range>(range), chunksize,
                         [place = std::size_t{0}](const Proxy<manager::TasksState>&, std::size_t tasks) mutable {
                           return place < tasks ? std::optional(place++) : std::nullopt;
                         });
  }
  /// The same in the order in which the tasks end.
  template <class F, std::ranges::input_range Range>
  auto imap_unordered(F function, Range&& range, std::size_t chunksize = 1) const {
    return results_of<F>(function, std::forward<Range>(range), chunksize,
                         [](const Proxy<manager::TasksState>& tasks, std::size_t) -> std::optional<std::size_t> {
                           return tasks.call<&manager::TasksState::next_ended>();
                         });
  }

  void close() const { proxy_.call<&State::close>(); }
  /// Throws ValueError before close() or terminate().
  void join() const { static_cast<void>(proxy_.call<&State::join>(manager::Patience())); }
  /// False if tasks are not done by then; they go on.
  template <class Rep, class Period>
  [[nodiscard]] bool join_for(const std::chrono::duration<Rep, Period>& timeout) const {
    return proxy_.call<&State::join>(manager::patience_of(timeout));
  }
  void terminate() const { proxy_.call<&State::terminate>(); }

 private:
  template <class How, class F, class Range>
  std::pair<std::vector<manager::PackedBytes>, manager::Chunks> pack(const F& function, Range&& range,
                                                                     std::optional<std::size_t> chunksize) const {
    using T = std::ranges::range_value_t<Range>;
    How::template require<Processes, F, T>();
    Processes::require_result<internal::MapResult<How, F, T>>();
    std::vector<T> elements;
    for (auto&& element : range) elements.push_back(std::forward<decltype(element)>(element));
    const std::size_t workers = chunksize ? 1 : proxy_.call<&State::size>();  // asked where it matters
    const std::size_t size = internal::chunk_size(chunksize, elements.size(), workers);
    std::vector<manager::PackedBytes> calls;
    for (std::size_t begin = 0; begin < elements.size(); begin += size) {
      const auto first = elements.begin() + static_cast<std::ptrdiff_t>(begin);
      calls.push_back(Processes::map<How, T>(function, first, std::min(size, elements.size() - begin)).bytes);
    }
    return {std::move(calls), {.elements = elements.size(), .chunksize = size}};
  }

  template <class How, class F, class Range>
  auto begin_map(const F& function, Range&& range, std::optional<std::size_t> chunksize) const {
    using R = internal::MapResult<How, F, std::ranges::range_value_t<Range>>;
    const auto [calls, chunks] = pack<How>(function, std::forward<Range>(range), chunksize);
    using All = decltype(manager::unpack_map<R>(calls, chunks));
    return AsyncResultProxy<All>(manager::begin_tasks(proxy_, calls), chunks, &manager::unpack_map<R>);
  }

  /// `next_place` says which task's results come next; nothing at the end.
  template <class F, class Range, class NextPlace>
  auto results_of(const F& function, Range&& range, std::size_t chunksize, NextPlace next_place) const {
    using R = internal::MapResult<internal::AsArgument, F, std::ranges::range_value_t<Range>>;
    static_assert(!std::is_void_v<R>, "mp: imap gives results, and this function returns nothing; use map");
    const auto [calls, chunks] = pack<internal::AsArgument>(function, std::forward<Range>(range), chunksize);
    const std::function<std::optional<R>()> next = [tasks = manager::begin_tasks(proxy_, calls), number = calls.size(), chunks,
                                                    next_place, ready = std::deque<R>()]() mutable -> std::optional<R> {
      if (ready.empty()) {
        const std::optional<std::size_t> place = next_place(tasks, number);
        if (!place) return std::nullopt;
        std::vector<R> chunk;
        const manager::PackedBytes bytes = tasks.template call<&manager::TasksState::result>(*place, manager::Patience());
        Processes::add_results<R>({.bytes = bytes}, chunks.in(*place), chunk);
        ready.assign(std::move_iterator(chunk.begin()), std::move_iterator(chunk.end()));
      }
      R result = std::move(ready.front());
      ready.pop_front();
      return result;
    };
    return std::ranges::subrange(manager::ProxyIterator(next), std::default_sentinel);
  }
};

}  // namespace mp
