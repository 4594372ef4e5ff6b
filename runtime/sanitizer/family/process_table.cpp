#include "runtime/sanitizer/family/process_table.h"

namespace race {

Identity ProcessTable::enter_root(std::string_view name, pid_t pid) {
  const Identity root{};
  clock(root.sid).raise(root.sid, Epoch{1});
  write_record(root.record, name,
               {.name = {}, .pid = pid, .sid = root.sid, .parent = root.record, .first = Epoch{1}, .started_at = {}});
  next_record_.store(1, std::memory_order_relaxed);
  slots_[index(root.sid)].state.store(State::kTaken, std::memory_order_release);
  width_.store(1, std::memory_order_release);
  return root;
}

std::optional<Identity> ProcessTable::prepare_child(Identity parent, std::string_view name, StackId where) {
  SpinGuard guard(lock_);
  const std::optional<Sid> sid = guard.held ? free_slot(parent) : std::nullopt;
  if (!sid) return std::nullopt;
  Slot& slot = slots_[index(*sid)];
  const Identity child{.sid = *sid, .record = free_record()};
  const Epoch first = next(epoch(child.sid));
  write_record(child.record, name,
               {.name = {}, .pid = 0, .sid = child.sid, .parent = parent.record, .first = first, .started_at = where});
  slot.clock.join(clock(parent.sid), width());
  slot.clock.raise(child.sid, first);
  advance(parent.sid);
  if (index(child.sid) >= width()) width_.store(index(child.sid) + 1, std::memory_order_release);
  slot.record.store(child.record, std::memory_order_relaxed);
  slot.state.store(State::kTaken, std::memory_order_release);
  return child;
}

void ProcessTable::started(Identity child, pid_t pid) {
  // Parent and child write the same, whoever comes first.
  __atomic_store_n(&records_[index(child.record)].pid, pid, __ATOMIC_RELEASE);
}

bool ProcessTable::is_taken_by(Identity self, pid_t pid, pid_t parent) const {
  const Slot& slot = slots_[index(self.sid)];
  if (slot.state.load(std::memory_order_acquire) != State::kTaken) return false;
  if (slot.record.load(std::memory_order_relaxed) != self.record) return false;
  const ProcessRecord& known = record(self.record);
  const pid_t known_pid = __atomic_load_n(&known.pid, __ATOMIC_ACQUIRE);
  return known_pid == pid || (known_pid == 0 && record(known.parent).pid == parent);
}

// As if the child had been reaped before it did anything.
void ProcessTable::withdraw(Identity parent, Identity child) {
  Slot& slot = slots_[index(child.sid)];
  clock(parent.sid).join(slot.clock, width());
  slot.state.store(State::kEnded, std::memory_order_release);
}

bool ProcessTable::is_there(RecordId id) const {
  const Slot& slot = slots_[index(record(id).sid)];
  return slot.state.load(std::memory_order_acquire) == State::kTaken && slot.record.load(std::memory_order_relaxed) == id;
}

// A pid is used again only when its process has ended, so each that had it has. The slot stays the parent's to free, so that it
// learns of the end, too.
void ProcessTable::reap(Identity self, pid_t pid) {
  for (unsigned i = 0; i < width() && pid != 0; ++i) {
    Slot& slot = slots_[i];
    if (slot.state.load(std::memory_order_acquire) != State::kTaken) continue;
    const ProcessRecord& ended = record(slot.record.load(std::memory_order_relaxed));
    if (__atomic_load_n(&ended.pid, __ATOMIC_ACQUIRE) != pid) continue;
    clock(self.sid).join(slot.clock, width());
    if (ended.parent == self.record || !is_there(ended.parent)) slot.state.store(State::kEnded, std::memory_order_release);
  }
}

// Whoever raises an epoch, it only rises: the other may end its epoch at the same time.
void ProcessTable::learn_of(Identity self, Sid other) {
  clock(self.sid).join(clock(other), width());
  advance(other);
}

void ProcessTable::learn_of_all(Identity self) {
  for (unsigned i = 0; i < width(); ++i) learn_of(self, Sid{static_cast<std::uint8_t>(i)});
}

const ProcessRecord* ProcessTable::who(Sid sid, Epoch epoch, RecordId id) const {
  const ProcessRecord& found = record(id);
  return found.sid == sid && found.first <= epoch ? &found : nullptr;
}

std::optional<Sid> ProcessTable::free_slot(Identity parent) {
  for (unsigned i = 0; i < kMaxProcesses; ++i) {
    const Sid sid{static_cast<std::uint8_t>(i)};
    const State state = slots_[i].state.load(std::memory_order_acquire);
    if (state == State::kNever) return sid;
    if (state == State::kEnded && clock(parent.sid).covers(sid, epoch(sid))) return sid;
  }
  return std::nullopt;
}

RecordId ProcessTable::free_record() {
  for (;;) {
    const RecordId id{static_cast<std::uint16_t>(next_record_.fetch_add(1, std::memory_order_relaxed) % kRecords)};
    if (!is_there(id)) return id;
  }
}

void ProcessTable::write_record(RecordId id, std::string_view name, const ProcessRecord& rest) {
  ProcessRecord& record = records_[index(id)];
  record = rest;
  name.copy(record.name, kMaxNameBytes);
}

}  // namespace race
