#include "tool/program/world/order.h"

#include <algorithm>
#include <iterator>

#include "tool/program/terms/interner.h"

namespace check {
namespace {

std::size_t hash_of(std::size_t seed, const std::vector<LocationId>& places) {
  seed = mix(seed, places.size());
  for (const LocationId place : places) seed = mix(seed, index_of(place));
  return seed;
}

}  // namespace

std::size_t Order::hash() const {
  std::size_t seed = is_fenced ? 1 : 0;
  for (const auto* places : {&seen, &noticed, &posted, &claims, &raised, &tested}) seed = hash_of(seed, *places);
  for (const Heard& signal : heard) seed = mix(mix(seed, index_of(signal.signal)), index_of(signal.value));
  for (const Finish& finish : finished) seed = mix(seed, index_of(finish.counter) * 2 + (finish.is_down ? 1 : 0));
  return seed;
}

Order common(const Order& a, const Order& b) {
  Order result;
  result.seen = intersection(a.seen, b.seen);
  result.noticed = intersection(a.noticed, b.noticed);
  std::ranges::set_union(a.posted, b.posted, std::back_inserter(result.posted));
  result.heard = intersection(a.heard, b.heard);
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
