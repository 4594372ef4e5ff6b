#include "tool/program/races/handover.h"

#include <algorithm>
#include <vector>

#include "tool/program/races/comparison.h"
#include "tool/program/races/coverage.h"
#include "tool/program/races/publication.h"

namespace check {
namespace {

const Order& order_of(const World& world, const RecordedAccess& access) { return world.log[access.access.company].order; }

bool is_followed_by(const World& world, const RecordedAccess& access, const Signal& signal, PostKind kind) {
  const auto places = signal.places.find(kind);
  return places != signal.places.end() && is_followed_by_post(world, access, places->second, false);
}

/// The access is part of a task whose result has this name.
bool is_in_task(World& world, const RecordedAccess& access, LocationId result) {
  const LocationId family = without_indices(world.terms, result);
  return std::ranges::any_of(order_of(world, access).tasks,
                             [&](LocationId task) { return without_indices(world.terms, task) == family; });
}

/// `first` comes before the end of a count that `second` has seen.
bool is_counted(World& world, const RecordedAccess& first, const RecordedAccess& second) {
  return std::ranges::any_of(order_of(world, second).finished, [&](const Finish& finish) {
    if (is_in_task(world, first, finish.counter)) return true;
    return std::ranges::any_of(world.signals.like(finish.counter), [&](const Signal* signal) {
      const PostKind kind = finish.is_down ? PostKind::kDown : PostKind::kUp;
      return !signal->unordered.contains(kind) && is_followed_by(world, first, *signal, kind);
    });
  });
}

/// `waiter` heard, before its access, a signal that the thread of `poster` posts after its own.
bool is_posted_by(World& world, const Heard& heard, const RecordedAccess& poster) {
  // Of a semaphore each post lets one on; who waits for another one waits for ever.
  const LocationId count = world.terms.field(heard.signal, world.structure_field);
  const bool is_strict = !world.memory.read(count).values.empty();
  return std::ranges::any_of(world.signals.like(heard.signal), [&](const Signal* signal) {
    if (signal->is_unordered() || !signal->posters.contains(poster.access.thread)) return false;
    return std::ranges::any_of(signal->places, [&](const auto& posts) {
      const bool makes_room = posts.first == PostKind::kDown;
      return (makes_room || !heard.is_room) && is_followed_by_post(world, poster, posts.second, is_strict);
    });
  });
}

/// Two accesses, and the level at which their threads part.
struct Pair {
  const RecordedAccess& first;
  const RecordedAccess& second;
  std::uint32_t level = 0;
};

/// The two wait for one value of one signal. Any that is not the first one is such a value; what was loaded may be each thread's
/// own number.
bool wait_for_one(World& world, const Pair& pair, const Heard& a, const Heard& b) {
  const auto is_loaded = [&](ValueId atom) { return world.loaded_from.contains(atom); };
  Comparison comparison(world, pair.first.access, pair.second.access, pair.level);
  if (a.value == kUnknownValue && b.value == kUnknownValue) return comparison.lay_side_by_side(a.signal, b.signal);
  if (a.value == kUnknownValue || b.value == kUnknownValue) return false;
  if (world.terms.any_atom(a.value, is_loaded) || world.terms.any_atom(b.value, is_loaded)) return false;
  return comparison.may_be_equal(a.value, b.value);
}

/// Both may hear the same at the same time.
bool is_for_both(World& world, const Pair& pair, const Heard& a, const Heard& b) {
  if (a.is_room != b.is_room) return false;  // one fills what the other empties
  if (without_indices(world.terms, a.signal) != without_indices(world.terms, b.signal)) return false;
  if (a.lets_in_several || b.lets_in_several) return true;
  return !a.is_taken && !b.is_taken && wait_for_one(world, pair, a, b);
}

/// The access is in an array, at a place that changes, or is the first before anything was handed on.
bool is_in_a_ring(const World& world, const RecordedAccess& access, LocationId signal) {
  const bool is_first = !order_of(world, access).posted.contains(signal);
  for (LocationId place = access.access.place; world.terms[place].kind != PlaceKind::kObject; place = world.terms[place].parent) {
    const PlaceNode& node = world.terms[place];
    if (node.kind == PlaceKind::kElement && (is_first || !world.terms.is(node.value, ValueKind::kNumber))) return true;
  }
  return false;
}

/// The waiter is told when `other` is done. What was found free is not found by the waiter before it is told, also if it never
/// is.
bool is_told(World& world, const Heard& heard, const RecordedAccess& other, const Heard& heard_by_other) {
  return heard_by_other.is_room ? heard.signal == heard_by_other.signal : is_posted_by(world, heard, other);
}

/// Each waits for something that the other posts after its access. With room for several, each has its own place in an array.
bool wait_for_each_other(World& world, const Pair& pair) {
  const RecordedAccess& a = pair.first;
  const RecordedAccess& b = pair.second;
  const auto keeps_apart = [&](const Heard& heard) {
    if (heard.is_above) return false;
    return !heard.lets_in_several || (is_in_a_ring(world, a, heard.signal) && is_in_a_ring(world, b, heard.signal));
  };
  for (const Heard& first : order_of(world, a).heard) {
    for (const Heard& second : order_of(world, b).heard) {
      if (!keeps_apart(first) || !keeps_apart(second) || is_for_both(world, pair, first, second)) continue;
      if (is_told(world, first, b, second) && is_told(world, second, a, first)) return true;
    }
  }
  return false;
}

bool names_one_of(World& world, LocationId place, const std::vector<LocationId>& places) {
  const LocationId family = without_indices(world.terms, place);
  return std::ranges::any_of(places, [&](LocationId other) { return without_indices(world.terms, other) == family; });
}

/// Each has raised a flag that the other looked at after it had raised its own.
bool are_mutually_excluded(World& world, const Order& a, const Order& b) {
  const auto saw = [&](const Order& looker, const Order& other) {
    return std::ranges::any_of(other.raised, [&](LocationId flag) { return names_one_of(world, flag, looker.tested); });
  };
  return saw(a, b) && saw(b, a);
}

/// The index of the array's element that the place lies in; kUnknownValue if it lies in none.
ValueId element_of(const World& world, LocationId place) {
  const LocationId root = world.terms.root(place);
  while (place != root && world.terms[place].parent != root) place = world.terms[place].parent;
  return world.terms[place].kind == PlaceKind::kElement ? world.terms[place].value : kUnknownValue;
}

/// The access was made through a pointer that may lead to any element.
bool is_to_found_element(const World& world, ValueId index) {
  return world.terms.any_atom(index, [&](ValueId atom) {
    return world.terms.is(atom, ValueKind::kSymbol) && world.key_of(atom).kind == SymbolKind::kWhich;
  });
}

/// `first` is made to an element of an array before a pointer to the element is put where `second` finds such pointers: jobs that
/// are filled in and submitted one by one.
bool is_put_later(const World& world, const RecordedAccess& first, const RecordedAccess& second) {
  const ValueId index = element_of(world, first.access.place);
  const auto array = static_cast<ObjectId>(world.terms[world.terms.root(first.access.place)].id);
  const auto puts = world.puts.find(array);
  if (index == kUnknownValue || puts == world.puts.end()) return false;
  if (!is_to_found_element(world, element_of(world, second.access.place))) return false;
  std::set<PostPlace> later;
  for (const Put& put : puts->second) {
    const bool are_numbers = world.terms.is(put.index, ValueKind::kNumber) && world.terms.is(index, ValueKind::kNumber);
    if (put.by != first.access.thread || (put.index != index && !are_numbers)) return false;
    if (put.index == index) later.insert(put.place);
  }
  // A second call, or another instance of the thread, would put it there again.
  const auto is_of_one_call = [&](const PostPlace& put) { return put.path == later.begin()->path; };
  return !world.threads[first.access.thread].meets_itself && std::ranges::all_of(later, is_of_one_call) &&
         is_followed_by_post(world, first, later, false);
}

}  // namespace

bool is_handed_over(World& world, const RecordedAccess& a, const RecordedAccess& b, std::uint32_t level) {
  const Order& first = order_of(world, a);
  const Order& second = order_of(world, b);
  return are_mutually_excluded(world, first, second) || is_counted(world, a, b) || is_counted(world, b, a) ||
         wait_for_each_other(world, {.first = a, .second = b, .level = level}) || is_put_later(world, a, b) ||
         is_put_later(world, b, a) || is_published(world, a, b) || is_published(world, b, a);
}

}  // namespace check
