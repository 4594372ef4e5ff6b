// All that the processes of one family share about themselves, in one mapping that is made before the first fork.
//
// A forked child has it at the same address, and so has who executes another program (family_memory.h). All bytes zero is the
// family with nobody in it, so that a fresh mapping is one, and its pages are taken only where they are used. Nothing in it
// points at what is one program's. Each part says how it is safe to share.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "runtime/sanitizer/family/code_owners.h"
#include "runtime/sanitizer/family/foreign_memory.h"
#include "runtime/sanitizer/family/found_races.h"
#include "runtime/sanitizer/family/key_set.h"
#include "runtime/sanitizer/family/lock_orders.h"
#include "runtime/sanitizer/family/lock_sets.h"
#include "runtime/sanitizer/family/lock_waits.h"
#include "runtime/sanitizer/family/pipes.h"
#include "runtime/sanitizer/family/process_table.h"
#include "runtime/sanitizer/family/region_table.h"
#include "runtime/sanitizer/family/socket_pairs.h"
#include "runtime/sanitizer/family/sync_table.h"
#include "runtime/sanitizer/symbols/images.h"
#include "runtime/sanitizer/symbols/stack_depot.h"
#include "runtime/sanitizer/symbols/symbolized_stack.h"
#include "runtime/sanitizer/symbols/texts.h"
#include "runtime/sanitizer/system/spin_lock.h"

namespace race {

/// What a report is put together in.
struct ReportScratch {
  SymbolizedStack later, earlier, start;
  char text[128 << 10];
};

/// What the environment of a process says to the sanitizer.
struct Wishes {
  std::string_view options;    ///< RACELAB_OPTIONS
  std::string_view directory;  ///< which its relative paths are relative to
  std::string_view workspace;  ///< where relative source paths may be found
};

struct Family {
  /// A new one, or nullptr when the system refuses the memory.
  static Family* map();

  std::uint64_t version;  ///< of all this: see family_memory.cpp
  Wishes wishes;          ///< the first process's, which count for all

  ProcessTable processes;
  SyncTable syncs;
  RegionTable regions;
  RegionTable locks;  ///< by their names
  LockSets lock_sets;
  LockWaits lock_waits;
  LockOrders lock_orders;
  ForeignMemory foreign;
  SocketPairs socket_pairs;
  Pipes pipes;
  StackDepot stacks;
  Images images;
  Texts texts;

  pid_t root;                                ///< the first process; it ends with the family's exit code
  std::atomic<std::uintptr_t> mapped_until;  ///< the part of the window that has been handed out ends here
  std::atomic<bool> overcrowded;             ///< a process found no slot
  std::atomic<bool> overmapped;              ///< a mapping of the program's found no room
  std::atomic<std::uint32_t> races;          ///< between processes; reported, or one too many for that
  std::atomic<std::uint64_t> sightings;      ///< of races, each time that one is seen, by whomever (interface.h)
  std::atomic<bool> expects_races;           ///< those that are seen now are not reported
  std::atomic<std::uint32_t> suppressed;     ///< races that nobody wants to know
  std::atomic<std::uint32_t> deadlocks;      ///< reported
  std::atomic<std::uint32_t> lock_order_reports;
  std::atomic<std::uint32_t> thread_reports;  ///< by ThreadSanitizer, in any process

  FoundRaces found;    ///< and perhaps not reported yet
  CodeOwners owners;   ///< of the code in their stacks
  KeySet code_pairs;   ///< races by their two places in the code: done with
  KeySet place_pairs;  ///< races by their two source lines: reported

  SpinLock report_lock;  ///< one report at a time; guards the scratch
  ReportScratch report_scratch;
};

}  // namespace race
