#include "tool/program/signals.h"

#include <utility>

namespace check {

void Signals::post(LocationId place, ThreadId by, bool is_ordered, bool is_first) {
  Signal& signal = signals_[place];
  signal.posters.insert(by);
  signal.is_one_shot = signal.is_one_shot && is_first;
  signal.is_unordered = signal.is_unordered || !is_ordered;
}

void Signals::watch(LocationId place) { changed_ = watched_.insert(place).second || changed_; }

void Signals::open_barrier(LocationId place, ValueId size) {
  const auto [found, is_new] = barriers_.try_emplace(place);
  found->second.size = is_new || found->second.size == size || found->second.waiters.empty() ? size : kUnknownValue;
}

void Signals::wait_at_barrier(LocationId place, ThreadId thread) {
  changed_ = barrier_places_.insert(place).second || changed_;
  barriers_[place].waiters.insert(thread);
}

const Signal* Signals::find(LocationId place) const {
  const auto found = signals_.find(place);
  return found == signals_.end() ? nullptr : &found->second;
}

const Barrier* Signals::find_barrier(LocationId place) const {
  const auto found = barriers_.find(place);
  return found == barriers_.end() ? nullptr : &found->second;
}

void Signals::note_load(ValueId symbol, bool is_ordered) {
  const auto [found, is_new] = ordered_loads_.try_emplace(symbol, is_ordered);
  found->second = found->second && is_ordered;
}

bool Signals::is_ordered(ValueId symbol) const {
  const auto found = ordered_loads_.find(symbol);
  return found != ordered_loads_.end() && found->second;
}

bool Signals::take_changed() { return std::exchange(changed_, false); }

void Signals::forget_history() {
  signals_.clear();
  barriers_.clear();
  ordered_loads_.clear();
}

}  // namespace check
