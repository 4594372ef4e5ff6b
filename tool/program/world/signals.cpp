#include "tool/program/world/signals.h"

#include <algorithm>
#include <utility>

namespace check {

Signal& SignalTable::at(LocationId place, LocationId family) {
  const auto [found, is_new] = signals_.try_emplace(place);
  if (is_new) families_[family].push_back(&found->second);
  return found->second;
}

const Signal* SignalTable::find(LocationId place) const {
  const auto found = signals_.find(place);
  return found == signals_.end() ? nullptr : &found->second;
}

const std::vector<const Signal*>& SignalTable::of_family(LocationId family) const {
  static const std::vector<const Signal*> kNone;
  const auto found = families_.find(family);
  return found == families_.end() ? kNone : found->second;
}

const std::vector<LocationId>& SignalTable::of_poster(ThreadId thread) const {
  static const std::vector<LocationId> kNone;
  const auto found = posters_.find(thread);
  return found == posters_.end() ? kNone : found->second;
}

void SignalTable::note_poster(LocationId place, ThreadId thread) {
  if (signals_.at(place).posters.insert(thread).second) posters_[thread].push_back(place);
}

void Signals::post(LocationId place, const Post& post) {
  with_shown_.clear();
  Signal& signal = at(place);
  signals_.note_poster(place, post.by);
  const Signal* before = last_pass_.find(place);
  const bool is_known = before != nullptr && before->places.contains(post.kind);
  changed_ = changed_ || (!is_known && !signal.places.contains(post.kind));
  if (post.value != kUnknownValue) signal.values[post.by].insert(post.value);
  signal.places[post.kind].insert(post.place);
  signal.is_one_shot = signal.is_one_shot && post.is_first;
  if (!post.is_ordered) signal.unordered.insert(post.kind);
  signal.claims = signal.claims ? intersection(*signal.claims, post.claims) : post.claims;
  signal.shown = signal.shown ? PlaceList::intersection(*signal.shown, post.seen) : post.seen;
}

void Signals::note_plain_post(LocationId place) { at(place).is_plain = true; }

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

const std::vector<const Signal*>& Signals::like(LocationId place) const {
  return signals_.of_family(terms_.without_indices(place));
}

const std::vector<const Signal*>& Signals::known_like(LocationId place) const {
  return (last_pass_.empty() ? signals_ : last_pass_).of_family(terms_.without_indices(place));
}

const PlaceList& Signals::with_shown(const PlaceList& seen) const {
  const auto known = with_shown_.find(seen);
  return known != with_shown_.end() ? known->second : with_shown_.emplace(seen, find_shown(seen)).first->second;
}

PlaceList Signals::find_shown(const PlaceList& seen) const {
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
  const Signal* known = last_pass_.find(place);
  return known == nullptr ? find(place) : known;
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
  last_pass_ = std::exchange(signals_, {});
  with_shown_.clear();
  barriers_.clear();
  loads_.clear();
  relaxed_.clear();
  total_order_loads_.clear();
}

}  // namespace check
