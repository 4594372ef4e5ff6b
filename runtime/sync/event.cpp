#include "runtime/sync/event.h"

#include <algorithm>

#include "runtime/futex/sequence_condition.h"
#include "runtime/hooks.h"

namespace mp {

namespace {

constexpr std::uint32_t kSet = 1;      // the lowest bit
constexpr std::uint32_t kOneCall = 2;  // one step of the count above it

bool is_set_in(std::uint32_t word) { return (word & kSet) != 0; }

}  // namespace

bool Event::is_set() const noexcept { return wait_for_set(futex::kNow); }

void Event::set() noexcept {
  hooks::announce(&hooks::Listener::releasing, static_cast<const void*>(&*word_));
  // Also when it is set already: what this caller did before is then seen by whoever looks after this.
  std::uint32_t before = word_->value.load(std::memory_order_relaxed);
  while (!word_->value.compare_exchange_weak(before, (before + kOneCall) | kSet, std::memory_order_acq_rel)) {
  }
  word_->wake_all();
}

void Event::clear() noexcept { word_->value.fetch_and(~kSet, std::memory_order_acq_rel); }

bool Event::wait_for_set(futex::Deadline deadline) const noexcept {
  const std::uint32_t begin = word_->value.load(std::memory_order_acquire);
  for (std::uint32_t now = begin;; now = word_->value.load(std::memory_order_acquire)) {
    if (is_set_in(now) || now != begin) break;
    if (std::chrono::steady_clock::now() >= deadline) return false;
    word_->wait(now, std::min(deadline, futex::deadline_after(futex::SequenceCondition::kLongestSleep)));
  }
  hooks::announce(&hooks::Listener::acquired, static_cast<const void*>(&*word_));
  return true;
}

}  // namespace mp
