#include "runtime/sanitizer/family/lock_sets.h"

#include "runtime/sanitizer/system/hash.h"

namespace race {

bool LockSet::operator==(const LockSet& other) const {
  if (count != other.count) return false;
  for (std::size_t i = 0; i < named().size(); ++i) {
    if (locks[i] != other.locks[i]) return false;
  }
  return true;
}

LockSetId LockSets::insert(const LockSet& set) {
  if (set.count == 0) return kNoLocks;
  std::uint64_t key = set.count;
  for (const std::uintptr_t lock : set.named()) key = mix(key, lock);
  for (unsigned probe = 0; probe < kProbes; ++probe) {
    const auto number = static_cast<std::uint16_t>((key + probe) % kEntries);
    if (LockSetId{number} == kNoLocks || LockSetId{number} == kUnknownLocks) continue;
    Entry& entry = entries_[number];
    State state = entry.state.load(std::memory_order_acquire);
    if (state == State::kFree && entry.state.compare_exchange_strong(state, State::kClaimed, std::memory_order_acq_rel)) {
      entry.set = set;
      entry.state.store(State::kWhole, std::memory_order_release);
      return LockSetId{number};
    }
    if (state == State::kWhole && entry.set == set) return LockSetId{number};
  }
  return kUnknownLocks;
}

void HeldLocks::add(std::uintptr_t lock) {
  if (held_.count < kMaxLocksNamed) held_.locks[held_.count] = lock;
  ++held_.count;
  has_id_ = false;
}

// Of locks that are not named only the number is known: one that is not found is taken for one of them.
void HeldLocks::remove(std::uintptr_t lock) {
  const auto named = static_cast<std::uint32_t>(held_.named().size());
  std::uint32_t at = 0;
  while (at < named && held_.locks[at] != lock) ++at;
  if (at == named && held_.count == named) return;
  for (std::uint32_t next = at + 1; next < named; ++next) held_.locks[next - 1] = held_.locks[next];
  --held_.count;
  if (at < named && held_.count >= kMaxLocksNamed) held_.locks[kMaxLocksNamed - 1] = 0;  // one whose name is lost
  has_id_ = false;
}

bool HeldLocks::contains(std::uintptr_t lock) const {
  for (const std::uintptr_t held : held_.named()) {
    if (held == lock) return true;
  }
  return false;
}

LockSetId HeldLocks::id(LockSets& sets) {
  if (!has_id_) id_ = sets.insert(held_);
  has_id_ = true;
  return id_;
}

}  // namespace race
