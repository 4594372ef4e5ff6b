// mp::Pool, Python's multiprocessing.Pool: a number of processes that work on tasks. And mp::ThreadPool, the same in threads.
//
//   mp::Pool pool(4);
//   std::vector<int> squares = pool.map(square, std::views::iota(0, 10));
//   mp::AsyncResult<int> result = pool.apply_async(square, 20);
//   fmt::print("{}\n", result.get(1s));
//   for (int square : pool.imap(square, std::views::iota(0))) ...      // as they come, of an endless range
//
// A task of a Pool is a function, or a lambda with plain captures, and its arguments: call.h of the process folder says what may
// cross, and the result must be of a type that can travel (archivable.h). The workers are started when the pool is made: forks
// have the memory of that moment, those by spawn and forkserver none of it; what a task is to see, it gets as an argument. An
// exception in a task reaches the caller as RemoteError; a worker that dies fails its own task with WorkerDied and is replaced,
// and all other tasks go on. A task of a ThreadPool need not cross: any callable, arguments of any type or std::ref, any result;
// what it throws arrives as it is. maxtasksperchild is for processes: a thread has nothing that must be given back, so a
// ThreadPool does without. There is no helper thread: whoever waits for a result, or gives a task, also watches the workers.
// Thread safety: every member may be called from several threads at once, but for the destructor. Process safety: the pool
// belongs to the process that made it; used elsewhere, it throws ValueError. The destructor closes and joins; while an exception
// is on its way through the scope, it terminates.
#pragma once

#include <sys/types.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/futex/deadline.h"
#include "runtime/pool/async_result.h"
#include "runtime/pool/batch.h"
#include "runtime/pool/callbacks.h"
#include "runtime/pool/execution.h"
#include "runtime/pool/imap_iterator.h"
#include "runtime/pool/packed_map.h"
#include "runtime/pool/pool_options.h"
#include "runtime/pool/range_in_chunks.h"
#include "runtime/process/start_method.h"

namespace mp {

template <class Where>
class BasicPool {
 public:
  explicit BasicPool(PoolOptions options = {});
  /// Throws ValueError for 0 and if the start method does not allow it, OSError if the system has no room for so many processes.
  explicit BasicPool(unsigned processes, std::optional<Context> context = {})
      : BasicPool(PoolOptions{.processes = processes, .context = context}) {}
  ~BasicPool();
  BasicPool(const BasicPool&) = delete;
  BasicPool& operator=(const BasicPool&) = delete;

