// mp::IMapIterator, what Pool's imap and imap_unordered give: the results one by one, while the pool works on the next.
//
//   auto squares = pool.imap(square, std::views::iota(0));
//   std::optional<int> first = squares.next();      // nothing at the end of the range
//   for (int square : squares) ...                  // the others
//
// The range is read as results are taken: at most kChunksAhead chunks for each worker are given out and not taken yet, so it may
// have no end (Python reads it whole). A pool that is closed goes on with an imap that was begun before; join() cuts it off.
// An exception of a task is thrown in place of its chunk's results, one of the range behind all chunks that were read before it.
// Thread safety: one thread at a time. Process safety: as the Pool's. It may outlive the pool, and then gives what has ended.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "runtime/error.h"
#include "runtime/futex/deadline.h"
#include "runtime/pool/crew.h"

namespace mp {

template <class Where>
class BasicPool;
template <class Where>
class BasicExecutor;

namespace internal {

enum class ResultOrder { kOfTheRange, kAsTheyEnd };
enum class AtItsEnd { kLetThemEnd, kCancel };  ///< what becomes of tasks that were given out and not taken

/// A task that was given to the crew for some elements of a range, and how many they are.
struct Chunk {
  Ticket ticket;
  std::size_t elements;
};

/// Has the tasks of one imap given to the crew, never too far ahead, and gives the outcomes back. The part that knows no type.
class ImapTasks {
 public:
  static constexpr std::size_t kChunksAhead = 4;  ///< for each worker

  /// `give_next` gives the crew the next task, or none at the end of the range. At most `ahead` are given out and not taken.
  ImapTasks(std::shared_ptr<Crew> crew, ResultOrder order, std::size_t ahead, std::function<std::optional<Chunk>()> give_next,
            AtItsEnd at_its_end = AtItsEnd::kLetThemEnd);
  ~ImapTasks();
  ImapTasks(const ImapTasks&) = delete;
  ImapTasks& operator=(const ImapTasks&) = delete;

  /// The next task, when it has its outcome; nothing behind the last. Throws TimeoutError, and behind the last what the range
  /// has thrown, or ValueError if the pool had ended before.
  std::optional<Chunk> next(futex::Deadline deadline);

 private:
  void read_ahead();

  const std::shared_ptr<Crew> crew_;
  const ResultOrder order_;
  const std::size_t ahead_;
  const AtItsEnd at_its_end_;
  std::function<std::optional<Chunk>()> give_next_;  // empty when nothing more is to be read
  std::exception_ptr broken_off_;                    // why there will be no more: the range, or the end of the pool
  std::vector<Ticket> tickets_;                      // given out and not taken yet, in the order of the range
  std::vector<std::size_t> elements_;                // of each
};

}  // namespace internal

template <class R>
class IMapIterator {
 public:
  /// Waits for the next result; nothing at the end.
  std::optional<R> next() { return next_until(futex::kNever); }
  /// Throws TimeoutError if it does not come in that time; it may be asked for again.
  template <class Rep, class Period>
  std::optional<R> next(const std::chrono::duration<Rep, Period>& timeout) {
    return next_until(futex::deadline_after(timeout));
  }

  class iterator {
   public:
    using value_type = R;
    using difference_type = std::ptrdiff_t;

    explicit iterator(IMapIterator& results) : results_(&results), current_(results.next()) {}
    const R& operator*() const { return *current_; }
    iterator& operator++() {
      current_ = results_->next();
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(std::default_sentinel_t) const { return !current_.has_value(); }

   private:
    IMapIterator* results_;
    std::optional<R> current_;
  };
  /// From the next result on; a result that was taken does not come again.
  iterator begin() { return iterator(*this); }
  std::default_sentinel_t end() const { return {}; }

 private:
  template <class Where>
  friend class BasicPool;
  template <class Where>
  friend class BasicExecutor;

  using AddResults = void(const internal::Outcome& outcome, std::size_t count, std::vector<R>& results);
  IMapIterator(std::unique_ptr<internal::ImapTasks> tasks, AddResults* add_results, futex::Deadline limit = futex::kNever)
      : tasks_(std::move(tasks)), add_results_(add_results), limit_(limit) {}

  std::optional<R> next_until(futex::Deadline deadline) {
    while (next_ == results_.size()) {
      const std::optional<internal::Chunk> task = tasks_->next(std::min(deadline, limit_));
      if (!task) return std::nullopt;
      const internal::Outcome& outcome = *task->ticket->outcome;
      if (outcome.error != nullptr) std::rethrow_exception(outcome.error);
      results_.clear();
      next_ = 0;
      add_results_(outcome, task->elements, results_);
    }
    return R(std::move(results_[next_++]));
  }

  std::unique_ptr<internal::ImapTasks> tasks_;
  AddResults* add_results_;
  futex::Deadline limit_;   // no result is waited for beyond it
  std::vector<R> results_;  // of the chunk that was taken last
  std::size_t next_ = 0;    // of them
};

}  // namespace mp
