// mp::Queue<T>, Python's multiprocessing.Queue: many processes put, many get, first in first out.
//
//   mp::Queue<std::string> queue;
//   queue.put("hello");                   // in one process
//   std::string text = queue.get();       // in another
//   queue.close();                        // for all processes: nothing more will be put
//   for (const std::string& text : queue) ...        // gets until the queue is closed and nothing is left
//
// There is no feeder thread: an item is in shared memory when put() returns, and its sender may end or be killed. The queue holds
// up to `maxsize` items, and never more than its shared memory does (about 1 MiB if not told otherwise): a put into a full
// queue waits. So join a process that puts much only after its items were got.
// Thread and process safety: every function may be called by anybody. Fork safety: a child uses the same queue. Only the
// process that made it ends it; REQUIRES then: nobody else uses it.
// Kill safety: a process may be killed at any instruction of put or get; at most the item in its hands is lost.
// Where it lives: items and locks in the family's shared memory, the handle in private memory; neither copied nor moved.
// Visible to whom: what was done before put() is seen after the get() that returns that item.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "runtime/archive/archive.h"
#include "runtime/channel/byte_queue.h"
#include "runtime/futex/deadline.h"
#include "runtime/memory/created_at.h"
#include "runtime/memory/placed.h"
#include "runtime/memory/plain_data.h"
#include "runtime/memory/shared_object.h"

namespace mp {

namespace internal {
/// The state of a Queue in shared memory. `item_bytes` is the length of every item, or 0 when items have different lengths;
/// `bytes` is how much memory the user wants, or 0 for the default.
class QueueHandle {
 public:
  QueueHandle(std::size_t maxsize, std::size_t bytes, std::size_t item_bytes, std::source_location created);

  channel::ByteQueue& operator*() const noexcept { return *queue_; }
  channel::ByteQueue* operator->() const noexcept { return &*queue_; }
  std::size_t maxsize() const noexcept { return maxsize_; }
  std::source_location created() const noexcept { return created_; }

  /// Throws ValueError when no message of that length will ever fit.
  void require_fit(std::size_t length) const;

  /// "<Queue(qsize=3, maxsize=10, closed)>".
  std::string repr(std::string_view kind, std::optional<std::uint32_t> unfinished = {}) const;

 private:
  QueueHandle(std::size_t maxsize, std::size_t ring_bytes, std::source_location created);

  const std::size_t maxsize_;
  const memory::CreatedAt created_;
  memory::Placed<channel::ByteQueue> queue_;
};

[[noreturn]] void throw_full();
[[noreturn]] void throw_closed(const char* function, const std::source_location& created);
[[noreturn]] void throw_empty();
}  // namespace internal

template <class T>
class Queue {
 public:
  using mp_shared_object = void;

  /// Room for `maxsize` items (0: no limit of items), in `bytes` of shared memory (0: as needed for maxsize items of a fixed
  /// length, and about 1 MiB otherwise). Throws MemoryError.
  explicit Queue(std::size_t maxsize = 0, std::size_t bytes = 0, std::source_location created = std::source_location::current())
      : queue_(maxsize, bytes, kItemBytes, created) {
    require_archivable<T>();
  }
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  // Every put throws Closed (a ValueError) once the queue is closed; every get does once nothing is left either.

