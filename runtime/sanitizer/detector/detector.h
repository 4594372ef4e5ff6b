// Happens-before race detection between processes: what one process does, and what follows from it.
//
// A detector is one process's view: who it is, privately; all it shares with the others is in the Family and the Shadow.
// A forked child has a copy of it, and becomes somebody else in after_fork_in_child().
//
// Thread and signal safety: access() waits for nobody. The threads of a process count as one: what one of them learns, all
// know, and two accesses of one process are never a race here; for those there is ThreadSanitizer.
// Kill safety: a process may die at any instruction; the others go on, and what it did before still counts.
//
// Why each race that is seen is found, whatever the timing:
//   1. An access is first published in a cell, and then looks at the other cells. Both are done by ordered operations, so
//      of two accesses at the same time at least one sees the other.
//   2. A cell gives way only to an access that races with everything that the old one can still race with, or when all
//      cells of the granule are taken (the one way to miss a race).
//
// Why there is no false alarm, by design: two accesses are reported only when no chain of start, join, release and acquire
// leads from the earlier to the later. Each such edge is there at least as early as the program can use it: a release is
// noted before the program releases, an acquisition after it has acquired, a child's clock before the fork. Wherever
// something is simplified it adds edges: threads of a process share a clock, queues and full tables know too much, a
// process that finds no slot counts as a thread of its parent.
// What this rests on: the program orders its processes by means that are announced or instrumented. Order by other means
// (its own futex calls, files, signals, pipes) is not seen.
//
// Source: Flanagan and Freund, "FastTrack" (2009), with clocks per process, and cells of epochs as in ThreadSanitizer.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "runtime/sanitizer/family/family.h"
#include "runtime/sanitizer/family/shadow.h"
#include "runtime/sanitizer/symbols/images.h"
#include "runtime/sanitizer/symbols/stack_depot.h"

namespace race {

struct AccessKind {
  bool write = false;
  bool atomic = false;
};

class Detector {
 public:
  /// Is called for each race, inside the access: it may not allocate, throw or wait for the program.
  using RaceFunction = void (*)(Family&, const Race&);
  /// The same for each ring of orders in which locks are taken.
  using LockOrdersFunction = void (*)(Family&, std::span<const LockOrder> ring);

  /// The view of the family's first process.
  Detector(Family& family, const Shadow& shadow, RaceFunction on_race, std::string_view name, pid_t pid);
  /// That of a process of the family which has executed a program, whose code is `image`.
  Detector(Family& family, const Shadow& shadow, RaceFunction on_race, Identity self, ImageId image);

  /// The process is about to access `bytes` bytes at `address`. REQUIRES: all of them in the window.
  void access(std::uintptr_t address, std::size_t bytes, AccessKind kind, Caller caller);

  /// See SyncTable. acquire() and recover() return whether what was learnt may have come through other processes.
  void release(std::uintptr_t object) { family_.syncs.release(family_.processes, self_, object); }
  bool acquire(std::uintptr_t object) { return family_.syncs.acquire(family_.processes, self_, object); }
  bool recover(std::uintptr_t object) { return family_.syncs.recover(family_.processes, self_, object); }
  /// acquire() of what is no lock, and may never have been released.
  bool learn(std::uintptr_t object) {
    return family_.syncs.look(family_.processes, self_, object, family_.processes.clock(self_.sid));
  }

  /// Fences of the calling thread, and what it writes without a release and reads without an acquisition: see Fences.
  /// acquire_fence() returns the same as acquire(); publish_by_fence() whether a fence has released before.
  void release_fence();
  bool acquire_fence();
  bool publish_by_fence(std::uintptr_t word);
  void read_for_fence(std::uintptr_t word);

  /// Of a lock that may be shared and lost: see SyncTable. And everything that anybody in the family has done until now.
  void acquire_alone(std::uintptr_t alone, std::uintptr_t shared) {
    family_.syncs.acquire_alone(family_.processes, self_, alone, shared);
  }
  void acquire_share(std::uintptr_t alone, std::uintptr_t shared) {
    family_.syncs.acquire_share(family_.processes, self_, alone, shared);
  }
  void release_share(std::uintptr_t shared) { family_.syncs.release_share(family_.processes, self_, shared); }
  void acquire_from_all() { family_.processes.learn_of_all(self_); }

  /// Around fork, all in the forking thread. False: too many processes, the child will count as a thread of its parent.
  bool before_fork(std::string_view child_name, Caller caller);
  /// Between: who the child will be; nothing where there are too many.
  std::optional<Identity> pending() const;
  void after_fork_in_parent(pid_t child);  // -1: the fork has failed
  void after_fork_in_child(pid_t self);
  void joined(pid_t child) { family_.processes.reap(self_, child); }

  /// The calling thread holds the lock from now on, and until now. The order that this makes is told by acquire() and release().
  void locked(std::uintptr_t lock);
  void unlocking(std::uintptr_t lock);
  bool holds(std::uintptr_t lock) const;
  /// The calling thread waits for the lock, without a limit of time: see LockWaits::begin().
  unsigned wait_for(std::uintptr_t lock, Caller caller);
  /// The calling thread is about to take the lock, and to wait for it as long as that takes.
  void locking(std::uintptr_t lock, Caller caller);
  void created_lock(const mp::hooks::Region& lock);

  /// An object of the program's begins and ends to be observed.
  void created(const mp::hooks::Region& region);
  void destroying(std::uintptr_t begin, std::size_t bytes);

  /// The program has mapped memory for other processes. REQUIRES: the address is from Family::foreign.
  void mapped(std::uintptr_t begin, std::size_t bytes, Caller caller);

  void report_lock_orders_to(LockOrdersFunction function) { on_lock_orders_ = function; }

  const Shadow& shadow() const { return shadow_; }
  Family& family() const { return family_; }
  Identity self() const { return self_; }
  ImageId image() const { return image_; }

 private:
  void note_order(const LockOrder& order);
  /// The stack of a call by the program, innermost frame first.
  StackId stack_of(Caller caller) const;
  // Of one granule: whether its cells say it already; and otherwise put it there, and look.
  void note(std::uintptr_t granule, std::uint8_t bytes, AccessKind kind, Caller caller);

  Family& family_;
  const Shadow shadow_;
  const RaceFunction on_race_;
  LockOrdersFunction on_lock_orders_ = nullptr;
  Identity self_;
  ImageId image_ = kFirstImage;
};

}  // namespace race
