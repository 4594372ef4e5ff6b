#include "runtime/channel/byte_queue.h"

#include "runtime/error.h"
#include "runtime/hooks.h"
#include "runtime/trace.h"

namespace mp::channel {
namespace {

/// Looks for some microseconds whether it is so: another processor, in the middle of a put or get, is done sooner than a sleep
/// and a wake. Each look takes a cache line from that processor, so there are few, and many messages come between two.
template <class Condition>
void look_a_while(Condition condition) {
  constexpr int kLooks = 2;
  constexpr int kPausesBetween = 100;  // two microseconds, on an AMD EPYC of family 26
  for (int look = 0; look < kLooks && !condition(); ++look) {
    for (int i = 0; i < kPausesBetween; ++i) __builtin_ia32_pause();
  }
}

}  // namespace

bool ByteQueue::full_for(std::size_t length) const noexcept {
  const ByteRing::Filling filling = ring_.filling();
  return filling.messages >= max_messages_ || filling.room_bytes < ByteRing::message_bytes(length);
}

ByteQueue::Outcome ByteQueue::put(std::span<const std::byte> message, futex::Deadline deadline) {
  MP_CHECK(message.size() <= largest_message());
  Outcome outcome = try_put(message, deadline);
  if (outcome != Outcome::kTimedOut || deadline == futex::kNow) return outcome;
  look_a_while([&] { return !full_for(message.size()) || closed(); });
  not_full_.try_until(deadline, [&] {
    outcome = try_put(message, deadline);
    return outcome != Outcome::kTimedOut;
  });
  return outcome;
}

ByteQueue::Outcome ByteQueue::get(Destination& destination, futex::Deadline deadline) {
  Outcome outcome = try_get(destination, deadline);
  if (outcome != Outcome::kTimedOut || deadline == futex::kNow) return outcome;
  look_a_while([&] { return messages() != 0 || closed(); });
  not_empty_.try_until(deadline, [&] {
    outcome = try_get(destination, deadline);
    return outcome != Outcome::kTimedOut;
  });
  return outcome;
}

ByteQueue::Outcome ByteQueue::try_put(std::span<const std::byte> message, futex::Deadline deadline) {
  if (closed()) return Outcome::kClosed;
  {
    const futex::RobustGuard guard(put_mutex_, deadline);
    if (!guard.held()) return Outcome::kTimedOut;
    pay_debts_of_the_dead(guard.owner_died());
    if (closed()) return Outcome::kClosed;
    if (!ring_.find_room(message.size(), max_messages_)) return Outcome::kTimedOut;
    ring_.prepare(message);
    if (hooks::is_heard()) {
      hooks::announce(&hooks::Listener::releasing, message_object(ring_.messages_written()));
      hooks::announce(&hooks::Listener::releasing, static_cast<const void*>(this));
    }
    trace::tell(trace::Kind::kQueuePut, this, static_cast<std::int64_t>(message.size()));
    ring_.commit(message.size());
  }
  not_empty_.notify_one();
  return Outcome::kDone;
}

ByteQueue::Outcome ByteQueue::try_get(Destination& destination, futex::Deadline deadline) {
  // Asked before the messages are counted: what was put before the close is counted then.
  const bool was_closed = closed();
  {
    const futex::RobustGuard guard(get_mutex_, deadline);
    if (!guard.held()) return Outcome::kTimedOut;
    pay_debts_of_the_dead(guard.owner_died());
    const std::optional<std::size_t> length = ring_.front_length();
    if (!length) return nothing_left(was_closed);
    ring_.copy_front(destination.make_room(*length));
    const void* const message = message_object(ring_.messages_read());
    ring_.pop(*length);
    hooks::announce(&hooks::Listener::acquired, message);
    trace::tell(trace::Kind::kQueueGot, this, static_cast<std::int64_t>(*length));
  }
  // All of them: the room that one large message leaves may do for many small ones, and too small for the first who is woken.
  not_full_.notify_all();
  return Outcome::kDone;
}

const void* ByteQueue::message_object(std::uint32_t number) const noexcept {
  static_assert(sizeof(ByteQueue) > kTellsApart);
  return reinterpret_cast<const std::byte*>(this) + 1 + number % kTellsApart;
}

ByteQueue::Outcome ByteQueue::nothing_left(bool was_closed) const noexcept {
  if (!was_closed) return Outcome::kTimedOut;
  hooks::announce(&hooks::Listener::acquired, static_cast<const void*>(this));
  return Outcome::kClosed;
}

void ByteQueue::close() {
  {
    const futex::RobustGuard guard(put_mutex_);
    hooks::announce(&hooks::Listener::releasing, static_cast<const void*>(this));
    closed_.store(true, std::memory_order_release);
  }
  // All of them, also for a dead owner of the mutex, whose debts these are.
  not_full_.notify_all();
  not_empty_.notify_all();
}

void ByteQueue::pay_debts_of_the_dead(bool owner_died) noexcept {
  if (!owner_died) return;
  // The dead may have made room or brought a message without telling those who sleep.
  not_full_.notify_all();
  not_empty_.notify_all();
}

bool ByteQueue::retire() noexcept {
  using Outcome = futex::RobustMutex::Outcome;
  for (futex::RobustMutex* mutex : {&put_mutex_, &get_mutex_}) {
    const Outcome outcome = mutex->try_lock();
    if (outcome != Outcome::kAcquired && outcome != Outcome::kOwnerDied) return false;
    MP_CHECK(mutex->unlock());
  }
  return true;
}

}  // namespace mp::channel
