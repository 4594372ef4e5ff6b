// mp::Pool, Python's multiprocessing.Pool: a number of processes that work on tasks.
//
//   mp::Pool pool(4);
//   std::vector<int> squares = pool.map(square, std::views::iota(0, 10));
//   mp::AsyncResult<int> result = pool.apply_async(square, 20);
//   fmt::print("{}\n", result.get(1s));
//   for (int square : pool.imap(square, std::views::iota(0))) ...      // as they come, of an endless range
//
// A task is a function, or a lambda with plain captures, and its arguments: call.h of the process folder says what may cross, and
// the result must be of a type that can travel (archivable.h). The workers are forked when the pool is made, and have the memory
// of that moment: a task that is to see something newer gets it as an argument. An exception in a task reaches the caller as
// RemoteError; a worker that dies fails its own task with WorkerDied and is replaced, and all other tasks go on.
// There is no helper thread: whoever waits for a result, or gives a task, also watches the workers.
// Thread safety: every member may be called from several threads at once, but for the destructor.
// Process safety: the pool belongs to the process that made it; used elsewhere, it throws ValueError.
// The destructor closes and joins; while an exception is on its way through the scope, it terminates.
#pragma once

#include <sys/types.h>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/pool/async_result.h"
#include "runtime/pool/batch.h"
#include "runtime/pool/callbacks.h"
#include "runtime/pool/imap_iterator.h"
#include "runtime/pool/packed_map.h"
#include "runtime/pool/pool_options.h"
#include "runtime/pool/range_in_chunks.h"
#include "runtime/process/call.h"
#include "runtime/process/packed_call.h"

namespace mp {

class Pool {
 public:
  explicit Pool(PoolOptions options = {});
  /// Throws ValueError for 0, OSError if the system has no room for so many processes.
  explicit Pool(unsigned processes) : Pool(PoolOptions{.processes = processes}) {}
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Begins the call of function(args...) in a worker. Throws ValueError after close().
  template <class F, class... Args>
    requires(!internal::kIsCallbacks<F>)
  auto apply_async(F function, Args&&... args) {
    return apply_async(Callbacks<>{}, std::move(function), std::forward<Args>(args)...);
  }
  template <class Callback, class ErrorCallback, class F, class... Args>
  auto apply_async(Callbacks<Callback, ErrorCallback> callbacks, F function, Args&&... args) {
    internal::require_call<F, Args...>();
    using R = internal::CallResult<F, Args...>;
    require_result<R>();
    return submit({}, &internal::unpack_result<R>, std::move(callbacks),
                  [&](auto submit_task) { submit_task(internal::pack_apply(function, std::forward<Args>(args)...)); });
  }

  /// Makes the call in a worker and waits for its result.
  template <class F, class... Args>
  auto apply(F function, Args&&... args) {
    return apply_async(std::move(function), std::forward<Args>(args)...).get();
  }

  /// The results of function(element) for each element of a range, in the order of the range; nothing if the function returns
  /// nothing. The range is read to its end first. A task is a chunk of `chunksize` elements; if nothing is said, so many that
  /// each worker gets about four chunks. All chunks are worked on, and then the error of the first chunk that failed is thrown,
  /// if one did. Throws ValueError for a chunksize of 0.
  template <class F, std::ranges::input_range Range>
  auto map(F function, Range&& range, std::optional<std::size_t> chunksize = {}) {
    return map_async(std::move(function), std::forward<Range>(range), chunksize).get();
  }
  /// The same for elements that are tuples, pairs or arrays, whose parts are the arguments.
  template <class F, std::ranges::input_range Range>
  auto starmap(F function, Range&& range, std::optional<std::size_t> chunksize = {}) {
    return starmap_async(std::move(function), std::forward<Range>(range), chunksize).get();
  }

  /// Begins what map and starmap do. A callback is called once, with all results.
  template <class F, std::ranges::input_range Range>
  auto map_async(F function, Range&& range, std::optional<std::size_t> chunksize = {}) {
    return map_async(Callbacks<>{}, std::move(function), std::forward<Range>(range), chunksize);
  }
  template <class Callback, class ErrorCallback, class F, std::ranges::input_range Range>
  auto map_async(Callbacks<Callback, ErrorCallback> callbacks, F function, Range&& range,
                 std::optional<std::size_t> chunksize = {}) {
    return submit_map<internal::AsArgument>(std::move(callbacks), function, std::forward<Range>(range), chunksize);
  }
  template <class F, std::ranges::input_range Range>
  auto starmap_async(F function, Range&& range, std::optional<std::size_t> chunksize = {}) {
    return starmap_async(Callbacks<>{}, std::move(function), std::forward<Range>(range), chunksize);
  }
  template <class Callback, class ErrorCallback, class F, std::ranges::input_range Range>
  auto starmap_async(Callbacks<Callback, ErrorCallback> callbacks, F function, Range&& range,
                     std::optional<std::size_t> chunksize = {}) {
    return submit_map<internal::AsArguments>(std::move(callbacks), function, std::forward<Range>(range), chunksize);
  }

