#include "runtime/sanitizer/detector/detector.h"

#include "runtime/sanitizer/detector/fences.h"
#include "runtime/sanitizer/system/hash.h"
#include "runtime/sanitizer/system/system.h"

namespace race {
namespace {

// The child that this thread is about to fork, the locks that it holds, and its fences. The model keeps the access free of calls
// to the dynamic linker.
[[gnu::tls_model("initial-exec")]] constinit thread_local std::optional<Identity> t_pending;
[[gnu::tls_model("initial-exec")]] constinit thread_local HeldLocks t_held;
[[gnu::tls_model("initial-exec")]] constinit thread_local Fences t_fences;
[[gnu::tls_model("initial-exec")]] constinit thread_local std::uint64_t t_this_thread = 0;  // 0: not asked for yet

/// The orders that this thread has noted last, so that the family's need not be asked each time.
class KnownOrders {
 public:
  bool contains(std::uintptr_t held, std::uintptr_t taken, std::uint32_t version) const {
    return version == version_ && keys_[place(held, taken)] == key(held, taken);
  }
  void add(std::uintptr_t held, std::uintptr_t taken, std::uint32_t version) {
    if (version != version_) *this = {};
    version_ = version;
    keys_[place(held, taken)] = key(held, taken);
  }

 private:
  static constexpr std::size_t kPlaces = 16;
  static std::uint64_t key(std::uintptr_t held, std::uintptr_t taken) { return mix(held, taken); }
  static std::size_t place(std::uintptr_t held, std::uintptr_t taken) { return key(held, taken) % kPlaces; }

