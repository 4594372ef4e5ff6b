// mp::Queue<T>, Python's multiprocessing.Queue: many processes put, many get, first in first out.
//
//   mp::Queue<std::string> queue;
//   queue.put("hello");                   // in one process
//   std::string text = queue.get();       // in another
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

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <source_location>
#include <span>
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

 private:
  QueueHandle(std::size_t maxsize, std::size_t ring_bytes, std::source_location created);

  const std::size_t maxsize_;
  const memory::CreatedAt created_;
  memory::Placed<channel::ByteQueue> queue_;
};

[[noreturn]] void throw_full();
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

  /// Waits for room and adds the item. Throws ValueError for an item that is larger than the whole queue.
  void put(const T& item) { put_until(item, futex::kNever); }
  /// Waits at most that long; a negative time is none. False: there was no room.
  template <class Rep, class Period>
  [[nodiscard]] bool put_for(const T& item, const std::chrono::duration<Rep, Period>& timeout) {
    return put_until(item, futex::deadline_after(timeout));
  }
  [[nodiscard]] bool try_put(const T& item) { return put_until(item, futex::kNow); }
  /// Throws Full.
  void put_nowait(const T& item) {
    if (!try_put(item)) internal::throw_full();
  }

  /// Waits for an item and takes it out.
  T get() { return *get_until(futex::kNever); }
  /// Waits at most that long; a negative time is none.
  template <class Rep, class Period>
  [[nodiscard]] std::optional<T> get_for(const std::chrono::duration<Rep, Period>& timeout) {
    return get_until(futex::deadline_after(timeout));
  }
  [[nodiscard]] std::optional<T> try_get() { return get_until(futex::kNow); }
  /// Throws Empty.
  T get_nowait() {
    std::optional<T> item = try_get();
    if (!item) internal::throw_empty();
    return *std::move(item);
  }

  /// Exact while nobody puts or gets; otherwise true of one moment during the call.
  std::size_t qsize() const noexcept { return queue_->messages(); }
  bool empty() const noexcept { return qsize() == 0; }
  /// A put (of an item of no length, if lengths differ) would have to wait now.
  bool full() const noexcept { return queue_->full_for(kItemBytes); }
  std::size_t maxsize() const noexcept { return queue_.maxsize(); }
  std::source_location created() const noexcept { return queue_.created(); }

 private:
  static constexpr std::size_t kItemBytes = archive::kFixedBytes<T>;

  // Small items of one length need no memory from the heap on their way out.
  static constexpr bool kOnTheStack = kItemBytes != 0 && kItemBytes <= 1024;

  class Received final : public channel::Destination {
   public:
    std::span<std::byte> make_room(std::size_t bytes) override {
      if constexpr (kOnTheStack) {
        MP_CHECK(bytes == bytes_.size());
      } else {
        bytes_.resize(bytes);
      }
      return bytes_;
    }
    T item() const { return archive::from_bytes<T>(bytes_); }

   private:
    std::conditional_t<kOnTheStack, std::array<std::byte, kItemBytes>, std::vector<std::byte>> bytes_;
  };

  template <class Put>
  bool with_bytes(const T& item, Put put) {
    if constexpr (archive::AsBytes<T>) {
      queue_.require_fit(sizeof item);
      return put(std::as_bytes(std::span(&item, 1)));
    } else {
      const std::vector<std::byte> bytes = archive::to_bytes(item);
      queue_.require_fit(bytes.size());
      return put(std::span(bytes));
    }
  }
  bool put_until(const T& item, futex::Deadline deadline) {
    return with_bytes(item, [&](std::span<const std::byte> bytes) { return queue_->put(bytes, deadline); });
  }
  std::optional<T> get_until(futex::Deadline deadline) {
    Received received;
    return queue_->get(received, deadline) ? std::optional<T>(received.item()) : std::nullopt;
  }

  internal::QueueHandle queue_;
};

}  // namespace mp
