// mp::ProcessPoolExecutor and mp::ThreadPoolExecutor, those of Python's concurrent.futures: calls now, results later.
//
//   mp::ProcessPoolExecutor executor(4);
//   mp::Future<int> future = executor.submit(square, 5);
//   for (int sum : executor.map(add, numbers, others)) ...     // as results are taken, never far ahead of them
//
// What may be submitted is what may be given to a Pool or a ThreadPool (pool.h). Different from Python:
//   - A worker that dies fails its own call with WorkerDied and is replaced; all other calls go on. In Python it breaks the whole
//     executor. Here only an initializer that fails does: then everything outstanding, and every later submit, fails with
//     BrokenProcessPool or BrokenThreadPool.
//   - cancel() holds for every call that no worker has begun, also one that stands in the workers' queue already.
// Thread safety: every member may be called from several threads at once, but for the destructor.
// Process safety: the executor belongs to the process that made it; used elsewhere, it throws ValueError.
// The destructor is shutdown(): it waits for all calls, as Python's `with` does, also after shutdown(false).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/error.h"
#include "runtime/futex/deadline.h"
#include "runtime/pool/execution.h"
#include "runtime/pool/future.h"
#include "runtime/pool/imap_iterator.h"
#include "runtime/pool/initializer.h"
#include "runtime/pool/packed_map.h"
#include "runtime/pool/range_in_chunks.h"
#include "runtime/pool/wait_for_futures.h"
#include "runtime/pool/zipped.h"
#include "runtime/process/start_method.h"

namespace mp {

struct ExecutorOptions {
  /// Nothing: one process for each processor; for threads four more than that, but at most 32.
  std::optional<unsigned> max_workers = {};
  /// Each worker calls it once, before its first call. If it fails, the executor is broken.
  Initializer initializer = {};
  /// After so many calls a process ends, and a new one takes its place.
  std::optional<std::size_t> max_tasks_per_child = {};
  /// How a process begins. Nothing: as set_start_method() says when the executor is made.
  std::optional<Context> mp_context = {};
};

struct MapOptions {
  /// From the call of map on; a result that is not there by then is a TimeoutError.
  std::optional<std::chrono::nanoseconds> timeout = {};
  /// How many elements are one task.
  std::size_t chunksize = 1;
  /// How many tasks may be given out and not taken yet. Nothing: four for each worker.
  std::optional<std::size_t> buffersize = {};
};

template <class Where>
class BasicExecutor {
 public:
  explicit BasicExecutor(ExecutorOptions options = {});
  /// Throws ValueError for 0, OSError if the system has no room for so many.
  explicit BasicExecutor(unsigned max_workers) : BasicExecutor(ExecutorOptions{.max_workers = max_workers}) {}
  ~BasicExecutor();
  BasicExecutor(const BasicExecutor&) = delete;
  BasicExecutor& operator=(const BasicExecutor&) = delete;

  /// Begins the call of function(args...) in a worker. Throws ValueError after shutdown(), BrokenExecutor if no worker can work.
  template <class F, class... Args>
  auto submit(F function, Args&&... args) {
    Where::template require_call<F, Args...>();
    using R = typename Where::template Result<F, Args...>;
    Where::template require_result<R>();
    return Future<R>(crew_, crew_->submit(Where::apply(std::move(function), std::forward<Args>(args)...)),
                     &Where::template result<R>);
  }

  /// The results of function(a, b, ...) for the elements of the ranges side by side, in their order, until the shortest ends. The
  /// ranges are read as results are taken, so they may have no end; Python reads them whole. When the iterator goes, what no
  /// worker has begun is cancelled. Throws ValueError for a chunksize or a buffersize of 0.
  template <class F, std::ranges::viewable_range... Ranges>
    requires(sizeof...(Ranges) > 0 && !std::is_same_v<F, MapOptions>)
  auto map(F function, Ranges&&... ranges) {
    return map(MapOptions{}, std::move(function), std::forward<Ranges>(ranges)...);
  }
  template <class F, std::ranges::viewable_range... Ranges>
    requires(sizeof...(Ranges) > 0)
  auto map(MapOptions options, F function, Ranges&&... ranges) {
    using Rows = internal::Zipped<std::views::all_t<Ranges>...>;
    using Row = std::ranges::range_value_t<Rows>;
    internal::AsArguments::require<Where, F, Row>();
    using R = internal::MapResult<internal::AsArguments, F, Row>;
    static_assert(!std::is_void_v<R>, "mp: map gives results, and this function returns nothing; use submit");
    Where::template require_result<R>();
    const std::size_t ahead = tasks_ahead(options);
    using Chunks = internal::RangeInChunks<Rows>;
    const auto chunks = std::make_shared<Chunks>(Rows(std::views::all(std::forward<Ranges>(ranges))...), options.chunksize);
    const auto give_next = [function, chunks, crew = crew_]() -> std::optional<internal::Chunk> {
      std::vector<Row> rows = chunks->next();
      if (rows.empty()) return std::nullopt;
      const std::size_t count = rows.size();
      return internal::Chunk{
          crew->submit_of_stream(Where::template map<internal::AsArguments, Row>(function, rows.begin(), count)), count};
    };
    auto tasks = std::make_unique<internal::ImapTasks>(crew_, internal::ResultOrder::kOfTheRange, ahead, give_next,
                                                       internal::AtItsEnd::kCancel);
    const futex::Deadline limit = options.timeout ? futex::deadline_after(*options.timeout) : futex::kNever;
    return IMapIterator<R>(std::move(tasks), &Where::template add_results<R>, limit);
  }

  /// No more calls are taken. Waits for those that were, if `wait`; cancels what no worker has begun, if `cancel_futures`.
  void shutdown(bool wait = true, bool cancel_futures = false);

  /// End the processes at once: by SIGTERM, and a second later by SIGKILL; or by SIGKILL. What was not done fails with
  /// BrokenProcessPool.
  void terminate_workers()
    requires Where::kAreProcesses
  {
    end_workers_gently();
  }
  void kill_workers()
    requires Where::kAreProcesses
  {
    end_workers_at_once();
  }

  /// The processes that work now; of threads none.
  std::vector<pid_t> worker_pids() const;

  /// "<ProcessPoolExecutor state=RUN max_workers=4>", as a pool's; its state may also be BROKEN.
  friend std::string repr(const BasicExecutor& executor) { return executor.repr_here(); }

 private:
  std::string repr_here() const;

  std::size_t tasks_ahead(const MapOptions& options) const;
  void end_workers_gently();
  void end_workers_at_once();

  std::shared_ptr<typename Where::Crew> crew_;  // shared with the futures
};

extern template class BasicExecutor<Processes>;
extern template class BasicExecutor<Threads>;

using ProcessPoolExecutor = BasicExecutor<Processes>;
using ThreadPoolExecutor = BasicExecutor<Threads>;

}  // namespace mp