  std::uint64_t keys_[kPlaces] = {};
  std::uint32_t version_ = 0;
};

[[gnu::tls_model("initial-exec")]] constinit thread_local KnownOrders t_known_orders;

std::uint64_t this_thread() {
  if (t_this_thread == 0) t_this_thread = thread_key();
  return t_this_thread;
}

bool races(When mine, When theirs, const VectorClock& known) {
  if (theirs.is_none()) return false;
  // One process: its threads are ThreadSanitizer's. (Its clock covers its own epochs; this says it first, and cheaply.)
  if (theirs.sid() == mine.sid()) return false;
  // Different bytes.
  if ((theirs.bytes() & mine.bytes()) == 0) return false;
  // Both only read.
  if (!theirs.write() && !mine.write()) return false;
  // Both atomic: the hardware makes one of them the first.
  if (theirs.atomic() && mine.atomic()) return false;
  // A chain of releases and acquisitions leads from there to here.
  if (known.covers(theirs.sid(), theirs.epoch())) return false;
  return true;
}

// Whether everything that can still race with `old` also races with `mine`.
bool stands_for(When mine, When old, const VectorClock& known) {
  if (!mine.is_as_strong_as(old)) return false;
  return old.sid() == mine.sid() ? old.epoch() <= mine.epoch() : known.covers(old.sid(), old.epoch());
}

bool already_there(When mine, When old) { return old.is_beside(mine) && old.is_as_strong_as(mine); }

// What to do without where no cell is free: rather what happened before than our own, rather that than what nothing orders.
unsigned worth(When mine, When old, const VectorClock& known) {
  if (old.sid() == mine.sid()) return 1;
  return known.covers(old.sid(), old.epoch()) ? 0 : 2;
}

/// Where a process looks first for its own accesses, and puts them while there is room.
unsigned first_cell(Sid sid) { return index(sid) % kCellsPerGranule; }

// The cell to be given up where none is free: one that is worth least. Of equals a random one.
unsigned least_of(When mine, unsigned random, const When (&seen)[kCellsPerGranule], const VectorClock& known) {
  unsigned least = random % kCellsPerGranule;
  for (unsigned i = 1; i < kCellsPerGranule; ++i) {
    const unsigned at = (random + i) % kCellsPerGranule;
    if (worth(mine, seen[at], known) < worth(mine, seen[least], known)) least = at;
  }
  return least;
}

// The cell that `mine` takes: one it stands for, else an empty one, else one that is worth least.
unsigned choose(When mine, unsigned random, const When (&seen)[kCellsPerGranule], const VectorClock& known) {
  unsigned empty = kCellsPerGranule;
  for (unsigned i = 0; i < kCellsPerGranule; ++i) {
    const unsigned at = (first_cell(mine.sid()) + i) % kCellsPerGranule;
    if (!seen[at].is_none() && stands_for(mine, seen[at], known)) return at;
    if (seen[at].is_none() && empty == kCellsPerGranule) empty = at;
  }
  return empty != kCellsPerGranule ? empty : least_of(mine, random, seen, known);
}

// Mostly it is the same access as before, or a read after a write; publish() knows the other cases.
bool is_known(const Granule& granule, When mine) {
  const unsigned first = first_cell(mine.sid());
  for (unsigned i = 0; i < kCellsPerGranule; ++i) {
    const When there = granule.cells[(first + i) % kCellsPerGranule].when();
    if (there == mine || there == mine.as_write()) return true;
  }
  return false;
}

struct Published {
  const Cell* cell;   // nullptr: one that says as much was there
  CellWords instead;  // what had to give way
};

Published publish(Granule& granule, const Access& mine, const VectorClock& known) {
  const When when = When::of(mine);
  const auto random = static_cast<unsigned>(mix(static_cast<std::uint64_t>(mine.epoch), static_cast<std::uint64_t>(mine.stack)));
  for (;;) {
    When seen[kCellsPerGranule];
    for (unsigned i = 0; i < kCellsPerGranule; ++i) {
      seen[i] = granule.cells[i].when();
      if (already_there(when, seen[i])) return {};
    }
    const unsigned chosen = choose(when, random, seen, known);
    const std::optional<CellWords> old = granule.cells[chosen].replace(seen[chosen], mine);
    if (old) return {.cell = &granule.cells[chosen], .instead = *old};
  }
}

}  // namespace

Detector::Detector(Family& family, const Shadow& shadow, RaceFunction on_race, std::string_view name, pid_t pid)
    : family_(family), shadow_(shadow), on_race_(on_race), self_(family.processes.enter_root(name, pid)) {}

Detector::Detector(Family& family, const Shadow& shadow, RaceFunction on_race, Identity self, ImageId image)
    : family_(family), shadow_(shadow), on_race_(on_race), self_(self), image_(image) {}

StackId Detector::stack_of(Caller caller) const {
  std::uintptr_t frames[kMaxFrames];
  const unsigned count = walk_stack(caller, frames);
  for (std::uintptr_t& frame : std::span(frames, count)) frame = code_in(image_, frame);
  return family_.stacks.insert({frames, count});
}

void Detector::access(std::uintptr_t address, std::size_t bytes, AccessKind kind, Caller caller) {
  const When plain(family_.processes.epoch(self_.sid), self_.sid, kind.write, kind.atomic, 0);
  for (std::uintptr_t at = granule_begin(address); at < address + bytes; at += kGranuleBytes) {
    const std::uint8_t touched = bytes_in_granule(at, address, bytes) & shadow_.marked(at);
    if (touched != 0 && !is_known(shadow_.granule(at), plain.with(touched))) note(at, touched, kind, caller);
  }
}

void Detector::note(std::uintptr_t at, std::uint8_t bytes, AccessKind kind, Caller caller) {
  const Access mine{.sid = self_.sid,
                    .epoch = family_.processes.epoch(self_.sid),
                    .write = kind.write,
                    .atomic = kind.atomic,
                    .bytes = bytes,
                    .record = self_.record,
                    .locks = t_held.id(family_.lock_sets),
                    .stack = stack_of(caller)};
  Granule& granule = shadow_.granule(at);
  const VectorClock& known = family_.processes.clock(self_.sid);
  const Published own = publish(granule, mine, known);
  if (own.cell == nullptr) return;
  const auto look = [&](const std::optional<Access>& theirs) {
    if (theirs && races(When::of(mine), When::of(*theirs), known))
      on_race_(family_, {.granule = at, .later = mine, .earlier = *theirs});
  };
  // The compare-and-swap that published is a full fence: the loads below come after it.
  for (const Cell& cell : granule.cells) {
    if (&cell == own.cell) continue;
    if (races(When::of(mine), cell.when(), known)) look(cell.load());
  }
  if (races(When::of(mine), own.instead.when, known)) look(own.instead.access());
}

void Detector::release_fence() {
  t_fences.release(family_.processes.clock(self_.sid), family_.processes.width());
  family_.processes.advance(self_.sid);
}

bool Detector::publish_by_fence(std::uintptr_t word) {
  if (t_fences.has_released()) family_.syncs.leave(family_.processes, self_, word, t_fences.released());
  return t_fences.has_released();
}

void Detector::read_for_fence(std::uintptr_t word) {
  if (family_.syncs.look(family_.processes, self_, word, t_fences.found())) t_fences.note_others();
}

bool Detector::acquire_fence() {
  family_.processes.clock(self_.sid).join(t_fences.found(), family_.processes.width());
  return t_fences.has_found_others();
}

bool Detector::before_fork(std::string_view child_name, Caller caller) {
  t_pending = family_.processes.prepare_child(self_, child_name, stack_of(caller));
  return t_pending.has_value();
}

std::optional<Identity> Detector::pending() const { return t_pending; }

void Detector::after_fork_in_parent(pid_t child) {
  if (t_pending && child > 0) family_.processes.started(*t_pending, child);
  if (t_pending && child <= 0) family_.processes.withdraw(self_, *t_pending);
  t_pending.reset();
}

void Detector::after_fork_in_child(pid_t self) {
  t_held.clear();
  t_known_orders = {};
  t_this_thread = 0;
  if (!t_pending) return;  // no slot: goes on as if it were a thread of its parent
  self_ = *t_pending;
  family_.processes.started(self_, self);
  t_pending.reset();
}

// A lock that is held already is taken again, and not waited for.
void Detector::locking(std::uintptr_t lock, Caller caller) {
  if (t_held.named().empty() || t_held.contains(lock)) return;
  const std::uint32_t version = family_.lock_orders.version();
  for (const std::uintptr_t held : t_held.named()) {
    if (t_known_orders.contains(held, lock, version)) continue;
    note_order({.held = held,
                .taken = lock,
                .thread = this_thread(),
                .process = self_.record,
                .where = stack_of(caller),
                .holding = t_held.id(family_.lock_sets)});
    t_known_orders.add(held, lock, version);
  }
}

void Detector::note_order(const LockOrder& order) {
  if (!family_.lock_orders.note(order) || on_lock_orders_ == nullptr) return;
  LockOrder ring[LockOrders::kLongestRing];
  const unsigned length = family_.lock_orders.ring(order, family_.lock_sets, ring);
  if (length != 0) on_lock_orders_(family_, std::span(ring).first(length));
}

void Detector::locked(std::uintptr_t lock) {
  t_held.add(lock);
  family_.syncs.hold(lock, this_thread());
}
void Detector::unlocking(std::uintptr_t lock) {
  t_held.remove(lock);
  family_.syncs.hold(lock, 0);
}

unsigned Detector::wait_for(std::uintptr_t lock, Caller caller) {
  return family_.lock_waits.begin({.thread = this_thread(), .lock = lock, .process = self_.record, .stack = stack_of(caller)});
}

bool Detector::holds(std::uintptr_t lock) const { return t_held.contains(lock); }

void Detector::created_lock(const mp::hooks::Region& lock) {
  family_.locks.erase(reinterpret_cast<std::uintptr_t>(lock.begin));
  family_.lock_orders.forget(reinterpret_cast<std::uintptr_t>(lock.begin));
  family_.locks.insert(Object::of(lock, family_.texts));
}

void Detector::created(const mp::hooks::Region& region) {
  const auto begin = reinterpret_cast<std::uintptr_t>(region.begin);
  if (region.bytes == 0 || !shadow_.in_window(begin) || !shadow_.in_window(begin + region.bytes - 1)) return;
  family_.regions.insert(Object::of(region, family_.texts));
  shadow_.mark(begin, region.bytes);
}

void Detector::mapped(std::uintptr_t begin, std::size_t bytes, Caller caller) {
  family_.foreign.note({begin, bytes, stack_of(caller)});
}

void Detector::destroying(std::uintptr_t begin, std::size_t bytes) {
  if (bytes == 0 || !shadow_.in_window(begin) || !shadow_.in_window(begin + bytes - 1)) return;
  shadow_.unmark(begin, bytes);
  family_.regions.erase(begin);
}

}  // namespace race
