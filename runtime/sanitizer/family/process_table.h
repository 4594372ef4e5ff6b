// The processes of the family: who they are, and what each of them knows of the others.
//
// A process has a slot (its Sid: its component in every clock, and its own clock) and a record (its name and pid). The
// parent makes both before the fork, so that the child knows all its parent knew from its first instruction on.
//
// Where it lives: in memory of the whole family. All bytes zero: nobody. It lives outside of the process, so what a
// killed process did last is still known when its parent reaps it.
// Thread, process and signal safety: a spin lock guards which slots are taken; clocks are read and raised without it.
// Kill safety: a slot counts as taken by the last store of prepare_child() only.
//
// Invariants:
//   1. A slot is used again only by a child of a process that knows its last epoch: then everything that the old owner did
//      happened before everything that the new one does, and the two may be taken for one.
//   2. The epochs of a slot go on rising through all its owners.
//   3. A record is used again only when its process no longer holds a slot; who finds an old access asks with its epoch.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <optional>
#include <string_view>

#include "runtime/sanitizer/family/vector_clock.h"
#include "runtime/sanitizer/system/ids.h"
#include "runtime/sanitizer/system/spin_lock.h"

namespace race {

inline constexpr std::size_t kMaxNameBytes = 47;

struct ProcessRecord {
  char name[kMaxNameBytes + 1];  ///< cut off where it is longer
  pid_t pid;                     ///< 0 until the fork has returned
  Sid sid;
  RecordId parent;
  Epoch first;         ///< of the slot's epochs, the first that is this process's
  StackId started_at;  ///< where its parent forked it
};

/// What a process must remember of itself.
struct Identity {
  Sid sid{};
  RecordId record{};

  bool operator==(const Identity&) const = default;
};

class ProcessTable {
 public:
  /// The first process of the family. REQUIRES: the table is empty.
  Identity enter_root(std::string_view name, pid_t pid);

  /// A slot and a record for a child that `parent` is about to fork; the child then knows all that the parent knows, and
  /// what the parent does from now on happens beside the child. Nothing when all slots are taken.
  std::optional<Identity> prepare_child(Identity parent, std::string_view name, StackId where);
  /// The fork has returned, in the parent or in the child.
  void started(Identity child, pid_t pid);
  /// Whether `self` is who this process is, which has just executed a program: a child of `parent`, where nobody knows its
  /// pid yet.
  bool is_taken_by(Identity self, pid_t pid, pid_t parent) const;
  /// The fork has failed.
  void withdraw(Identity parent, Identity child);
  /// `self` has reaped `pid`, or knows otherwise that it has ended: it knows now all that the other did. The slot is
  /// free, for those who know that, when the parent has, or is gone.
  void reap(Identity self, pid_t pid);

  /// `self` knows all that `other` has done until now, and nothing of what it does from now on: for orders that come about
  /// without a word of the other's, by its death or by the end of something that it had.
  void learn_of(Identity self, Sid other);
  void learn_of_all(Identity self);

  VectorClock& clock(Sid sid) { return slots_[index(sid)].clock; }
  Epoch epoch(Sid sid) const { return slots_[index(sid)].clock.of(sid); }
  /// Ends the epoch of `sid`: what it does from now on is not known to those who have learnt of it until now.
  void advance(Sid sid) { clock(sid).raise(sid, next(epoch(sid))); }
  /// No slot from this one on has ever been used.
  unsigned width() const { return width_.load(std::memory_order_acquire); }

  static constexpr unsigned kRecords = 4096;  ///< far more than slots, so that the dead keep their names for a while

  const ProcessRecord& record(RecordId record) const { return records_[index(record)]; }
  /// The record of who acted as `sid` in `epoch`; nullptr when it has been used again.
  const ProcessRecord* who(Sid sid, Epoch epoch, RecordId record) const;

 private:
  enum class State : std::uint32_t { kNever, kTaken, kEnded };

  struct Slot {
    std::atomic<State> state;
    std::atomic<RecordId> record;
    VectorClock clock;
  };

  bool is_there(RecordId record) const;
  std::optional<Sid> free_slot(Identity parent);
  RecordId free_record();
  void write_record(RecordId record, std::string_view name, const ProcessRecord& rest);

  SpinLock lock_;
  std::atomic<std::uint32_t> width_;
  std::atomic<std::uint32_t> next_record_;
  Slot slots_[kMaxProcesses];
  ProcessRecord records_[kRecords];
};

}  // namespace race
