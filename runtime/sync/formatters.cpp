#include "runtime/sync/formatters.h"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "runtime/sync/lock_state.h"

namespace mp {

namespace {

std::string text_of(const std::optional<sync::Owner>& owner) {
  if (!owner) return "None";
  const std::string name = owner->name(), where = owner->where.text();
  return fmt::format("process {}{}, thread {}{}", owner->process, name.empty() ? name : fmt::format(" ({})", name),
                     static_cast<unsigned>(owner->thread), where.empty() ? where : fmt::format(", at {}", where));
}

/// Nothing, if no holder has died.
template <class AnyLock>
std::string death_of(const AnyLock& lock) {
  const std::optional<sync::Owner> dead = lock.last_owner_death();
  return dead ? ", last_owner_death=" + text_of(dead) : "";
}

}  // namespace

std::string repr(const Lock& lock) { return fmt::format("<Lock(owner={}{})>", text_of(lock.owner()), death_of(lock)); }

std::string repr(const RLock& lock) {
  return fmt::format("<RLock(owner={}, count={}{})>", text_of(lock.owner()), lock.count(), death_of(lock));
}

std::string repr(const Semaphore& semaphore) { return fmt::format("<Semaphore(value={})>", semaphore.get_value()); }

std::string repr(const BoundedSemaphore& semaphore) { return fmt::format("<BoundedSemaphore(value={})>", semaphore.get_value()); }

std::string repr(const Event& event) { return event.is_set() ? "<Event(set)>" : "<Event(unset)>"; }

std::string repr(const Barrier& barrier) {
  if (barrier.broken()) return fmt::format("<Barrier(broken, parties={})>", barrier.parties());
  return fmt::format("<Barrier(waiting={}, parties={})>", barrier.n_waiting(), barrier.parties());
}

}  // namespace mp
