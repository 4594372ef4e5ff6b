#include "tool/program/world/signals.h"

#include <algorithm>
#include <utility>

namespace check {

void Signals::post(LocationId place, const Post& post) {
  Signal& signal = signals_[place];
  signal.posters.insert(post.by);
  const auto before = last_pass_.find(place);
  const bool is_known = before != last_pass_.end() && before->second.places.contains(post.kind);
  changed_ = changed_ || (!is_known && !signal.places.contains(post.kind));
  if (post.value != kUnknownValue) signal.values[post.by].insert(post.value);
  signal.places[post.kind].insert(post.place);
  signal.is_one_shot = signal.is_one_shot && post.is_first;
  if (!post.is_ordered) signal.unordered.insert(post.kind);
  signal.shown = signal.shown ? PlaceList::intersection(*signal.shown, post.seen) : post.seen;
}

void Signals::note_plain_post(LocationId place) { signals_[place].is_plain = true; }

void Signals::note_relaxed(LocationId place, SiteId site, bool is_store) {
  const auto [found, is_new] = relaxed_.try_emplace(place, site);
  if (!is_new && is_store) found->second = site;
}

std::optional<SiteId> Signals::relaxed_use(LocationId place) const {
  const auto found = relaxed_.find(place);
  return found == relaxed_.end() ? std::nullopt : std::optional(found->second);
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

PlaceList Signals::with_shown(const PlaceList& seen) const {
  PlaceList all = seen;
  std::vector<LocationId> waiting = seen.places();
  while (!waiting.empty()) {
    const Signal* signal = find(waiting.back());
    waiting.pop_back();
    if (signal == nullptr || !signal->shown || signal->is_unordered()) continue;
    for (const LocationId other : *signal->shown) {
      if (all.contains(other)) continue;
      all.insert(other);
      waiting.push_back(other);
    }
  }
  return all;
}

const Signal* Signals::find_known(LocationId place) const {
  const auto found = last_pass_.find(place);
  return found == last_pass_.end() ? find(place) : &found->second;
}

const Barrier* Signals::find_barrier(LocationId place) const {
  const auto found = barriers_.find(place);
  return found == barriers_.end() ? nullptr : &found->second;
}

void Signals::note_load(ValueId symbol, LoadOrder order) {
  const auto [found, is_new] = loads_.try_emplace(symbol, order);
  found->second = std::min(found->second, order);
}

LoadOrder Signals::order_of(ValueId symbol) const {
  const auto found = loads_.find(symbol);
  return found == loads_.end() ? LoadOrder::kPlain : found->second;
}

bool Signals::take_changed() { return std::exchange(changed_, false); }

void Signals::forget_history() {
  last_pass_ = std::move(signals_);
  signals_.clear();
  barriers_.clear();
  loads_.clear();
  relaxed_.clear();
  total_order_loads_.clear();
}

}  // namespace check
