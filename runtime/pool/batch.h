// The tasks that make one result together: the one of apply, or the chunks of a map.
//
// Thread and process safety: as of Crew's tickets, in private memory of the pool's owner. A copy stands for the same tasks.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <optional>
#include <type_traits>
#include <vector>

#include "runtime/error.h"
#include "runtime/pool/crew.h"
#include "runtime/process/current_exception.h"

namespace mp::internal {

struct Batch {
  std::vector<Ticket> tickets = {};
  std::size_t elements = 1;   ///< in all tasks
  std::size_t chunksize = 1;  ///< elements of each task but the last
};

/// How many elements a task of a map has: what was asked for, or ceil(elements / (4 * workers)), as in Python. Throws ValueError
/// for 0.
inline std::size_t chunk_size(std::optional<std::size_t> asked_for, std::size_t elements, std::size_t workers) {
  if (asked_for == 0U) throw ValueError("a chunksize of 0 gives tasks without elements: say at least 1, or leave it out");
  constexpr std::size_t kChunksOfAWorker = 4;
  const std::size_t chunks = kChunksOfAWorker * workers;
  return asked_for.value_or((elements + chunks - 1) / chunks);
}

/// The error of the first task that has one. REQUIRES: all tasks have their outcome.
inline std::exception_ptr first_error(const Batch& batch) {
  const auto failed = [](const Ticket& ticket) { return ticket->outcome->error != nullptr; };
  const auto first = std::ranges::find_if(batch.tickets, failed);
  return first == batch.tickets.end() ? nullptr : (*first)->outcome->error;
}

/// Makes the result out of what the tasks have answered. REQUIRES: all have, and none with an error.
template <class R>
using Unpack = R(const Batch&);

template <class Where, class R>
R unpack_result(const Batch& batch) {
  return Where::template result<R>(*batch.tickets.front()->outcome);
}

template <class Where, class R>
std::vector<R> unpack_results(const Batch& batch) {
  std::vector<R> results;
  results.reserve(batch.elements);
  for (const Ticket& ticket : batch.tickets) {
    Where::add_results(*ticket->outcome, std::min(batch.chunksize, batch.elements - results.size()), results);
  }
  return results;
}

inline void unpack_nothing(const Batch&) {}

/// What a map gives whose function gives R.
template <class Where, class R>
constexpr auto unpack_map() {
  if constexpr (std::is_void_v<R>) {
    return &unpack_nothing;
  } else {
    return &unpack_results<Where, R>;
  }
}

/// Calls `use` with `failure` as an Error: what is none, because a thread has thrown it, is described by one.
template <class Use>
void as_error(const std::exception_ptr& failure, Use use) {
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    use(error);
  } catch (...) {
    const ExceptionText exception = describe_current_exception();
    use(RemoteError(exception.type_name, exception.text, exception.backtrace));
  }
}

/// Calls the callback or the error callback. REQUIRES: all tasks have their outcome.
template <class AnyCallbacks, class R>
void call_back(AnyCallbacks& callbacks, const Batch& batch, Unpack<R>* unpack) {
  if (const std::exception_ptr failure = first_error(batch)) {
    as_error(failure, [&](const Error& error) { callbacks.error_callback(error); });
  } else if constexpr (std::is_void_v<R>) {
    callbacks.callback();
  } else {
    callbacks.callback(unpack(batch));
  }
}

}  // namespace mp::internal
