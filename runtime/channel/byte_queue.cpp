#include "runtime/channel/byte_queue.h"

#include "runtime/error.h"
#include "runtime/hooks.h"

namespace mp::channel {

bool ByteQueue::full_for(std::size_t length) const noexcept {
  const ByteRing::Filling filling = ring_.filling();
  return (max_messages_ != 0 && filling.messages >= max_messages_) || filling.room_bytes < ByteRing::message_bytes(length);
}

bool ByteQueue::put(std::span<const std::byte> message, futex::Deadline deadline) {
  MP_CHECK(message.size() <= largest_message());
  return not_full_.try_until(deadline, [&] { return try_put(message, deadline); });
}

bool ByteQueue::get(Destination& destination, futex::Deadline deadline) {
  return not_empty_.try_until(deadline, [&] { return try_get(destination, deadline); });
}

bool ByteQueue::try_put(std::span<const std::byte> message, futex::Deadline deadline) {
  if (full_for(message.size())) return false;
  {
    const futex::RobustGuard guard(put_mutex_, deadline);
    if (!guard.held()) return false;
    pay_debts_of_the_dead(guard.owner_died());
    if (full_for(message.size())) return false;
    ring_.prepare(message);
    hooks::announce(&hooks::Listener::releasing, static_cast<const void*>(this));
    ring_.commit(message.size());
  }
  not_empty_.notify_one();
  return true;
}

bool ByteQueue::try_get(Destination& destination, futex::Deadline deadline) {
  if (messages() == 0) return false;
  {
    const futex::RobustGuard guard(get_mutex_, deadline);
    if (!guard.held()) return false;
    pay_debts_of_the_dead(guard.owner_died());
    const std::optional<std::size_t> length = ring_.front_length();
    if (!length) return false;
    ring_.copy_front(destination.make_room(*length));
    ring_.pop();
    hooks::announce(&hooks::Listener::acquired, static_cast<const void*>(this));
  }
  // All of them: the room that one large message leaves may do for many small ones, and too small for the first who is woken.
  not_full_.notify_all();
  return true;
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
