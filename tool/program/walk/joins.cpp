#include "tool/program/walk/joins.h"

#include <algorithm>
#include <map>
#include <optional>

namespace check {
namespace {

/// How far back it is followed where a pointer came from.
constexpr int kLongestTrail = 4;

bool depends_on(const World& world, auto term, ValueId round, int trail = kLongestTrail) {
  return world.terms.any_atom(term, [&](ValueId atom) {
    const auto origin = world.loaded_from.find(atom);
    const bool is_followed = trail > 0 && origin != world.loaded_from.end();
    return atom == round || (is_followed && depends_on(world, origin->second, round, trail - 1));
  });
}

/// The innermost of the loops whose round the index depends on.
std::optional<ValueId> round_in(const World& world, const std::vector<ValueId>& rounds, auto term) {
  for (auto round = rounds.rbegin(); round != rounds.rend(); ++round) {
    if (depends_on(world, term, *round)) return *round;
  }
  return std::nullopt;
}

/// Whether a loop that waits for instance `index` in each of its rounds reaches all that were started; yes, unless it can be seen
/// not to.
bool reaches_all(World& world, const Thread& thread, ValueId index, ValueId round) {
  if (thread.loops != 1) return true;
  const ValueId shift = world.terms.difference(index, round);
  if (!world.terms.is(shift, ValueKind::kNumber)) return true;
  if (world.terms[shift].number > 0) return false;
  const auto trips = world.trips.find(round);
  if (trips == world.trips.end() || trips->second == kUnknownValue || thread.trips[0] == kUnknownValue) return true;
  const ValueId surplus = world.terms.difference(world.terms.sum(trips->second, shift), thread.trips[0]);
  return !world.terms.is(surplus, ValueKind::kNumber) || world.terms[surplus].number >= 0;
}

}  // namespace

bool has_mark(const State& state, ThreadId thread, ValueId round) {
  return std::ranges::any_of(state.joined, [&](const JoinMark& mark) { return mark.thread == thread && mark.round == round; });
}

namespace {

/// Instances waited for one by one: those with numbers 0, 1 ... until all are.
void join_numbered(World& world, State& state, ThreadId thread, ValueId number) {
  insert_sorted(state.joined, {.thread = thread, .round = number, .index = number});
  const Thread& info = world.threads[thread];
  if (info.loops != 1 || !world.terms.is(info.trips[0], ValueKind::kNumber)) return;
  for (std::int64_t i = 0; i < world.terms[info.trips[0]].number; ++i) {
    if (!has_mark(state, thread, world.terms.number(i))) return;
  }
  finish_join(world, state, thread);
}

void join_thread(World& world, State& state, ValueId value, const std::vector<ValueId>& rounds) {
  const ValueNode& node = world.terms[value];
  const auto thread = static_cast<ThreadId>(node.id);
  const auto running = std::ranges::find(state.running, thread, &Running::thread);
  const bool is_the_one = running != state.running.end() && running->instance == value;
  if (world.threads[thread].loops == 0 || is_the_one) {
    finish_join(world, state, thread);
    return;
  }
  const ValueId index = node.operands.empty() ? kUnknownValue : node.operands.back();
  if (world.terms.is(index, ValueKind::kNumber)) {
    join_numbered(world, state, thread, index);
  } else if (const auto round = round_in(world, rounds, index);
             round && reaches_all(world, world.threads[thread], index, *round)) {
    insert_sorted(state.joined, {.thread = thread, .round = *round, .index = index});
  }
}

}  // namespace

void finish_join(World& world, State& state, ThreadId thread) {
  const Thread& info = world.threads[thread];
  std::erase_if(state.running, [&](const Running& other) { return other.thread == thread; });
  for (const Running& left : info.left) {
    const auto known = std::ranges::find(state.running, left.thread, &Running::thread);
    if (known == state.running.end()) insert_sorted(state.running, left);
  }
  insert_sorted(state.over, thread);
  if (info.seen) state.order.seen = PlaceList::united(state.order.seen, *info.seen);
  if (info.finals && info.loops == 0 && !info.is_blurred) {
    for (const auto& [place, number] : *info.finals) {
      if (!world.memory.changes_under(thread, info.met_itself, place)) state.memory.set(place, number);
    }
  }
  if (!info.over) return;
  for (const ThreadId other : *info.over) insert_sorted(state.over, other);
}

namespace {

/// Whether the place is one of several that are not told apart, or is reached by a pointer that came from such a place.
bool is_some_element(const World& world, LocationId place, int trail = kLongestTrail) {
  if (!world.terms.is_definite(place)) return true;
  for (LocationId part = place; world.terms[part].kind == PlaceKind::kField || world.terms[part].kind == PlaceKind::kElement;
       part = world.terms[part].parent) {
    if (world.terms[part].kind == PlaceKind::kElement && !world.terms.is(world.terms[part].value, ValueKind::kNumber))
      return true;
  }
  const PlaceNode& root = world.terms[world.terms.root(place)];
  const auto origin = root.kind == PlaceKind::kPointee ? world.loaded_from.find(root.value) : world.loaded_from.end();
  return trail > 0 && origin != world.loaded_from.end() && is_some_element(world, origin->second, trail - 1);
}

/// Marked by how often, without an index.
bool is_one_of_several(const World& world, const JoinMark& mark) {
  return mark.index == kUnknownValue && world.terms.is(mark.round, ValueKind::kNumber);
}

/// One of these was waited for, another one each time.
void note_one_of(World& world, State& state, const std::vector<ThreadId>& several) {
  const bool is_each_one = std::ranges::all_of(several, [&](ThreadId thread) { return world.threads[thread].loops == 0; });
  if (several.empty() || !is_each_one) return;
  const auto times = std::ranges::count_if(
      state.joined, [&](const JoinMark& mark) { return mark.thread == several[0] && is_one_of_several(world, mark); });
  for (const ThreadId thread : several) {
    insert_sorted(state.joined, {.thread = thread, .round = world.terms.number(times), .index = kUnknownValue});
  }
}

/// So many of several were waited for, and the others one by one, that none is left.
void join_last_of_several(World& world, State& state) {
  std::map<ThreadId, std::size_t> times;
  for (const JoinMark& mark : state.joined) {
    if (is_one_of_several(world, mark)) ++times[mark.thread];
  }
  const auto over = std::ranges::count_if(times, [&](const auto& several) {
    return std::ranges::find(state.running, several.first, &Running::thread) == state.running.end();
  });
  if (times.empty() || static_cast<std::size_t>(over) + times.begin()->second < times.size()) return;
  std::erase_if(state.joined, [&](const JoinMark& mark) { return is_one_of_several(world, mark); });
  for (const auto& [thread, count] : times) finish_join(world, state, thread);
}

}  // namespace

void join_one_of(World& world, State& state, const std::vector<ThreadId>& several) {
  note_one_of(world, state, several);
  join_last_of_several(world, state);
}

std::optional<ValueId> round_of_each(const World& world, ValueId value, const std::vector<ValueId>& rounds) {
  const auto place = world.loaded_from.find(value);
  if (place == world.loaded_from.end() || rounds.empty()) return std::nullopt;
  if (const auto round = round_in(world, rounds, place->second)) return round;
  // Whichever it is: a loop that waits for some element in each round goes on until none is left.
  return is_some_element(world, place->second) ? std::optional(rounds.back()) : std::nullopt;
}

void join(World& world, State& state, ValueId value, const std::vector<ValueId>& rounds) {
  if (world.terms.is(value, ValueKind::kThread)) {
    join_thread(world, state, value, rounds);
    join_last_of_several(world, state);
    return;
  }
  if (!world.terms.is(value, ValueKind::kSymbol)) return;
  std::vector<ValueId> threads;
  for (const ValueId target : world.concrete(value).values) {
    if (world.terms.is(target, ValueKind::kThread)) threads.push_back(target);
  }
  if (const auto round = round_of_each(world, value, rounds)) {
    for (const ValueId thread : threads)
      insert_sorted(state.joined, {.thread = static_cast<ThreadId>(world.terms[thread].id), .round = *round, .index = *round});
  } else if (threads.size() == 1) {
    join_thread(world, state, threads[0], rounds);
  } else {
    std::vector<ThreadId> several;
    for (const ValueId thread : threads) several.push_back(static_cast<ThreadId>(world.terms[thread].id));
    note_one_of(world, state, several);
  }
  join_last_of_several(world, state);
}

std::vector<ThreadId> joined_in_every_round(const std::vector<State>& ends, ValueId round) {
  std::vector<ThreadId> threads;
  if (ends.empty()) return threads;
  for (const State& end : ends) {
    for (const JoinMark& mark : end.joined) {
      if (mark.round == round) insert_sorted(threads, mark.thread);
    }
  }
  for (const State& end : ends) {
    std::erase_if(threads, [&](ThreadId thread) {
      const bool runs = std::ranges::find(end.running, thread, &Running::thread) != end.running.end();
      return runs && !has_mark(end, thread, round);
    });
  }
  return threads;
}

}  // namespace check
