// Messages of bytes from any number of processes to any number of processes: what is under mp::Queue.
//
// Lives in shared memory, its ring behind it. Thread and process safety: every function may be called by anybody. Fork safety:
// nothing is kept outside.
// Kill safety: a process may be killed at any instruction. A message is in the queue when put() returns, whatever happens to its
// sender; a killed reader takes at most the message that it was just reading; no message is ever torn, and nobody is left
// waiting: the robust mutexes go to the next caller, and the conditions look again by themselves (sequence_condition.h, invariant
// 4). Waiting for a message or for room holds no lock. Messages come out in the order in which they went in; a large message that
// waits for room may be overtaken by smaller ones.
// Visible to whom: what was done before put() is seen by the get() that receives that message. The hooks hear put as
// releasing and get as acquired, with the queue's address; the locks inside announce nothing.
#pragma once

#include <cstddef>
#include <cstdint>
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
  /// At most `max_messages` at once; 0 is no limit but the ring's. REQUIRES: as ByteRing.
  ByteQueue(std::size_t max_messages, std::size_t ring_bytes) noexcept : max_messages_(max_messages), ring_(ring_bytes) {}

  /// The longest message that the ring can hold.
  std::size_t largest_message() const noexcept { return ring_.ring_bytes() - ByteRing::kUnitBytes; }
  std::size_t messages() const noexcept { return ring_.filling().messages; }
  /// A message of `length` bytes would have to wait for room now.
  bool full_for(std::size_t length) const noexcept;

  /// Adds a message; false when there was no room until the deadline, or when until then another one was adding. REQUIRES:
  /// message.size() <= largest_message().
  bool put(std::span<const std::byte> message, futex::Deadline deadline);
  /// Takes the oldest message; false when there was none until the deadline, or when until then another one was taking.
  bool get(Destination& destination, futex::Deadline deadline);

  /// The end of the queue's life. Returns whether its memory may be used again: nobody is in the middle of put or get.
  bool retire() noexcept;

 private:
  bool try_put(std::span<const std::byte> message, futex::Deadline deadline);
  bool try_get(Destination& destination, futex::Deadline deadline);
  void pay_debts_of_the_dead(bool owner_died) noexcept;

  const std::size_t max_messages_;
  alignas(64) futex::RobustMutex put_mutex_;
  futex::SequenceCondition not_full_;
  alignas(64) futex::RobustMutex get_mutex_;
  futex::SequenceCondition not_empty_;
  ByteRing ring_;  // last: its bytes follow
};

}  // namespace mp::channel
