// Where the tasks of a pool or executor are done: the policies of BasicPool and BasicExecutor.
//
// A policy says which calls it accepts (what it does not accept does not compile, and a sentence says why), how a call becomes
// what its crew carries, and how a result is made of an outcome. A pool on other machines is one more policy and one more crew.
// Thread and process safety: names and pure functions.
#pragma once

#include <cstddef>
#include <exception>
#include <iterator>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/archive/archive.h"
#include "runtime/error.h"
#include "runtime/pool/local_call.h"
#include "runtime/pool/packed_map.h"
#include "runtime/pool/process_crew.h"
#include "runtime/pool/thread_crew.h"
#include "runtime/process/call.h"
#include "runtime/process/packed_call.h"

namespace mp {

/// In worker processes: calls and results travel as bytes, and a worker may die without harm to the others.
struct Processes {
  using Crew = internal::ProcessCrew;
  using Call = internal::PackedCall;
  static constexpr bool kAreProcesses = true;

  template <class F, class... Args>
  static constexpr void require_call() {
    internal::require_call<F, Args...>();
  }
  template <class R>
  static constexpr void require_result() {
    if constexpr (!std::is_void_v<R>) require_archivable<R>();
  }
  template <class F, class... Args>
  using Result = internal::CallResult<F, Args...>;

  template <class F, class... Args>
  static Call apply(F function, Args&&... args) {
    return internal::pack_apply(function, std::forward<Args>(args)...);
  }
  template <class How, class T, class F, class Iterator>
  static Call map(const F& function, Iterator first, std::size_t count) {
    return internal::pack_map<How, T>(function, first, count);
  }

  template <class R>
  static R result(const internal::Outcome& outcome) {
    if constexpr (!std::is_void_v<R>) return archive::from_bytes<R>(outcome.bytes);
  }
  /// Adds the results of one task for `count` elements.
  template <class R>
  static void add_results(const internal::Outcome& outcome, std::size_t count, std::vector<R>& results) {
    archive::Reader chunk(outcome.bytes);
    for (; count > 0; --count) results.push_back(archive::load<R>(chunk));
    chunk.expect_end();
  }
};

/// In threads of this process: nothing is copied that need not be, and what a task throws arrives as it is.
struct Threads {
  using Crew = internal::ThreadCrew;
  using Call = internal::LocalCall;
  static constexpr bool kAreProcesses = false;

  template <class F, class... Args>
  static constexpr void require_call() {
    static_assert(std::is_invocable_v<F&, internal::LocallyGiven<Args>...>,
                  "mp: the function does not accept these arguments: each arrives as a copy, so take it by value or by const "
                  "reference, or hand it over with std::ref; shared objects (Value, Array, Queue, Lock) arrive as references");
  }
  template <class R>
  static constexpr void require_result() {}
  template <class F, class... Args>
  using Result = std::decay_t<std::invoke_result_t<F&, internal::LocallyGiven<Args>...>>;

  template <class F, class... Args>
  static Call apply(F function, Args&&... args) {
    return internal::local_apply(std::move(function), std::forward<Args>(args)...);
  }
  template <class How, class T, class F, class Iterator>
  static Call map(const F& function, Iterator first, std::size_t count) {
    static_assert(std::is_copy_constructible_v<F>,
                  "mp: each task of a map has a copy of the function, and this one cannot be copied; pass it with std::ref");
    return internal::local_map<How, T>(function, first, count);
  }

  template <class R>
  static R result(const internal::Outcome& outcome) {
    if constexpr (!std::is_void_v<R>) return static_cast<internal::Slot<R>*>(outcome.object.get())->give();
  }
  template <class R>
  static void add_results(const internal::Outcome& outcome, std::size_t /*count*/, std::vector<R>& results) {
    auto& chunk = *static_cast<std::vector<R>*>(outcome.object.get());
    if constexpr (std::is_copy_constructible_v<R>) {
      results.insert(results.end(), chunk.begin(), chunk.end());
    } else {
      if (chunk.empty()) throw ValueError("these results cannot be copied, and were given out before: ask once, and keep them");
      results.insert(results.end(), std::make_move_iterator(chunk.begin()), std::make_move_iterator(chunk.end()));
      chunk.clear();
    }
  }
};

}  // namespace mp
