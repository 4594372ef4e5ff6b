#include "tool/program/world/lockset.h"

#include <algorithm>

#include "tool/program/terms/interner.h"

namespace check {
namespace {

/// Deeper is the same: a loop that takes a recursive lock in each round must come to rest.
constexpr std::uint8_t kDeepest = 4;

auto find(auto& locks, LocationId place) { return std::ranges::lower_bound(locks, place, {}, &Lock::place); }

}  // namespace

void Lockset::acquire(LocationId place, LockMode mode, std::uint32_t taken) {
  const auto found = find(locks_, place);
  if (found == locks_.end() || found->place != place) {
    locks_.insert(found, {.place = place, .mode = mode, .taken = taken});
  } else {
    found->depth = static_cast<std::uint8_t>(std::min<int>(found->depth + 1, kDeepest));
    if (mode == LockMode::kExclusive) found->mode = mode;
  }
}

void Lockset::add_of_taker(Lock lock) {
  const auto found = find(locks_, lock.place);
  if (found != locks_.end() && found->place == lock.place) return;
  lock.depth = 1;
  lock.is_of_taker = true;
  locks_.insert(found, lock);
}

void Lockset::release(LocationId place) {
  const auto found = find(locks_, place);
  if (found == locks_.end() || found->place != place) return;
  if (--found->depth == 0) locks_.erase(found);
}

void Lockset::forget_if(const std::function<bool(LocationId)>& may_be) {
  std::erase_if(locks_, [&](const Lock& lock) { return may_be(lock.place); });
}

void Lockset::rename(const std::function<std::optional<LocationId>(LocationId)>& new_name) {
  std::vector<Lock> renamed;
  for (Lock lock : locks_) {
    const std::optional<LocationId> name = new_name(lock.place);
    if (!name) continue;
    lock.place = *name;
    renamed.push_back(lock);
  }
  std::ranges::sort(renamed, {}, &Lock::place);
  const auto twice = std::ranges::unique(renamed, {}, &Lock::place);
  renamed.erase(twice.begin(), twice.end());
  locks_ = std::move(renamed);
}

std::uint8_t Lockset::depth(LocationId place) const {
  const auto found = find(locks_, place);
  return found != locks_.end() && found->place == place ? found->depth : std::uint8_t{0};
}

Lockset Lockset::meet(const Lockset& a, const Lockset& b) {
  Lockset result;
  for (Lock lock : a.locks_) {
    const auto other = find(b.locks_, lock.place);
    if (other == b.locks_.end() || other->place != lock.place) continue;
    lock.depth = std::min(lock.depth, other->depth);
    if (other->mode == LockMode::kShared) lock.mode = LockMode::kShared;
    result.locks_.push_back(lock);
  }
  return result;
}

std::size_t Lockset::hash() const {
  std::size_t seed = locks_.size();
  for (const Lock& lock : locks_)
    seed = mix(mix(seed, index_of(lock.place)),
               (static_cast<std::size_t>(lock.mode) * 2 + (lock.is_of_taker ? 1 : 0)) * 8 + lock.depth);
  return seed;
}

}  // namespace check
