#include "runtime/sanitizer/family/lock_orders.h"

#include <algorithm>

#include "runtime/sanitizer/system/hash.h"

namespace race {
namespace {

constexpr std::uint32_t kFree = 0, kClaimed = 1, kWhole = 2;
constexpr std::uint32_t kStateMask = 3, kFreedOnce = 4;

unsigned place_of(const LockOrder& order) { return static_cast<unsigned>(mix(mix(0, order.held), order.taken)); }

bool is_same(const LockOrder& one, const LockOrder& other) { return one.held == other.held && one.taken == other.taken; }

bool holds(LockSetId holding, std::uintptr_t lock, const LockSets& sets) {
  if (holding == kNoLocks) return false;
  return holding == kUnknownLocks || std::ranges::count(sets.at(holding).named(), lock) != 0;
}

/// Whether all who made the orders held one lock, or may have.
bool is_gated(std::span<const LockOrder> ring, const LockSets& sets) {
  const auto all_hold = [&](std::uintptr_t lock) {
    return std::ranges::all_of(ring, [&](const LockOrder& order) { return holds(order.holding, lock, sets); });
  };
  const bool unknown = std::ranges::any_of(ring, [](const LockOrder& order) { return order.holding == kUnknownLocks; });
  return unknown || std::ranges::any_of(sets.at(ring.front().holding).named(), all_hold);
}

bool is_of_one_thread(std::span<const LockOrder> ring) {
  return std::ranges::all_of(ring, [&](const LockOrder& order) { return order.thread == ring.front().thread; });
}

}  // namespace

std::optional<LockOrder> LockOrders::Entry::load() const {
  const std::uint32_t before = state.load(std::memory_order_acquire);
  if ((before & kStateMask) != kWhole) return std::nullopt;
  const LockOrder read = order;
  std::atomic_thread_fence(std::memory_order_acquire);
  return state.load(std::memory_order_relaxed) == before ? std::optional(read) : std::nullopt;
}

bool LockOrders::is_known(const LockOrder& order) const {
  for (unsigned step = 0; step < kProbes; ++step) {
    const std::optional<LockOrder> known = entries_[(place_of(order) + step) % kEntries].load();
    if (known && is_same(*known, order)) return true;
  }
  return false;
}

bool LockOrders::note(const LockOrder& order) {
  if (is_known(order)) return false;
  for (unsigned step = 0; step < kProbes; ++step) {
    Entry& entry = entries_[(place_of(order) + step) % kEntries];
    std::uint32_t state = entry.state.load(std::memory_order_relaxed);
    if ((state & kStateMask) != kFree) continue;
    if (!entry.state.compare_exchange_strong(state, state | kClaimed, std::memory_order_acq_rel)) continue;
    entry.order = order;
    for (const std::uintptr_t lock : {order.held, order.taken}) has_orders_[mix(0, lock) % kFilter].store(true);
    entry.state.store(state | kWhole, std::memory_order_release);
    return true;
  }
  return false;
}

struct LockOrders::Search {
  const LockSets& sets;
  std::span<LockOrder, kLongestRing> path;
  unsigned left = 1 << 12;  // orders that may be followed
  unsigned found = 0;
};

bool LockOrders::go_on(Search& search, unsigned length) const {
  const std::span<const LockOrder> path = std::span(search.path).first(length);
  for (const Entry& entry : entries_) {
    const std::optional<LockOrder> next = entry.load();
    if (!next || next->held != path.back().taken) continue;
    const bool closes = next->taken == path.front().held;
    const bool again = std::ranges::any_of(path, [&](const LockOrder& order) { return order.held == next->taken; });
    if ((again && !closes) || length == kLongestRing) continue;
    if (search.left == 0) return false;
    --search.left;
    search.path[length] = *next;
    if (!closes) {
      if (go_on(search, length + 1)) return true;
      continue;
    }
    const std::span<const LockOrder> ring = std::span(search.path).first(length + 1);
    if (is_of_one_thread(ring) || is_gated(ring, search.sets)) continue;
    search.found = length + 1;
    return true;
  }
  return false;
}

unsigned LockOrders::ring(const LockOrder& first, const LockSets& sets, std::span<LockOrder, kLongestRing> out) const {
  Search search{.sets = sets, .path = out};
  out[0] = first;
  go_on(search, 1);
  return search.found;
}

void LockOrders::forget(std::uintptr_t lock) {
  if (!has_orders_[mix(0, lock) % kFilter].load(std::memory_order_acquire)) return;
  bool any = false;
  for (Entry& entry : entries_) {
    std::uint32_t state = entry.state.load(std::memory_order_acquire);
    const std::optional<LockOrder> order = entry.load();
    if (!order || (order->held != lock && order->taken != lock)) continue;
    const std::uint32_t freed = (state & ~kStateMask) + kFreedOnce;
    any = entry.state.compare_exchange_strong(state, freed, std::memory_order_acq_rel) || any;
  }
  if (any) version_.fetch_add(1, std::memory_order_acq_rel);
}

}  // namespace race
