#include "runtime/sanitizer/family/sync_table.h"

#include <bit>
#include <iterator>

#include "runtime/sanitizer/system/hash.h"

namespace race {
namespace {

constexpr unsigned kBitsOfWord = 64;

std::uint32_t to_owner(Identity self) { return index(self.sid) + 1; }
Sid to_sid(std::uint32_t owner) { return Sid{static_cast<std::uint8_t>(owner - 1)}; }

}  // namespace

void SyncTable::Object::leave(Identity self, const VectorClock& known, unsigned width) {
  clock.join(known, width);
  std::uint32_t first = kNobody;
  if (!releaser.compare_exchange_strong(first, to_owner(self)) && first != to_owner(self)) many_releasers.store(true);
}

bool SyncTable::Object::has_other_releaser(Identity self) const {
  const std::uint32_t first = releaser.load();
  return many_releasers.load() || (first != kNobody && first != to_owner(self));
}

void SyncTable::release(ProcessTable& processes, Identity self, std::uintptr_t object) {
  Object& at = find(object);
  at.leave(self, processes.clock(self.sid), processes.width());
  processes.advance(self.sid);
  // Only its own: who releases a lock that it has lost, unheard, must not take it from the one who holds it now.
  std::uint32_t holder = to_owner(self);
  at.holder.compare_exchange_strong(holder, kNobody, std::memory_order_acq_rel);
}

bool SyncTable::acquire(ProcessTable& processes, Identity self, std::uintptr_t object) {
  Object& at = find(object);
  processes.clock(self.sid).join(at.clock, processes.width());
  at.holder.store(to_owner(self), std::memory_order_release);
  return at.has_other_releaser(self);
}

void SyncTable::leave(ProcessTable& processes, Identity self, std::uintptr_t object, const VectorClock& known) {
  find(object).leave(self, known, processes.width());
}

bool SyncTable::look(ProcessTable& processes, Identity self, std::uintptr_t object, VectorClock& known) {
  const Object* const at = find_known(object);
  if (at == nullptr) return false;
  known.join(at->clock, processes.width());
  return at->has_other_releaser(self);
}

bool SyncTable::recover(ProcessTable& processes, Identity self, std::uintptr_t object) {
  learn_of_holder(processes, self, find(object));
  acquire(processes, self, object);
  return true;
}

void SyncTable::acquire_alone(ProcessTable& processes, Identity self, std::uintptr_t alone, std::uintptr_t shared) {
  recover(processes, self, alone);
  Object& shares = find(shared);
  processes.clock(self.sid).join(shares.clock, processes.width());
  if (&shares == &overflow_) processes.learn_of_all(self);
  for (unsigned word = 0; word < std::size(shares.sharers); ++word) {
    for (std::uint64_t lost = shares.sharers[word].exchange(0); lost != 0; lost &= lost - 1) {
      processes.learn_of(self,
                         Sid{static_cast<std::uint8_t>(word * kBitsOfWord + static_cast<unsigned>(std::countr_zero(lost)))});
    }
  }
}

void SyncTable::acquire_share(ProcessTable& processes, Identity self, std::uintptr_t alone, std::uintptr_t shared) {
  Object& whole = find(alone);
  learn_of_holder(processes, self, whole);
  processes.clock(self.sid).join(whole.clock, processes.width());
  find(shared).sharers[index(self.sid) / kBitsOfWord].fetch_or(std::uint64_t{1} << index(self.sid) % kBitsOfWord);
}

void SyncTable::release_share(ProcessTable& processes, Identity self, std::uintptr_t shared) {
  release(processes, self, shared);
  find(shared).sharers[index(self.sid) / kBitsOfWord].fetch_and(~(std::uint64_t{1} << index(self.sid) % kBitsOfWord));
}

// A slot that has been used again knows at least as much as the dead: its new owner's parent knew its last epoch.
void SyncTable::learn_of_holder(ProcessTable& processes, Identity self, Object& object) {
  std::uint32_t holder = object.holder.load(std::memory_order_acquire);
  if (&object == &overflow_) {
    processes.learn_of_all(self);  // its holder may be another object's, and the one that counts is among all that there are
  } else if (holder != kNobody) {
    processes.learn_of(self, to_sid(holder));
    object.holder.compare_exchange_strong(holder, kNobody);  // it holds no more
  }
}

// What many share is held by nobody in particular.
std::uint64_t SyncTable::holding_thread(std::uintptr_t object) {
  const Object& at = find(object);
  return &at == &overflow_ ? 0 : at.thread.load(std::memory_order_seq_cst);
}

SyncTable::Object& SyncTable::find(std::uintptr_t address) {
  const std::uint64_t start = mix(0, address);
  for (unsigned probe = 0; probe < kProbes; ++probe) {
    Object& object = objects_[(start + probe) % kObjects];
    std::uintptr_t owner = object.address.load(std::memory_order_acquire);
    if (owner == 0 && object.address.compare_exchange_strong(owner, address, std::memory_order_acq_rel)) return object;
    if (owner == address) return object;
  }
  return overflow_;
}

// No entry is given back, so an empty place ends the search.
SyncTable::Object* SyncTable::find_known(std::uintptr_t address) {
  const std::uint64_t start = mix(0, address);
  for (unsigned probe = 0; probe < kProbes; ++probe) {
    Object& object = objects_[(start + probe) % kObjects];
    const std::uintptr_t owner = object.address.load(std::memory_order_acquire);
    if (owner == 0) return nullptr;
    if (owner == address) return &object;
  }
  return &overflow_;
}

}  // namespace race
