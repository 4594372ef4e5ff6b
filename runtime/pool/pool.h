// mp::Pool, Python's multiprocessing.Pool: a number of processes that work on tasks.
//
//   mp::Pool pool(4);
//   std::vector<int> squares = pool.map(square, std::views::iota(0, 10));
//   mp::AsyncResult<int> result = pool.apply_async(square, 20);
//   fmt::print("{}\n", result.get(1s));
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
#include <memory>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/pool/async_result.h"
#include "runtime/pool/packed_call.h"
#include "runtime/process/call.h"
#include "runtime/process/cpu_count.h"

namespace mp {

class Pool {
 public:
  /// Throws ValueError for 0, OSError if the system has no room for so many processes.
  explicit Pool(unsigned processes = cpu_count());
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Begins the call of function(args...) in a worker. Throws ValueError after close().
  template <class F, class... Args>
  auto apply_async(F function, Args&&... args) {
    internal::require_call<F, Args...>();
    using R = internal::CallResult<F, Args...>;
    require_result<R>();
    return AsyncResult<R>(crew_, crew_->submit(internal::pack_apply(function, std::forward<Args>(args)...)));
  }

  /// Makes the call in a worker and waits for its result.
  template <class F, class... Args>
  auto apply(F function, Args&&... args) {
    return apply_async(std::move(function), std::forward<Args>(args)...).get();
  }

  /// The results of function(element) for each element of a range, in the order of the range; nothing if the function returns
  /// nothing. The range is read to its end first. A task is a chunk of elements, so that each worker gets about four. All chunks
  /// are worked on, and then the error of the first chunk that failed is thrown, if one did.
  template <class F, std::ranges::input_range Range>
  auto map(F function, Range&& range) {
    using T = std::ranges::range_value_t<Range>;
    internal::require_call<F, T>();
    using R = internal::CallResult<F, T>;
    require_result<R>();
    std::vector<T> elements;
    for (auto&& element : range) elements.push_back(std::forward<decltype(element)>(element));
    return results_of<R>(submit_chunks(function, elements), elements.size());
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

  /// ceil(elements / (4 * workers)), as in Python.
  std::size_t chunk_size(std::size_t elements) const;
  /// The outcomes, in the order of the tickets; throws the first error among them, when all tasks have ended.
  std::vector<const internal::Outcome*> wait_for_all(const std::vector<internal::Ticket>& tickets);

  template <class F, class T>
  std::vector<internal::Ticket> submit_chunks(const F& function, const std::vector<T>& elements) {
    std::vector<internal::Ticket> tickets;
    const std::size_t chunk = chunk_size(elements.size());
    for (std::size_t begin = 0; begin < elements.size(); begin += chunk) {
      const std::size_t count = std::min(chunk, elements.size() - begin);
      tickets.push_back(
          crew_->submit(internal::pack_map<T>(function, elements.begin() + static_cast<std::ptrdiff_t>(begin), count)));
    }
    return tickets;
  }

  template <class R>
  auto results_of(const std::vector<internal::Ticket>& tickets, std::size_t count) {
    const std::vector<const internal::Outcome*> outcomes = wait_for_all(tickets);
    if constexpr (!std::is_void_v<R>) {
      std::vector<R> results;
      results.reserve(count);
      for (const internal::Outcome* outcome : outcomes) {
        archive::Reader chunk(outcome->result);
        for (std::size_t left = std::min(chunk_size(count), count - results.size()); left > 0; --left) {
          results.push_back(archive::load<R>(chunk));
        }
        chunk.expect_end();
      }
      return results;
    }
  }

  std::shared_ptr<internal::Crew> crew_;  // shared with the results that are still to come
  int exceptions_before_;                 // on their way when the pool was made
};

}  // namespace mp
