// mp::SimpleQueue<T>, Python's multiprocessing.SimpleQueue: put, get, empty and close, and nothing more.
//
//   mp::SimpleQueue<int> queue;
//   queue.put(1);                         // in one process
//   int number = queue.get();             // in another
//
// A Queue without limit of items (queue.h) under it; what is said there of threads, processes, forks, kills, memory and
// visibility holds here. close() is for all processes: a put after it throws OSError, and so do get and empty once nothing is
// left.
#pragma once

#include <cerrno>
#include <chrono>
#include <optional>
#include <source_location>
#include <string>

#include "runtime/channel/queue.h"
#include "runtime/error.h"

namespace mp {

template <class T>
class SimpleQueue {
 public:
  using mp_shared_object = void;

  /// Throws MemoryError.
  explicit SimpleQueue(std::source_location created = std::source_location::current()) : queue_(0, 0, created) {}
  SimpleQueue(const SimpleQueue&) = delete;
  SimpleQueue& operator=(const SimpleQueue&) = delete;

  /// Waits while the queue's memory is full.
  void put(const T& item) {
    while_open([&] { queue_.put(item); });
  }
  template <class Rep, class Period>
  [[nodiscard]] bool put_for(const T& item, const std::chrono::duration<Rep, Period>& timeout) {
    return while_open([&] { return queue_.put_for(item, timeout); });
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool put_until(const T& item, const std::chrono::time_point<Clock, Duration>& deadline) {
    return while_open([&] { return queue_.put_until(item, deadline); });
  }

  /// Waits for an item and takes it out.
  T get() {
    return while_open([&] { return queue_.get(); });
  }
  template <class Rep, class Period>
  [[nodiscard]] std::optional<T> get_for(const std::chrono::duration<Rep, Period>& timeout) {
    return while_open([&] { return queue_.get_for(timeout); });
  }
  template <class Clock, class Duration>
  [[nodiscard]] std::optional<T> get_until(const std::chrono::time_point<Clock, Duration>& deadline) {
    return while_open([&] { return queue_.get_until(deadline); });
  }

  bool empty() const {
    const bool was_closed = queue_.closed();  // asked first: nothing comes in after it
    const bool is_empty = queue_.empty();
    if (was_closed && is_empty) throw_closed();
    return is_empty;
  }
  /// A second call changes nothing.
  void close() { queue_.close(); }

  std::source_location created() const noexcept { return queue_.created(); }

  /// "<SimpleQueue(qsize=3, maxsize=0)>".
  friend std::string repr(const SimpleQueue& queue) { return "<Simple" + repr(queue.queue_).substr(1); }

 private:
  [[noreturn]] static void throw_closed() { throw OSError("use of an mp::SimpleQueue that is closed", EBADF); }

  template <class Use>
  static auto while_open(Use use) {
    try {
      return use();
    } catch (const Closed&) {
      throw_closed();
    }
  }

  Queue<T> queue_;
};

}  // namespace mp