  /// Waits for room and adds the item. Throws ValueError for an item that is larger than the whole queue.
  void put(const T& item) { put_by(item, futex::kNever); }
  /// Waits at most that long; a negative time is none. False: there was no room.
  template <class Rep, class Period>
  [[nodiscard]] bool put_for(const T& item, const std::chrono::duration<Rep, Period>& timeout) {
    return put_by(item, futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool put_until(const T& item, const std::chrono::time_point<Clock, Duration>& deadline) {
    return put_by(item, futex::deadline_at(deadline));
  }
  [[nodiscard]] bool try_put(const T& item) { return put_by(item, futex::kNow); }
  /// Throws Full.
  void put_nowait(const T& item) {
    if (!try_put(item)) internal::throw_full();
  }

  /// Waits for an item and takes it out.
  T get() { return *get_by(futex::kNever); }
  /// Waits at most that long; a negative time is none.
  template <class Rep, class Period>
  [[nodiscard]] std::optional<T> get_for(const std::chrono::duration<Rep, Period>& timeout) {
    return get_by(futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  [[nodiscard]] std::optional<T> get_until(const std::chrono::time_point<Clock, Duration>& deadline) {
    return get_by(futex::deadline_at(deadline));
  }
  [[nodiscard]] std::optional<T> try_get() { return get_by(futex::kNow); }
  /// Throws Empty.
  T get_nowait() {
    std::optional<T> item = try_get();
    if (!item) internal::throw_empty();
    return *std::move(item);
  }

  /// For all processes: no item comes in any more, what is there can still be got. Wakes everybody who waits. What was done
  /// before it is seen by whoever is told that the queue is closed. A second call changes nothing.
  void close() { queue_->close(); }
  bool closed() const noexcept { return queue_->closed(); }
  /// Both do nothing, because there is no feeder thread: an item is in the queue when its put() returns.
  void join_thread() noexcept {}
  void cancel_join_thread() noexcept {}

  /// Gets one item after the other, until the queue is closed and nothing is left. Several loops share the items.
  class Iterator {
   public:
    explicit Iterator(Queue& queue) : queue_(queue), item_(queue.next()) {}
    T& operator*() noexcept { return *item_; }
    Iterator& operator++() {
      item_.reset();
      if (std::optional<T> item = queue_.next()) item_.emplace(*std::move(item));
      return *this;
    }
    bool operator==(std::default_sentinel_t) const noexcept { return !item_; }

   private:
    Queue& queue_;
    std::optional<T> item_;
  };
  Iterator begin() { return Iterator(*this); }
  std::default_sentinel_t end() const noexcept { return {}; }

  /// Exact while nobody puts or gets; otherwise true of one moment during the call.
  std::size_t qsize() const noexcept { return queue_->messages(); }
  bool empty() const noexcept { return qsize() == 0; }
  /// A put (of an item of no length, if lengths differ) would have to wait now.
  bool full() const noexcept { return queue_->full_for(kItemBytes); }
  std::size_t maxsize() const noexcept { return queue_.maxsize(); }
  std::source_location created() const noexcept { return queue_.created(); }

  /// For the eyes, also with fmt: "<Queue(qsize=3, maxsize=10)>", or "<Queue(qsize=3, maxsize=10, closed)>".
  friend std::string repr(const Queue& queue) { return queue.queue_.repr("Queue"); }

 protected:
  std::string repr_as(std::string_view kind, std::optional<std::uint32_t> unfinished = {}) const {
    return queue_.repr(kind, unfinished);
  }
  /// How many items were ever put, modulo 2^32.
  std::uint32_t items_put() const noexcept { return queue_->messages_put(); }

 private:
  static constexpr std::size_t kItemBytes = archive::kFixedBytes<T>;

  /// An item whose bytes are itself is received where the caller will have it.
  class InPlace final : public channel::Destination {
   public:
    explicit InPlace(std::optional<T>& item) noexcept : item_(item) {}
    std::span<std::byte> make_room(std::size_t bytes) override {
      MP_CHECK(bytes == sizeof(T));
      return std::as_writable_bytes(std::span(&item_.emplace(), 1));
    }
    void unpack() noexcept {}

   private:
    std::optional<T>& item_;
  };
  class Packed final : public channel::Destination {
   public:
    explicit Packed(std::optional<T>& item) noexcept : item_(item) {}
    std::span<std::byte> make_room(std::size_t bytes) override {
      bytes_.resize(bytes);
      return bytes_;
    }
    void unpack() { item_.emplace(archive::from_bytes<T>(bytes_)); }

   private:
    std::optional<T>& item_;
    std::vector<std::byte> bytes_;
  };
  using Received = std::conditional_t<archive::AsBytes<T> && std::default_initializable<T>, InPlace, Packed>;

  template <class Put>
  auto with_bytes(const T& item, Put put) {
    if constexpr (archive::AsBytes<T>) {
      queue_.require_fit(sizeof item);
      return put(std::as_bytes(std::span(&item, 1)));
    } else {
      const std::vector<std::byte> bytes = archive::to_bytes(item);
      queue_.require_fit(bytes.size());
      return put(std::span(bytes));
    }
  }
  using Outcome = channel::ByteQueue::Outcome;

  bool put_by(const T& item, futex::Deadline deadline) {
    const Outcome outcome = with_bytes(item, [&](std::span<const std::byte> bytes) { return queue_->put(bytes, deadline); });
    if (outcome == Outcome::kClosed) internal::throw_closed("put()", created());
    return outcome == Outcome::kDone;
  }
  /// The outcome, and the item if it is kDone.
  Outcome receive(std::optional<T>& item, futex::Deadline deadline) {
    Received received(item);
    const Outcome outcome = queue_->get(received, deadline);
    if (outcome == Outcome::kDone) received.unpack();
    return outcome;
  }
  std::optional<T> get_by(futex::Deadline deadline) {
    std::optional<T> item;
    if (receive(item, deadline) == Outcome::kClosed) internal::throw_closed("get()", created());
    return item;
  }
  /// The next item; nothing when the queue is closed and nothing is left.
  std::optional<T> next() {
    std::optional<T> item;
    receive(item, futex::kNever);
    return item;
  }

  internal::QueueHandle queue_;
};

}  // namespace mp
