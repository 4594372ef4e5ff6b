#include "runtime/sync/formatters.h"

#include <fmt/format.h>

#include <optional>

namespace mp {

namespace {

std::string name(const std::optional<sync::Holder>& holder) {
  if (!holder) return "None";
  return fmt::format("process {}, thread {}", holder->process, static_cast<unsigned>(holder->thread));
}

}  // namespace

std::string repr(const Lock& lock) { return fmt::format("<Lock(owner={})>", name(lock.owner())); }

std::string repr(const RLock& lock) { return fmt::format("<RLock(owner={}, count={})>", name(lock.owner()), lock.count()); }

std::string repr(const Semaphore& semaphore) { return fmt::format("<Semaphore(value={})>", semaphore.get_value()); }

std::string repr(const BoundedSemaphore& semaphore) { return fmt::format("<BoundedSemaphore(value={})>", semaphore.get_value()); }

std::string repr(const Event& event) { return event.is_set() ? "<Event(set)>" : "<Event(unset)>"; }

std::string repr(const Barrier& barrier) {
  if (barrier.broken()) return fmt::format("<Barrier(broken, parties={})>", barrier.parties());
  return fmt::format("<Barrier(waiting={}, parties={})>", barrier.n_waiting(), barrier.parties());
}

}  // namespace mp