  /// The results of function(element) one by one, in the order of the range. The range is read as results are taken, never far
  /// ahead of them, so it may have no end (imap_iterator.h). Throws ValueError for a chunksize of 0.
  template <class F, std::ranges::viewable_range Range>
    requires std::ranges::input_range<Range>
  auto imap(F function, Range&& range, std::size_t chunksize = 1) {
    return begin_imap(internal::ResultOrder::kOfTheRange, std::move(function), std::forward<Range>(range), chunksize);
  }
  /// The same in the order in which the tasks end.
  template <class F, std::ranges::viewable_range Range>
    requires std::ranges::input_range<Range>
  auto imap_unordered(F function, Range&& range, std::size_t chunksize = 1) {
    return begin_imap(internal::ResultOrder::kAsTheyEnd, std::move(function), std::forward<Range>(range), chunksize);
  }

  /// No more tasks are taken. The workers end when all tasks are done.
  void close();
  /// Waits until all tasks are done and the workers have ended. Throws ValueError before close() or terminate().
  void join();
  /// Kills the workers at once. Tasks that have not ended fail with Error.
  void terminate();

  /// The processes that work now.
  std::vector<pid_t> worker_pids() const;

 private:
  template <class R>
  static constexpr void require_result() {
    if constexpr (!std::is_void_v<R>) require_archivable<R>();
  }

  /// What was asked for, or ceil(elements / (4 * workers)), as in Python. Throws ValueError for 0.
  std::size_t chunk_size(std::optional<std::size_t> asked_for, std::size_t elements) const;

  /// `produce` calls what it is given with each call that is a task of the batch.
  template <class R, class Callback, class ErrorCallback, class Produce>
  AsyncResult<R> submit(internal::Batch batch, internal::Unpack<R>* unpack, Callbacks<Callback, ErrorCallback> callbacks,
                        Produce produce) {
    std::shared_ptr<internal::Completion> completion;
    if constexpr (!std::is_same_v<decltype(callbacks), Callbacks<>>) completion = std::make_shared<internal::Completion>();
    produce([&](const internal::PackedCall& call) { batch.tickets.push_back(crew_->submit(call, completion)); });
    if (completion != nullptr) {
      const auto kept = std::make_shared<Callbacks<Callback, ErrorCallback>>(std::move(callbacks));
      crew_->complete_with(completion, [kept, batch, unpack] { internal::call_back(*kept, batch, unpack); });
    }
    return AsyncResult<R>(crew_, std::move(batch), unpack);
  }

  template <class How, class AnyCallbacks, class F, class Range>
  auto submit_map(AnyCallbacks callbacks, const F& function, Range&& range, std::optional<std::size_t> chunksize) {
    using T = std::ranges::range_value_t<Range>;
    How::template require<F, T>();
    using R = internal::MapResult<How, F, T>;
    require_result<R>();
    std::vector<T> elements;
    for (auto&& element : range) elements.push_back(std::forward<decltype(element)>(element));

    const std::size_t chunk = chunk_size(chunksize, elements.size());
    const internal::Batch batch{.tickets = {}, .elements = elements.size(), .chunksize = chunk};
    return submit(batch, internal::unpack_map<R>(), std::move(callbacks), [&](auto submit_task) {
      for (std::size_t begin = 0; begin < elements.size(); begin += chunk) {
        const std::size_t count = std::min(chunk, elements.size() - begin);
        const auto first = elements.begin() + static_cast<std::ptrdiff_t>(begin);
        submit_task(internal::pack_map<How, T>(function, first, count));
      }
    });
  }

  template <class F, class Range>
  auto begin_imap(internal::ResultOrder order, F function, Range&& range, std::size_t chunksize) {
    using T = std::ranges::range_value_t<Range>;
    internal::require_call<F, T>();
    using R = internal::CallResult<F, T>;
    static_assert(!std::is_void_v<R>, "mp: imap gives results, and this function returns nothing; use map");
    require_result<R>();
    using Chunks = internal::RangeInChunks<std::views::all_t<Range>>;
    const auto chunks = std::make_shared<Chunks>(std::views::all(std::forward<Range>(range)), chunk_size(chunksize, 0));
    const auto read = [function, chunks]() -> std::optional<internal::ChunkCall> {
      const std::vector<T> chunk = chunks->next();
      if (chunk.empty()) return std::nullopt;
      return internal::ChunkCall{internal::pack_map<internal::AsArgument, T>(function, chunk.begin(), chunk.size()),
                                 chunk.size()};
    };
    return IMapIterator<R>(std::make_unique<internal::ImapTasks>(crew_, order, read));
  }

  std::shared_ptr<internal::Crew> crew_;  // shared with the results that are still to come
  int exceptions_before_;                 // on their way when the pool was made
};

}  // namespace mp
