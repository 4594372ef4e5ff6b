// Messages of bytes from any number of processes to any number of processes: what is under mp::Queue.
//
// Lives in shared memory, its ring behind it. Thread and process safety: every function may be called by anybody. Fork safety:
// nothing is kept outside.
// Kill safety: a process may be killed at any instruction. A message is in the queue when put() returns, whatever happens to its
// sender; a killed reader takes at most the message that it was just reading; no message is ever torn, and nobody is left
// waiting: the robust mutexes go to the next caller, and the conditions look again by themselves (sequence_condition.h, invariant
// 4). Waiting for a message or for room holds no lock. Messages come out in the order in which they went in; a large message that
// waits for room may be overtaken by smaller ones.
// Closing: close() and every put agree by the mutex of the putters who was first. So whoever has seen `closed` sees all messages
// that will ever be there; a get that then finds none is told that it is closed, and no message is left behind it.
// Visible to whom: what was done before put() is seen by the get() that receives that message, and by a get() that is told of a
// close which came later. The hooks hear put as releasing two objects, the message and the queue, get as acquired of the message,
// and a get that is told of the close as acquired of the queue; the locks inside announce nothing. So a put that comes later
// orders nothing for who takes an earlier message, as long as no more than kTellsApart lie in the queue.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "runtime/channel/byte_ring.h"
#include "runtime/futex/deadline.h"
#include "runtime/futex/robust_mutex.h"
#include "runtime/futex/sequence_condition.h"

namespace mp::channel {

/// Where a received message goes.
class Destination {
 public:
  /// Room for `bytes`; called while the queue is locked. When it throws, the message stays in the queue.
  virtual std::span<std::byte> make_room(std::size_t bytes) = 0;

 protected:
  ~Destination() = default;
};

class ByteQueue {
 public:
  enum class Outcome {
    kDone,
    kTimedOut,  ///< until the deadline there was no message, or no room, or somebody else was taking or adding one
    kClosed,
  };

  /// At most `max_messages` at once; 0 is no limit but the ring's. REQUIRES: as ByteRing.
  ByteQueue(std::size_t max_messages, std::size_t ring_bytes) noexcept
      : max_messages_(max_messages == 0 ? kNoLimit : max_messages), ring_(ring_bytes) {}

  /// The longest message that the ring can hold.
  std::size_t largest_message() const noexcept { return ring_.ring_bytes() - ByteRing::kUnitBytes; }
  std::size_t messages() const noexcept { return ring_.filling().messages; }
  /// A message of `length` bytes would have to wait for room now.
  bool full_for(std::size_t length) const noexcept;

  /// How many messages were ever put, modulo 2^32.
  std::uint32_t messages_put() const noexcept { return ring_.messages_written(); }

  /// Adds a message. REQUIRES: message.size() <= largest_message().
  [[nodiscard]] Outcome put(std::span<const std::byte> message, futex::Deadline deadline);
  /// Takes the oldest message. kClosed: the queue is closed, and nothing is left.
  [[nodiscard]] Outcome get(Destination& destination, futex::Deadline deadline);

  /// From now on every put is refused. Wakes all who wait. Waits for a put that is copying its message. Harmless when repeated.
  void close();
  bool closed() const noexcept { return closed_.load(std::memory_order_acquire); }

  /// The end of the queue's life. Returns whether its memory may be used again: nobody is in the middle of put or get.
  bool retire() noexcept;

 private:
  Outcome try_put(std::span<const std::byte> message, futex::Deadline deadline);
  Outcome try_get(Destination& destination, futex::Deadline deadline);
  Outcome nothing_left(bool was_closed) const noexcept;
  /// What stands in the hooks for the message with that number: an address inside the queue.
  const void* message_object(std::uint32_t number) const noexcept;
  void pay_debts_of_the_dead(bool owner_died) noexcept;

  static constexpr std::uint32_t kTellsApart = 64;
  static constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

  // What all read and hardly anybody writes, then the putters' and the getters', each in cache lines of its own.
  alignas(64) const std::size_t max_messages_;
  std::atomic<bool> closed_ = false;  // set under put_mutex_, never cleared
  futex::SequenceCondition not_full_;
  futex::SequenceCondition not_empty_;
  alignas(64) futex::RobustMutex put_mutex_;
  alignas(64) futex::RobustMutex get_mutex_;
  ByteRing ring_;  // last: its bytes follow
};

}  // namespace mp::channel
