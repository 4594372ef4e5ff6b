// mp::JoinableQueue<T>, Python's multiprocessing.JoinableQueue: a Queue that knows when all its items have been worked on.
//
//   for (const Job& job : jobs) queue.put(job);
//   queue.join();                                            // in one process: waits until every job is done
//   Job job = queue.get();  work(job);  queue.task_done();   // in others, again and again
//
// Thread, process and fork safety, where it lives: as Queue. Kill safety: as Queue, and the count of unfinished items is right
// after every instruction (task_count.h). A process that is killed between get() and task_done() takes its item with it: that
// work was not done, so join() goes on waiting, as in Python, and join_for() says so with false. Whoever learns of the death
// (exitcode, sentinel) puts the item again, and then calls task_done() for the dead. Visible to whom: what was done before
// task_done() is seen after the join() that it lets go on.
#pragma once

#include <chrono>
#include <cstddef>
#include <source_location>
#include <string>

#include "runtime/channel/queue.h"
#include "runtime/channel/task_count.h"
#include "runtime/futex/deadline.h"
#include "runtime/memory/placed.h"

namespace mp {

namespace internal {
[[noreturn]] void throw_too_many_done(const std::source_location& created);
}  // namespace internal

template <class T>
class JoinableQueue : public Queue<T> {
 public:
  /// As Queue. At most 2^32 - 1 items may be unfinished at once.
  explicit JoinableQueue(std::size_t maxsize = 0, std::size_t bytes = 0,
                         std::source_location created = std::source_location::current())
      : Queue<T>(maxsize, bytes, created), tasks_(std::in_place, this->items_put()) {}

  /// The work on an item that was got is done. Throws ValueError when it is called more often than items were put.
  void task_done() {
    if (!tasks_->done_one(counted())) internal::throw_too_many_done(this->created());
  }
  /// Waits until every item that was put is done.
  void join() { tasks_->wait_for_all(counted(), futex::kNever); }
  /// Waits at most that long; a negative time is none. Returns whether every item is done.
  template <class Rep, class Period>
  [[nodiscard]] bool join_for(const std::chrono::duration<Rep, Period>& timeout) {
    return tasks_->wait_for_all(counted(), futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool join_until(const std::chrono::time_point<Clock, Duration>& deadline) {
    return tasks_->wait_for_all(counted(), futex::deadline_at(deadline));
  }

  /// "<JoinableQueue(qsize=3, maxsize=10, unfinished=4)>".
  friend std::string repr(const JoinableQueue& queue) {
    return queue.repr_as("JoinableQueue", queue.tasks_->unfinished(queue.counted()));
  }

 private:
  auto counted() const noexcept {
    return [this] { return this->items_put(); };
  }

  memory::Placed<channel::TaskCount> tasks_;
};

}  // namespace mp
