#include "runtime/sync/readers_writer_state.h"

#include "runtime/error.h"

namespace mp::sync {

using Outcome = ReadersWriterState::Outcome;

bool ReadersWriterState::pass_gate(futex::Deadline deadline) {
  if (gate_.lock_until(deadline) == Outcome::kNotAcquired) return false;
  if (!writer_comes_.load(std::memory_order_relaxed)) return true;
  // A living writer would hold the gate.
  if (writer() != futex::ThreadId::kNobody) recovered_.store(recovered() + 1, std::memory_order_relaxed);
  writer_.store(futex::ThreadId::kNobody, std::memory_order_relaxed);
  writer_comes_.store(false, std::memory_order_relaxed);
  return true;
}

void ReadersWriterState::leave_gate() noexcept { MP_CHECK(gate_.unlock()); }

Outcome ReadersWriterState::lock_until(futex::Deadline deadline) {
  if (seat_of_caller() != nullptr) return Outcome::kHeldByCaller;
  if (!pass_gate(deadline)) return Outcome::kNotAcquired;
  writer_comes_.store(true, std::memory_order_relaxed);
  if (take_all_seats(deadline) == Outcome::kNotAcquired) {
    writer_comes_.store(false, std::memory_order_relaxed);
    leave_gate();
    return Outcome::kNotAcquired;
  }
  writer_.store(futex::this_thread(), std::memory_order_relaxed);
  return Outcome::kAcquired;
}

Outcome ReadersWriterState::take_all_seats(futex::Deadline deadline) {
  for (std::size_t taken = 0; taken < kSeats; ++taken) {
    if (seats_[taken].lock.acquire_until(deadline) == Outcome::kAcquired) continue;
    leave_seats(taken);
    return Outcome::kNotAcquired;
  }
  return Outcome::kAcquired;
}

void ReadersWriterState::leave_seats(std::size_t number) noexcept {
  for (std::size_t i = 0; i < number; ++i) MP_CHECK(seats_[i].lock.release());
}

bool ReadersWriterState::unlock() noexcept {
  if (!caller_writes()) return false;
  writer_.store(futex::ThreadId::kNobody, std::memory_order_relaxed);
  leave_seats(kSeats);
  writer_comes_.store(false, std::memory_order_relaxed);
  leave_gate();
  return true;
}

bool ReadersWriterState::caller_writes() noexcept {
  return writer() == futex::this_thread() && seats_[0].lock.surely_held_by_caller();
}

ReadersWriterState::Seat* ReadersWriterState::seat_of_caller() noexcept {
  for (Seat& seat : seats_) {
    if (seat.lock.surely_held_by_caller()) return &seat;
  }
  return nullptr;
}

ReadersWriterState::Seat& ReadersWriterState::first_choice() noexcept {
  return seats_[static_cast<std::size_t>(futex::this_thread()) % kSeats];
}

bool ReadersWriterState::take_free_seat() {
  if (first_choice().lock.try_acquire() == Outcome::kAcquired) return true;
  for (Seat& seat : seats_) {
    if (seat.lock.try_acquire() == Outcome::kAcquired) return true;
  }
  return false;
}

Outcome ReadersWriterState::lock_shared_until(futex::Deadline deadline) {
  if (caller_writes()) return Outcome::kHeldByCaller;
  // A reader that had to wait here would wait for a writer that waits for it.
  if (Seat* seat = seat_of_caller()) return seat->lock.acquire_until(deadline);
  if (!writer_comes_.load(std::memory_order_relaxed) && take_free_seat()) return Outcome::kAcquired;
  if (!pass_gate(deadline)) return Outcome::kNotAcquired;
  const Outcome outcome = take_free_seat() ? Outcome::kAcquired : first_choice().lock.acquire_until(deadline);
  leave_gate();
  return outcome;
}

bool ReadersWriterState::unlock_shared() noexcept {
  Seat* const seat = caller_writes() ? nullptr : seat_of_caller();
  return seat != nullptr && seat->lock.release();
}

bool ReadersWriterState::retire() noexcept {
  unlock();
  bool free = gate_.try_lock() != Outcome::kNotAcquired;
  if (free) leave_gate();
  for (Seat& seat : seats_) free = seat.lock.retire() && free;
  return free;
}

}  // namespace mp::sync
