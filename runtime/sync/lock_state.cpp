#include "runtime/sync/lock_state.h"

#include "runtime/memory/arena.h"

namespace mp::sync {

std::string Owner::name() const { return memory::family_arena().names().name_of(process); }

std::optional<Owner> LockState::owner() const noexcept {
  for (;;) {
    const Holder holder = holder_.load(std::memory_order_acquire);
    if (holder.process == 0) return std::nullopt;
    const AcquiredAt where = acquired_at_.load(std::memory_order_acquire);
    if (holder_.load(std::memory_order_relaxed) == holder) return Owner{holder, where};
  }
}

std::optional<Owner> LockState::last_death() const noexcept {
  for (;;) {
    const std::uint32_t number = recovered();
    if (number == 0) return std::nullopt;
    const Death& death = deaths_[number % 2];
    const Owner owner{death.who.load(std::memory_order_acquire), death.where.load(std::memory_order_acquire)};
    if (recovered_.load(std::memory_order_relaxed) == number) return owner;
  }
}

/// REQUIRES: the caller has the mutex of the dead.
void LockState::write_down_death() noexcept {
  const std::uint32_t number = recovered_.load(std::memory_order_relaxed) + 1;
  Death& death = deaths_[number % 2];
  death.who.store(holder(), std::memory_order_release);
  death.where.store(acquired_at_.load(std::memory_order_relaxed), std::memory_order_release);
  recovered_.store(number, std::memory_order_release);
  // So that whoever is killed right behind this is not taken for the one that died before it.
  holder_.store({}, std::memory_order_release);
}

}  // namespace mp::sync
