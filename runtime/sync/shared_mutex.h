// mp::SharedMutex, which Python lacks: many readers at once, or one writer, among all threads of all processes of the family.
//
//   mp::SharedMutex mutex;
//   { std::shared_lock guard(mutex);  look_at(table); }        // as many as want to, up to 32 at the same moment
//   { std::unique_lock guard(mutex);  change(table); }         // alone
//
// The names are C++'s (std::shared_timed_mutex). A holder is a thread, and only it may unlock. Readers who come while a writer
// waits let it go first. Who reads may read again; who reads and wants to write, or writes and wants to lock again, gets an error
// instead of waiting for itself for ever.
// Thread and process safety: every function may be called by anybody. Fork safety: a child of a holder does not hold it.
// Kill safety: what a dead reader or writer held goes to the next; owner_deaths() counts the writers. What a dead writer was
// changing may be half done. readers_writer_state.h says why. Where it lives: the state in the family's shared memory, the handle
// in private memory; neither copied nor moved. Visible to whom: what a writer did is seen by all who lock after it. The hooks
// hear acquired and releasing for each of the places inside that a holder takes.
#pragma once

#include <chrono>
#include <source_location>

#include "runtime/futex/deadline.h"
#include "runtime/memory/created_at.h"
#include "runtime/memory/placed.h"
#include "runtime/memory/shared_object.h"
#include "runtime/sync/annotations.h"
#include "runtime/sync/readers_writer_state.h"

namespace mp {

class MP_CAPABILITY("mp::SharedMutex") SharedMutex {
 public:
  using mp_shared_object = void;

  /// Throws MemoryError.
  explicit SharedMutex(std::source_location created = std::source_location::current());

  // To write. All but try_lock() throw ValueError when the caller holds it already, in whatever way.

  void lock() MP_ACQUIRE() { static_cast<void>(lock_until(futex::kNever)); }
  [[nodiscard]] bool try_lock() MP_TRY_ACQUIRE(true);
  /// Waits at most that long; a negative time is none.
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_for(const std::chrono::duration<Rep, Period>& timeout) MP_TRY_ACQUIRE(true) {
    return lock_until(futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_until(const std::chrono::time_point<Clock, Duration>& deadline) MP_TRY_ACQUIRE(true) {
    return lock_until(futex::deadline_at(deadline));
  }
  /// Throws ValueError when the caller does not write.
  void unlock() MP_RELEASE();

  // To read. All but try_lock_shared() throw ValueError when the caller writes.

  void lock_shared() MP_ACQUIRE_SHARED() { static_cast<void>(lock_shared_until(futex::kNever)); }
  /// May fail although nobody writes, when another one is just coming in.
  [[nodiscard]] bool try_lock_shared() MP_TRY_ACQUIRE_SHARED(true);
  template <class Rep, class Period>
  [[nodiscard]] bool try_lock_shared_for(const std::chrono::duration<Rep, Period>& timeout) MP_TRY_ACQUIRE_SHARED(true) {
    return lock_shared_until(futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  [[nodiscard]] bool try_lock_shared_until(const std::chrono::time_point<Clock, Duration>& deadline) MP_TRY_ACQUIRE_SHARED(true) {
    return lock_shared_until(futex::deadline_at(deadline));
  }
  /// Throws ValueError when the caller does not read.
  void unlock_shared() MP_RELEASE_SHARED();

  /// How often a writer has died while it wrote, and the next one went on.
  unsigned owner_deaths() const noexcept { return state_->recovered(); }
  std::source_location created() const noexcept { return created_; }

 private:
  bool lock_until(futex::Deadline deadline);
  bool lock_shared_until(futex::Deadline deadline);

  const memory::Placed<sync::ReadersWriterState> state_;
  const memory::CreatedAt created_;
};

}  // namespace mp
