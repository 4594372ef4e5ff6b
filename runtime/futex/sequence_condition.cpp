#include "runtime/futex/sequence_condition.h"

#include <algorithm>

namespace mp::futex {

namespace {
constexpr std::uint32_t kNotification = 2;  // one step of the counter above the lowest bit
}  // namespace

SequenceCondition::Ticket SequenceCondition::prepare() noexcept {
  const std::uint32_t word = word_.value.fetch_or(kMayBeAsleep, std::memory_order_seq_cst) | kMayBeAsleep;
  full_fence();
  return static_cast<Ticket>(word);
}

bool SequenceCondition::wait(Ticket ticket, Deadline deadline) noexcept {
  const Deadline next_look = std::min(deadline, std::chrono::steady_clock::now() + kLongestSleep);
  const bool timed_out = word_.wait(static_cast<std::uint32_t>(ticket), next_look) == FutexWord::Wait::kTimedOut;
  return !timed_out || next_look < deadline;
}

void SequenceCondition::wake_one() noexcept {
  const std::uint32_t before = word_.value.fetch_add(kNotification, std::memory_order_seq_cst);
  if ((before & kMayBeAsleep) == 0 || word_.wake(1) != 0) return;
  // Nobody was asleep: the bit is left over. Who has fallen asleep on the word since then is woken after the bit is gone.
  std::uint32_t expected = before + kNotification;
  if (word_.value.compare_exchange_strong(expected, expected & ~kMayBeAsleep, std::memory_order_seq_cst)) word_.wake_all();
}

void SequenceCondition::wake_all() noexcept {
  std::uint32_t before = word_.value.load(std::memory_order_relaxed);
  while (!word_.value.compare_exchange_weak(before, (before + kNotification) & ~kMayBeAsleep, std::memory_order_seq_cst)) {
  }
  if ((before & kMayBeAsleep) != 0) word_.wake_all();
}

}  // namespace mp::futex