  /// Begins the call of function(args...) in a worker. Throws ValueError after close().
  template <class F, class... Args>
    requires(!internal::kIsCallbacks<F>)
  auto apply_async(F function, Args&&... args) {
    return apply_async(Callbacks<>{}, std::move(function), std::forward<Args>(args)...);
  }
  template <class Callback, class ErrorCallback, class F, class... Args>
  auto apply_async(Callbacks<Callback, ErrorCallback> callbacks, F function, Args&&... args) {
    Where::template require_call<F, Args...>();
    using R = typename Where::template Result<F, Args...>;
    Where::template require_result<R>();
    return submit({}, &internal::unpack_result<Where, R>, std::move(callbacks),
                  [&](auto submit_task) { submit_task(Where::apply(std::move(function), std::forward<Args>(args)...)); });
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
  void join() { static_cast<void>(join_by(futex::kNever)); }
  /// Waits at most that long; a negative time is none. False if tasks are not done by then: they go on, and join may be called
  /// again.
  template <class Rep, class Period>
  [[nodiscard]] bool join_for(const std::chrono::duration<Rep, Period>& timeout) {
    return join_by(futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool join_until(const std::chrono::time_point<Clock, Duration>& deadline) {
    return join_by(futex::deadline_at(deadline));
  }
  /// Kills the workers at once. Tasks that have not ended fail with Error. Threads cannot be killed: of a ThreadPool, the tasks
  /// that no thread has begun fail, the others go on, and join() and the destructor wait for them.
  void terminate();

  /// The processes that work now; of a ThreadPool none.
  std::vector<pid_t> worker_pids() const;

  /// As in Python: "<Pool state=RUN pool_size=4>"; also CLOSE and TERMINATE, and unknown in a process that did not make it.
  friend std::string repr(const BasicPool& pool) { return pool.repr_here(); }

 private:
  std::string repr_here() const;
  bool join_by(futex::Deadline deadline);

  /// `produce` calls what it is given with each call that is a task of the batch.
  template <class R, class Callback, class ErrorCallback, class Produce>
  AsyncResult<R> submit(internal::Batch batch, internal::Unpack<R>* unpack, Callbacks<Callback, ErrorCallback> callbacks,
                        Produce produce) {
    std::shared_ptr<internal::Completion> completion;
    if constexpr (!std::is_same_v<decltype(callbacks), Callbacks<>>) completion = std::make_shared<internal::Completion>();
    produce([&](typename Where::Call call) { batch.tickets.push_back(crew_->submit(std::move(call), completion)); });
    if (completion != nullptr) {
      const auto kept = std::make_shared<Callbacks<Callback, ErrorCallback>>(std::move(callbacks));
      crew_->complete_with(completion, [kept, batch, unpack] { internal::call_back(*kept, batch, unpack); });
    }
    return AsyncResult<R>(crew_, std::move(batch), unpack);
  }

  template <class How, class AnyCallbacks, class F, class Range>
  auto submit_map(AnyCallbacks callbacks, const F& function, Range&& range, std::optional<std::size_t> chunksize) {
    using T = std::ranges::range_value_t<Range>;
    How::template require<Where, F, T>();
    using R = internal::MapResult<How, F, T>;
    Where::template require_result<R>();
    std::vector<T> elements;
    for (auto&& element : range) elements.push_back(std::forward<decltype(element)>(element));

    const std::size_t chunk = internal::chunk_size(chunksize, elements.size(), crew_->size());
    internal::Batch batch{.elements = elements.size(), .chunksize = chunk};
    return submit(std::move(batch), internal::unpack_map<Where, R>(), std::move(callbacks), [&](auto submit_task) {
      for (std::size_t begin = 0; begin < elements.size(); begin += chunk) {
        const std::size_t count = std::min(chunk, elements.size() - begin);
        const auto first = elements.begin() + static_cast<std::ptrdiff_t>(begin);
        submit_task(Where::template map<How, T>(function, first, count));
      }
    });
  }

  template <class F, class Range>
  auto begin_imap(internal::ResultOrder order, F function, Range&& range, std::size_t chunksize) {
    using T = std::ranges::range_value_t<Range>;
    Where::template require_call<F, T>();
    using R = typename Where::template Result<F, T>;
    static_assert(!std::is_void_v<R>, "mp: imap gives results, and this function returns nothing; use map");
    Where::template require_result<R>();
    using Chunks = internal::RangeInChunks<std::views::all_t<Range>>;
    const auto chunks =
        std::make_shared<Chunks>(std::views::all(std::forward<Range>(range)), internal::chunk_size(chunksize, 0, crew_->size()));
    const auto give_next = [function, chunks, crew = crew_]() -> std::optional<internal::Chunk> {
      std::vector<T> chunk = chunks->next();
      if (chunk.empty()) return std::nullopt;
      const std::size_t elements = chunk.size();
      return internal::Chunk{
          crew->submit_of_stream(Where::template map<internal::AsArgument, T>(function, chunk.begin(), elements)), elements};
    };
    const std::size_t ahead = internal::ImapTasks::kChunksAhead * crew_->size();
    return IMapIterator<R>(std::make_unique<internal::ImapTasks>(crew_, order, ahead, give_next),
                           &Where::template add_results<R>);
  }

  std::shared_ptr<typename Where::Crew> crew_;  // shared with the results that are still to come
  int exceptions_before_;                       // on their way when the pool was made
};

extern template class BasicPool<Processes>;
extern template class BasicPool<Threads>;

using Pool = BasicPool<Processes>;
using ThreadPool = BasicPool<Threads>;

inline BasicPool<Processes> Context::Pool(PoolOptions options) const {
  options.context = *this;
  return BasicPool<Processes>(std::move(options));
}
inline BasicPool<Processes> Context::Pool(unsigned processes) const { return Pool(PoolOptions{.processes = processes}); }
inline BasicPool<Processes> Context::Pool() const { return Pool(PoolOptions{}); }

}  // namespace mp
