#include "runtime/sync/barrier_state.h"

#include <chrono>
#include <limits>

#include "runtime/error.h"
#include "runtime/hooks.h"

namespace mp::sync {

namespace {

using Breach = BarrierState::Breach;
using Message = WaitQueue::Message;

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

// A message is a reason in the lowest bits and a process above them; the kernel's process numbers have 22 bits.
constexpr unsigned kReasonBits = 3;

constexpr Message to_message(Breach breach) {
  return Message{static_cast<std::uint32_t>(breach.reason) | static_cast<std::uint32_t>(breach.dead) << kReasonBits};
}
constexpr Breach to_breach(Message message) {
  const auto bits = static_cast<std::uint32_t>(message);
  return {.reason = BarrierState::Reason{bits & ((1u << kReasonBits) - 1)}, .dead = static_cast<pid_t>(bits >> kReasonBits)};
}

constexpr Message kPassed = to_message({});
constexpr Message kGiveUp = to_message({.reason = BarrierState::Reason::kReset});

}  // namespace

void BarrierState::set_phase(Phase phase) noexcept {
  phase_.store(phase, std::memory_order_release);
  if (phase == Phase::kFilling || phase == Phase::kBroken) next_round_.notify_all();
}

/// REQUIRES of this and of all that follows it here: the caller holds the mutex.
void BarrierState::settle() noexcept {
  switch (phase()) {
    case Phase::kFilling:
    case Phase::kActing:
      if (const auto dead = queue_.dead()) break_because({.reason = Reason::kDeath, .dead = *dead});
      return;
    case Phase::kPassing:
      queue_.tell_until(last_turn_.load(std::memory_order_relaxed), kPassed);
      return set_phase(Phase::kFilling);
    case Phase::kBroken:
      queue_.tell(kAll, breach_.load(std::memory_order_relaxed));
      return;
    case Phase::kResetting:
      queue_.tell(kAll, kGiveUp);
      return set_phase(Phase::kFilling);
  }
}

void BarrierState::break_because(Breach breach) noexcept {
  breach_.store(to_message(breach), std::memory_order_relaxed);
  set_phase(Phase::kBroken);
  settle();
}

std::optional<BarrierState::Party> BarrierState::try_to_come(Breach& breach) {
  breach = phase() == Phase::kBroken ? to_breach(breach_.load(std::memory_order_relaxed)) : Breach{};
  if (phase() != Phase::kFilling) return std::nullopt;
  const std::size_t before = queue_.waiting();
  const Party party = {.place = queue_.enter(), .index = before, .is_last = before + 1 == parties_};
  hooks::announce(&hooks::Listener::releasing, static_cast<const void*>(this));
  if (party.is_last) {
    hooks::announce(&hooks::Listener::acquired, static_cast<const void*>(this));
    last_turn_.store(party.place.turn(), std::memory_order_relaxed);
    set_phase(Phase::kActing);
  }
  return party;
}

Breach BarrierState::go(const Party& party) noexcept {
  const auto told = party.place.told();
  MP_CHECK(told.has_value());
  queue_.leave(party.place);
  if (*told == kPassed) hooks::announce(&hooks::Listener::acquired, static_cast<const void*>(this));
  return to_breach(*told);
}

std::optional<BarrierState::Party> BarrierState::come(futex::Deadline deadline, Breach& breach) {
  for (bool in_time = true;;) {
    const auto ticket = next_round_.prepare();
    {
      const futex::RobustGuard guard(mutex_);
      settle();
      if (!in_time && phase() == Phase::kActing) break_because({.reason = Reason::kTimedOut});
      const auto party = try_to_come(breach);
      if (party || breach.reason != Reason::kNone) return party;
    }
    in_time = next_round_.wait(ticket, deadline);
  }
}

Breach BarrierState::wait(const Party& party, futex::Deadline deadline) {
  for (;;) {
    const bool in_time = std::chrono::steady_clock::now() < deadline;
    if (in_time) party.place.doze(deadline);
    const futex::RobustGuard guard(mutex_);
    settle();
    if (!in_time && !party.place.told()) break_because({.reason = Reason::kTimedOut});
    if (party.place.told()) return go(party);
  }
}

Breach BarrierState::let_all_go(const Party& last) {
  const futex::RobustGuard guard(mutex_);
  settle();
  if (!last.place.told()) {
    hooks::announce(&hooks::Listener::releasing, static_cast<const void*>(this));
    set_phase(Phase::kPassing);
    settle();
  }
  return go(last);
}

void BarrierState::fail(const Party& last) {
  const futex::RobustGuard guard(mutex_);
  settle();
  if (!last.place.told()) break_because({.reason = Reason::kActionFailed});
  go(last);
}

void BarrierState::abort() {
  const futex::RobustGuard guard(mutex_);
  settle();
  break_because({.reason = Reason::kAborted});
}

void BarrierState::reset() {
  const futex::RobustGuard guard(mutex_);
  settle();
  set_phase(Phase::kResetting);
  settle();
}

std::size_t BarrierState::waiting() {
  const futex::RobustGuard guard(mutex_);
  settle();
  return queue_.waiting();
}

bool BarrierState::broken() {
  const futex::RobustGuard guard(mutex_);
  settle();
  return phase() == Phase::kBroken;
}

bool BarrierState::retire() noexcept { return queue_.retire(); }

}  // namespace mp::sync
