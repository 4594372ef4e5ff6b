#include "runtime/sanitizer/sync_table.h"

#include "runtime/sanitizer/hash.h"

namespace race {
namespace {

std::uint32_t to_owner(Identity self) { return index(self.sid) + 1; }
Sid to_sid(std::uint32_t owner) { return Sid{static_cast<std::uint8_t>(owner - 1)}; }

}  // namespace

void SyncTable::release(ProcessTable& processes, Identity self, std::uintptr_t object) {
  Object& at = find(object);
  at.clock.join(processes.clock(self.sid), processes.width());
  processes.advance(self.sid);
  std::uint32_t releaser = kNobody;
  if (!at.releaser.compare_exchange_strong(releaser, to_owner(self)) && releaser != to_owner(self)) at.many_releasers.store(true);
  at.holder.store(kNobody, std::memory_order_release);
}

bool SyncTable::acquire(ProcessTable& processes, Identity self, std::uintptr_t object) {
  Object& at = find(object);
  processes.clock(self.sid).join(at.clock, processes.width());
  at.holder.store(to_owner(self), std::memory_order_release);
  const std::uint32_t releaser = at.releaser.load();
  return at.many_releasers.load() || (releaser != kNobody && releaser != to_owner(self));
}

bool SyncTable::recover(ProcessTable& processes, Identity self, std::uintptr_t object) {
  Object& at = find(object);
  // A slot that has been used again knows at least as much as the dead: its new owner's parent knew its last epoch.
  const auto learn = [&](Sid sid) { processes.clock(self.sid).join(processes.clock(sid), processes.width()); };
  const std::uint32_t dead = at.holder.load(std::memory_order_acquire);
  if (&at == &overflow_) {
    // Its holder may be another object's. The dead one is among all that there are.
    for (unsigned i = 0; i < processes.width(); ++i) learn(Sid{static_cast<std::uint8_t>(i)});
  } else if (dead != kNobody) {
    learn(to_sid(dead));
  }
  acquire(processes, self, object);
  return true;
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

}  // namespace race
