// What SharedMutex keeps in shared memory: a gate, and a row of seats, one for each reader.
//
// A "big reader" lock: a reader holds one seat; a writer holds the gate and then all seats. Gate and seats are robust mutexes, so
// the kernel knows every holder, and frees what the dead held.
// Thread and process safety: every function may be called by anybody. Fork safety: a child holds nothing.
// Kill safety, and invariants:
//   1. Who holds a seat may read; who holds the gate and all seats may write. Nothing else decides.
//   2. A writer takes the seats in their order behind the gate, so writers never wait for each other with a seat in hand. A
//      reader has one seat, however often it reads, and takes no other.
//   3. `writer_comes` is set by the holder of the gate before its first seat, and cleared after its last. While it is set, new
//      readers go through the gate: so no stream of readers keeps a writer out. The dead may leave it set; the next at the
//      gate clears it.
//   4. `writer` is set while its thread holds gate and seats. The dead may leave it; the next at the gate counts that death
//      (and if it is killed between the count and the clearing, the one after it counts the same death again).
//   5. A thread that has got a dead holder's id is not taken for it: the mutexes are asked.
// More readers than kSeats wait for a seat. Visible to whom, and hooks: each seat is a lock and announces itself as one. So a
// writer is ordered with all before and after it, and readers at different seats are not ordered among each other.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "runtime/futex/deadline.h"
#include "runtime/futex/robust_mutex.h"
#include "runtime/futex/thread_id.h"
#include "runtime/sync/lock_state.h"

namespace mp::sync {

class ReadersWriterState {
 public:
  using Outcome = LockState::Outcome;

  static constexpr std::size_t kSeats = 32;

  /// kHeldByCaller: the caller reads or writes already, and would wait for itself.
  Outcome lock_until(futex::Deadline deadline);
  /// A reader may read again at once. kHeldByCaller: the caller writes.
  Outcome lock_shared_until(futex::Deadline deadline);
  /// False: the caller does not write.
  bool unlock() noexcept;
  /// Undoes one lock_shared; false: the caller does not read.
  bool unlock_shared() noexcept;

  /// Who writes. A writer that has died counts until the next one comes through the gate.
  futex::ThreadId writer() const noexcept { return writer_.load(std::memory_order_relaxed); }
  /// How often a writer has died while it wrote, and the next went on.
  std::uint32_t recovered() const noexcept { return recovered_.load(std::memory_order_relaxed); }

  /// The end of its life. Returns whether its memory may be used again: nobody else holds any of it.
  bool retire() noexcept;

 private:
  struct alignas(64) Seat {
    LockState lock{futex::RobustMutex::Kind::kRecursive};
  };

  bool pass_gate(futex::Deadline deadline);
  void leave_gate() noexcept;
  Outcome take_all_seats(futex::Deadline deadline);
  void leave_seats(std::size_t number) noexcept;
  bool caller_writes() noexcept;
  Seat* seat_of_caller() noexcept;
  Seat& first_choice() noexcept;
  bool take_free_seat();

  futex::RobustMutex gate_;
  std::atomic<bool> writer_comes_ = false;
  std::atomic<futex::ThreadId> writer_ = futex::ThreadId::kNobody;
  std::atomic<std::uint32_t> recovered_ = 0;
  std::array<Seat, kSeats> seats_;
};

}  // namespace mp::sync
