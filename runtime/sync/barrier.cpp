#include "runtime/sync/barrier.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "runtime/error.h"

namespace mp {

namespace {

using Breach = sync::BarrierState::Breach;
using Reason = sync::BarrierState::Reason;

std::size_t require_parties(int parties, const std::source_location& created) {
  if (parties >= 1) return static_cast<std::size_t>(parties);
  throw ValueError(fmt::format("the mp::Barrier created at {}:{} would have {} parties; give it 1 or more", created.file_name(),
                               created.line(), parties));
}

std::string describe(Breach breach) {
  switch (breach.reason) {
    case Reason::kNone:
      break;
    case Reason::kAborted:
      return "abort() was called; reset() makes it usable again";
    case Reason::kTimedOut:
      return "not all parties came before the timeout of one that waited; reset() makes it usable again";
    case Reason::kReset:
      return "reset() was called while this party waited; wait() again if it belongs to the new round";
    case Reason::kActionFailed:
      return "its action threw an exception in the party that came last; reset() makes it usable again";
    case Reason::kDeath:
      return fmt::format("process {} has died while it waited or ran the action; reset() makes it usable again", breach.dead);
  }
  MP_CHECK(!"a reason for a breach");
  return {};
}

}  // namespace

Barrier::Barrier(int parties, sync::BarrierAction action, std::optional<std::chrono::nanoseconds> timeout,
                 std::source_location created)
    : state_(std::in_place, require_parties(parties, created)), action_(action), timeout_(timeout), created_(created) {}

int Barrier::wait() { return wait_for_all(timeout_ ? futex::deadline_after(*timeout_) : futex::kNever); }

int Barrier::wait_for_all(futex::Deadline deadline) {
  Breach breach;
  const auto party = state_->come(deadline, breach);
  if (!party) {
    require_passed(breach);
    MP_CHECK(!"came neither to the barrier nor to a breach");
  }
  if (!party->is_last) {
    require_passed(state_->wait(*party, deadline));
    return static_cast<int>(party->index);
  }
  try {
    action_();
  } catch (...) {
    state_->fail(*party);
    throw;
  }
  require_passed(state_->let_all_go(*party));
  return static_cast<int>(party->index);
}

void Barrier::require_passed(Breach breach) const {
  if (breach.reason == Reason::kNone) return;
  const auto dead = breach.reason == Reason::kDeath ? std::optional(breach.dead) : std::nullopt;
  const std::source_location at = created();
  throw BrokenBarrierError(
      fmt::format("the mp::Barrier created at {}:{} is broken: {}", at.file_name(), at.line(), describe(breach)), dead);
}

}  // namespace mp
