// Locks that threads take in different orders: each may have one and wait for the other's, for ever.
//
// An order is that one lock was taken while another was held. A circle of orders is a mistake if its threads may stand in it at
// the same time: no lock is held by two of them, which would let only one in, and nobody waits for a reader as a reader.
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "tool/program/mistakes/mistakes.h"
#include "tool/program/mistakes/side.h"
#include "tool/program/races/meeting.h"
#include "tool/program/world/naming.h"

namespace check {
namespace {

constexpr std::size_t kLongestCircle = 6;
/// Tries to close a circle, for a whole program.
constexpr int kMostTries = 200000;

struct Order {
  Lock held;
  const RecordedEvent* taking = nullptr;

  LocationId wanted() const { return taking->event.place; }
};

bool is_constant(const World& world, LocationId place) {
  return !world.terms.any_atom(place, [](ValueId) { return true; });
}

class Circles {
 public:
  explicit Circles(World& world) : world_(world) {
    for (const RecordedEvent& recorded : world.events.events()) {
      if (recorded.event.kind != EventKind::kTake) continue;
      for (const Lock& lock : world.log[recorded.event.locks].locks()) {
        if (!is_real_lock(world, lock) || world.broken_locks.contains(lock.place)) continue;
        const Order order{.held = lock, .taking = &recorded};
        if (is_constant(world, lock.place) && is_constant(world, recorded.event.place)) orders_[lock.place].push_back(order);
        if (goes_round(order)) report_ring(order);
      }
    }
  }

  std::vector<Finding> find() {
    for (const auto& [start, orders] : orders_) {
      for (const Order& order : orders) extend({order});
    }
    return std::move(findings_);
  }

 private:
  /// Adds an order to those that are chained already, until the last wants what the first has.
  void extend(const std::vector<Order>& chain) {
    const auto next = orders_.find(chain.back().wanted());
    if (next == orders_.end() || chain.size() >= kLongestCircle) return;
    for (const Order& order : next->second) {
      if (++tries_ > kMostTries) return;
      const LocationId start = chain.front().held.place;
      const bool closes = order.wanted() == start;
      // Each circle is found from its smallest lock.
      if (order.wanted() < start || (!closes && is_held(chain, order.wanted()))) continue;
      if (!fits(chain, order)) continue;
      std::vector<Order> longer = chain;
      longer.push_back(order);
      if (!closes) {
        extend(longer);
      } else if (waits_for(order, chain.front())) {
        report(longer);
      }
    }
  }

  static bool is_held(const std::vector<Order>& chain, LocationId lock) {
    return std::ranges::any_of(chain, [&](const Order& order) { return order.held.place == lock; });
  }

  bool fits(const std::vector<Order>& chain, const Order& order) const {
    return waits_for(chain.back(), order) &&
           std::ranges::all_of(chain, [&](const Order& other) { return may_stand_together(order, other); });
  }

  /// What `first` wants is held by `second`, in a way that makes `first` wait.
  bool waits_for(const Order& first, const Order& second) const {
    if (!is_common(world_, second.held.place, first.taking->event.thread, second.taking->event.thread)) return false;
    return first.taking->event.mode == LockMode::kExclusive || second.held.mode == LockMode::kExclusive;
  }

  bool may_stand_together(const Order& a, const Order& b) const {
    const Event& first = a.taking->event;
    const Event& second = b.taking->event;
    for (const Lock& one : world_.log[first.locks].locks()) {
      for (const Lock& other : world_.log[second.locks].locks()) {
        const bool both_read = one.mode == LockMode::kShared && other.mode == LockMode::kShared;
        if (one.place == other.place && !both_read && is_common(world_, one.place, first.thread, second.thread)) return false;
      }
    }
    return meeting_level(world_, as_access(first), as_access(second)).has_value();
  }

  /// Thread i has lock i and wants lock i + 1, and the last one wants the first.
  bool goes_round(const Order& order) const {
    const PlaceNode& held = world_.terms[order.held.place];
    const PlaceNode& wanted = world_.terms[order.wanted()];
    if (held.kind != PlaceKind::kElement || wanted.kind != PlaceKind::kElement || held.parent != wanted.parent) return false;
    if (!world_.threads[order.taking->event.thread].meets_itself) return false;
    const ValueNode& index = world_.terms[wanted.value];
    const bool wraps = index.kind == ValueKind::kApply && static_cast<Operation>(index.id) == Operation::kRemainder;
    if (!wraps || world_.terms.is(held.value, ValueKind::kNumber)) return false;
    const ValueId distance = world_.terms.difference(index.operands[0], held.value);
    return world_.terms.is(distance, ValueKind::kNumber) && !world_.terms.is_number(distance, 0);
  }

  static bool is_new(std::set<std::set<LocationId>>& known, const std::vector<Order>& circle) {
    std::set<LocationId> locks;
    for (const Order& order : circle) locks.insert(order.held.place);
    return known.insert(locks).second;
  }

  std::string wanted_name(const Order& order) const { return quoted(world_, order.taking->event.site); }

  AccessReport side(const Order& order) const {
    return side_of(world_, *order.taking, fmt::format("takes {}", wanted_name(order)));
  }

  void report(const std::vector<Order>& circle) {
    if (!is_new(known_, circle)) return;
    Finding finding;
    finding.rule = "racelab-lock-order-cycle";
    std::string names;
    for (std::size_t i = 0; i < circle.size(); ++i) {
      names += i == 0 ? "" : i + 1 == circle.size() ? " and " : ", ";
      names += fmt::format("'{}'", lock_name(world_, circle[i].held));
    }
    finding.message = circle.size() == 2
                          ? fmt::format("{} are taken in both orders: two threads that each have one wait for ever", names)
                          : fmt::format("{} are taken in a circle: threads that each have one wait for ever", names);
    finding.first = side(circle.front());
    finding.second = side(circle.back());
    const Event& first = circle.front().taking->event;
    const Event& second = circle.back().taking->event;
    if (finding.second->place < finding.first.place) std::swap(finding.first, *finding.second);
    const auto level = meeting_level(world_, as_access(first), as_access(second));
    if (level) finding.why_parallel = why_parallel(world_, first.thread, second.thread, *level);
    findings_.push_back(std::move(finding));
  }

  void report_ring(const Order& order) {
    if (!is_new(known_, {order})) return;
    Finding finding;
    finding.rule = "racelab-lock-order-cycle";
    finding.message =
        fmt::format("each thread takes '{}' and then {}, the last one the first lock: if each has one, all wait for ever",
                    lock_name(world_, order.held), wanted_name(order));
    finding.first = side(order);
    const ThreadId thread = order.taking->event.thread;
    const auto level = meeting_level(world_, as_access(order.taking->event), as_access(order.taking->event));
    if (!level) return;
    finding.why_parallel = why_parallel(world_, thread, thread, *level);
    findings_.push_back(std::move(finding));
  }

  World& world_;
  std::map<LocationId, std::vector<Order>> orders_;  ///< by the lock that is held
  std::set<std::set<LocationId>> known_;
  std::vector<Finding> findings_;
  int tries_ = 0;
};

}  // namespace

std::vector<Finding> find_lock_order_cycles(World& world) { return Circles(world).find(); }

}  // namespace check
