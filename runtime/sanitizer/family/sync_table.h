// What is known at each synchronisation object: the clock that its releasers have left there.
//
// The address stands for the object: a lock, or a queue, or a word that is used as a flag. Whoever releases joins its
// clock into the object's; whoever acquires joins the object's into its own.
//
// Where it lives: in memory of the whole family. All bytes zero: no object is known.
// Thread, process and signal safety: no locks; an entry is claimed by one compare-and-swap and stays for good.
// Kill safety: who dies inside release() leaves less knowledge than it should, but it has not released the object yet
// either; who acquires a lock of the dead calls recover().
//
// Invariants:
//   1. A clock only grows. For a lock that is exact, since each releaser has acquired before. Of what is used again and
//      again without that it says too much: who reads a flag knows what was released there until then, also before an earlier
//      value; so a missing edge can be hidden by another one, and no alarm can be false.
//   2. An object that finds no room shares one entry with all others that find none: again too much, never too little. Who
//      recovers one of them learns all that anybody knows.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "runtime/sanitizer/family/process_table.h"
#include "runtime/sanitizer/family/vector_clock.h"
#include "runtime/sanitizer/system/ids.h"

namespace race {

class SyncTable {
 public:
  /// `self`'s knowledge is left at the object, and its epoch ends. To be called before the program's own release.
  void release(ProcessTable& processes, Identity self, std::uintptr_t object);

  /// `self` learns what was left. To be called after the program's own acquisition.
  /// True when a process other than `self` has ever released the object.
  bool acquire(ProcessTable& processes, Identity self, std::uintptr_t object);

  /// The same two in pieces, for fences: `known` is left at the object, and `known` learns what was left there.
  void leave(ProcessTable& processes, Identity self, std::uintptr_t object, const VectorClock& known);
  bool look(ProcessTable& processes, Identity self, std::uintptr_t object, VectorClock& known);

  /// Like acquire(), and `self` learns all that the one did who acquired last and died before it released.
  bool recover(ProcessTable& processes, Identity self, std::uintptr_t object);

  /// The thread (thread_key()) that holds the lock; 0: none that is known. Set once it has the lock, and unset before it gives it
  /// back.
  void hold(std::uintptr_t object, std::uint64_t thread) { find(object).thread.store(thread, std::memory_order_seq_cst); }
  std::uint64_t holding_thread(std::uintptr_t object);

  /// Locks that may be shared, and that may be lost without a release, as a file's lock is by close() or by a death. `alone` and
  /// `shared` are two objects of one lock. To be called after the program's own acquisition, of the whole lock or of a share.
  void acquire_alone(ProcessTable& processes, Identity self, std::uintptr_t alone, std::uintptr_t shared);
  void acquire_share(ProcessTable& processes, Identity self, std::uintptr_t alone, std::uintptr_t shared);
  /// A share is given back; the whole lock is by release().
  void release_share(ProcessTable& processes, Identity self, std::uintptr_t shared);

 private:
  static constexpr unsigned kObjects = 1 << 16;
  static constexpr unsigned kProbes = 128;
  static constexpr std::uint32_t kNobody = 0;  // else Sid + 1

  struct Object {
    std::atomic<std::uintptr_t> address;
    std::atomic<std::uint64_t> thread;                       // that holds it
    std::atomic<std::uint32_t> holder;                       // who acquired and has not released since
    std::atomic<std::uint32_t> releaser;                     // who released first
    std::atomic<bool> many_releasers;                        // and others have
    std::atomic<std::uint64_t> sharers[kMaxProcesses / 64];  // a bit for each process that has a share
    VectorClock clock;

    void leave(Identity self, const VectorClock& known, unsigned width);
    bool has_other_releaser(Identity self) const;
  };

  Object& find(std::uintptr_t address);
  /// nullptr: nobody has asked for it yet.
  Object* find_known(std::uintptr_t address);
  void learn_of_holder(ProcessTable& processes, Identity self, Object& object);

  Object objects_[kObjects];
  Object overflow_;
};

}  // namespace race
