#include "tool/program/world/order.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "tool/program/terms/interner.h"

namespace check {
namespace {

std::size_t hash_of(std::size_t seed, const std::vector<LocationId>& places) {
  seed = mix(seed, places.size());
  for (const LocationId place : places) seed = mix(seed, index_of(place));
  return seed;
}

}  // namespace

PlaceList PlaceList::of(std::vector<LocationId> places) {
  PlaceList list;
  if (places.empty()) return list;
  const std::size_t hash = hash_of(0, places);
  list.items_ = std::make_shared<const Items>(Items{.places = std::move(places), .hash = hash});
  return list;
}

const std::vector<LocationId>& PlaceList::places() const {
  static const std::vector<LocationId> kNone;
  return items_ == nullptr ? kNone : items_->places;
}

bool PlaceList::contains(LocationId place) const { return std::ranges::binary_search(places(), place); }

void PlaceList::insert(LocationId place) {
  if (contains(place)) return;
  std::vector<LocationId> longer = places();
  longer.insert(std::ranges::lower_bound(longer, place), place);
  *this = of(std::move(longer));
}

void PlaceList::erase(LocationId place) {
  if (!contains(place)) return;
  std::vector<LocationId> shorter = places();
  std::erase(shorter, place);
  *this = of(std::move(shorter));
}

void PlaceList::rename(const std::function<LocationId(LocationId)>& new_name) {
  std::vector<LocationId> named = places();
  for (LocationId& place : named) place = new_name(place);
  std::ranges::sort(named);
  if (named != places()) *this = of(std::move(named));
}

PlaceList PlaceList::only(const std::function<bool(LocationId)>& stays) const {
  if (std::ranges::all_of(places(), stays)) return *this;
  std::vector<LocationId> kept = places();
  std::erase_if(kept, [&](LocationId place) { return !stays(place); });
  return of(std::move(kept));
}

PlaceList PlaceList::intersection(const PlaceList& a, const PlaceList& b) {
  return a == b ? a : of(check::intersection(a.places(), b.places()));
}

PlaceList PlaceList::united(const PlaceList& a, const PlaceList& b) {
  if (a == b) return a;
  std::vector<LocationId> all;
  std::ranges::set_union(a.places(), b.places(), std::back_inserter(all));
  return of(std::move(all));
}

std::size_t Order::hash() const {
  std::size_t seed = is_fenced ? 1 : 0;
  seed = mix(mix(mix(seed, seen.hash()), posted.hash()), tasks.hash());
  for (const auto* places : {&noticed, &claims, &raised, &tested}) seed = hash_of(seed, *places);
  for (const Heard& signal : heard) seed = mix(mix(seed, index_of(signal.signal)), index_of(signal.value));
  for (const Finish& finish : finished) seed = mix(seed, index_of(finish.counter) * 2 + (finish.is_down ? 1 : 0));
  return seed;
}

namespace {

/// Who has counted nothing up yet needs no room to be made: it is as if it had found some.
void keep_room(const Order& finder, const Order& other, std::vector<Heard>& heard) {
  for (const Heard& room : finder.heard) {
    const bool is_known = std::ranges::binary_search(heard, room);
    if (room.is_room && !is_known && !other.posted.contains(room.signal))
      heard.insert(std::ranges::lower_bound(heard, room), room);
  }
}

}  // namespace

Order common(const Order& a, const Order& b) {
  Order result;
  result.seen = PlaceList::intersection(a.seen, b.seen);
  result.noticed = intersection(a.noticed, b.noticed);
  result.posted = PlaceList::united(a.posted, b.posted);
  result.tasks = PlaceList::intersection(a.tasks, b.tasks);
  result.heard = intersection(a.heard, b.heard);
  keep_room(a, b, result.heard);
  keep_room(b, a, result.heard);
  result.hearing = intersection(a.hearing, b.hearing);
  result.finished = intersection(a.finished, b.finished);
  result.waited = intersection(a.waited, b.waited);
  result.claims = intersection(a.claims, b.claims);
  result.raised = intersection(a.raised, b.raised);
  result.tested = intersection(a.tested, b.tested);
  result.unfenced = intersection(a.unfenced, b.unfenced);
  result.is_fenced = a.is_fenced && b.is_fenced;
  return result;
}

}  // namespace check
