// Events that the runtime announces, and the one listener that may hear them.
//
// By default nobody listens, and an event costs one load and one branch. A listener is plugged in before main by whoever
// observes the program: the sanitizer, an explorer of schedules, a test. The runtime knows none of them.
//
// Thread safety: listen() is called while the program has one thread; every other function may be called from any thread.
// Fork safety: the listener is inherited by a forked child. A listener runs in the middle of the runtime's operations, so it
// throws nothing, takes none of the runtime's locks and allocates nothing from its shared memory.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <source_location>
#include <string_view>

namespace mp::hooks {

/// A stretch of shared memory that holds one object of the user's.
struct Region {
  const void* begin;
  std::size_t bytes;
  std::string_view type;         ///< "mp::Value<int>"; lives as long as the program
  std::source_location created;  ///< the user's line that created it
};

inline constexpr std::chrono::milliseconds kBetweenWords{50};

/// Every event has an empty default, so that a listener names only what it needs.
class Listener {
 public:
  virtual ~Listener() = default;

  /// How much address space the runtime should reserve for its shared memory; 0 leaves the choice to the runtime.
  virtual std::size_t arena_bytes() { return 0; }
  /// Where the runtime should map `bytes` of shared memory; nullptr leaves the choice to the kernel.
  virtual void* place_mapping(std::size_t /*bytes*/) { return nullptr; }

  /// It was mapped in a parent, at that place, and is now there in this process, too.
  virtual void mapped_again(const void* /*begin*/, std::size_t /*bytes*/) {}

  /// The object's memory is initialised, and no other process knows its address yet.
  virtual void created(const Region&) {}
  /// Nobody may use the object any more; its memory may be handed out again after the call returns.
  virtual void destroying(const void* /*begin*/, std::size_t /*bytes*/) {}

  /// Around fork: in the parent before it, in the parent after it (`child` is -1 when fork failed), and first thing in the child.
  virtual void before_fork(std::string_view /*child_name*/) {}
  virtual void after_fork_in_parent(pid_t /*child*/) {}
  virtual void after_fork_in_child() {}
  /// The parent has reaped `child`: everything the child did happened before this.
  virtual void joined(pid_t /*child*/) {}

  /// What other processes did before releasing(sync) happens before what this one does after acquired(sync).
  /// `sync` is an address in shared memory, the same object for both sides: a lock, or a queue (put releases, get acquires).
  virtual void acquired(const void* /*sync*/) {}
  virtual void releasing(const void* /*sync*/) {}
  /// In place of the two, of a lock: between them the calling thread holds it, alone.
  virtual void locked(const void* lock) { acquired(lock); }
  virtual void unlocking(const void* lock) { releasing(lock); }
  /// In place of locked(), when a lock is taken over because its owner died: all that the dead owner did happens before.
  virtual void recovered(const void* /*lock*/) {}
  /// The calling thread is about to take the lock, and to wait for it without a limit of time where it must; it may hold it.
  virtual void locking(const void* /*lock*/) {}
  /// The calling thread has found the lock taken, and waits for it without a limit of time: said at once, and again every
  /// kBetweenWords until it has the lock.
  virtual void waits(const void* /*lock*/) {}
  virtual void waits_no_more() {}
  /// The locks in that stretch of shared memory have this name, until another object is created there.
  virtual void created_lock(const Region&) {}
};

namespace internal {
inline constinit Listener* listener = nullptr;
}  // namespace internal

inline bool is_heard() noexcept { return internal::listener != nullptr; }

/// Plugs in the one listener; nullptr unplugs it. REQUIRES: one thread, and no event in progress.
inline void listen(Listener* listener) noexcept { internal::listener = listener; }

/// Calls `event` of the listener, if there is one: announce(&Listener::acquired, &lock).
template <class Event, class... Args>
auto announce(Event event, Args... args) {
  return internal::listener != nullptr ? (internal::listener->*event)(args...)
                                       : decltype((internal::listener->*event)(args...))();
}

}  // namespace mp::hooks
