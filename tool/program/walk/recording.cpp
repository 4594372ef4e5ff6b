// Which accesses are recorded, and as what.
#include <algorithm>
#include <set>

#include "tool/program/state/taken.h"
#include "tool/program/walk/step_runner.h"

namespace check {
namespace {

/// A pointer that may lead to more objects is not known well enough to say anything of what it reaches.
constexpr std::size_t kMostPlaces = 8;

std::vector<LocationId> targets_of(World& world, LocationId pointee, bool& anywhere) {
  std::vector<LocationId> places;
  const ValueId pointer = world.terms[pointee].value;
  const Targets targets = world.concrete(pointer);
  anywhere = anywhere || targets.anything;
  for (const ValueId target : targets.values) {
    if (!world.terms.is(target, ValueKind::kAddress)) continue;
    const auto place = static_cast<LocationId>(world.terms[target].id);
    if (world.object_of(place) != nullptr) {
      places.push_back(world.with_names(pointer, place));
    } else {
      anywhere = true;  // inside of what another pointer leads to, of which nothing is known
    }
  }
  return places;
}

}  // namespace

/// The pointer, or one on the way to where it was read, is one of those that calls stored for this one.
bool StepRunner::is_guessed(ValueId pointer, std::set<ValueId>& visited) const {
  constexpr std::size_t kMostSteps = 16;
  if (!interpreter_.has_guesses() || visited.size() > kMostSteps || !visited.insert(pointer).second) return false;
  if (interpreter_.is_guess(pointer)) return true;
  if (const auto origin = world_.loaded_from.find(pointer); origin != world_.loaded_from.end()) {
    const PlaceNode& root = world_.terms[world_.terms.root(origin->second)];
    return root.kind == PlaceKind::kPointee && is_guessed(root.value, visited);
  }
  const auto merged = world_.merged_from.find(pointer);
  return merged != world_.merged_from.end() &&
         std::ranges::any_of(merged->second, [&](ValueId source) { return is_guessed(source, visited); });
}

void StepRunner::record(LocationId place, AccessKind kind, bool atomic) {
  if (kind == AccessKind::kRead && !state().over.empty()) note_look(place);
  // Alone in the program: whatever comes later comes after.
  if (is_alone(state()) || is_own_local(place) || interpreter_.is_exhausted()) return;
  const bool is_guess = interpreter_.is_guessing(frame_.path);
  // What runs beside one of its calls is not what runs beside the one that prepares the program.
  if (is_guess && state().self == kMainThread && interpreter_.was_called_alone(frame_.id)) return;
  const LocationId root = world_.terms.root(place);
  // A pointer that was followed is not null.
  if (const PlaceNode node = world_.terms[root];
      node.kind == PlaceKind::kPointee && world_.terms.is(node.value, ValueKind::kSymbol))
    state().facts.assume_equal(world_.terms, world_.symbols, node.value, 0, false);
  if (world_.terms[root].kind == PlaceKind::kObject) {
    record_concrete(place, root, root, kind, atomic);
    return;
  }
  std::set<ValueId> visited;
  if (is_guess || is_guessed(world_.terms[root].value, visited)) return;
  bool anywhere = false;
  const std::vector<LocationId> targets = targets_of(world_, root, anywhere);
  std::set<std::uint32_t> objects;
  for (const LocationId target : targets) objects.insert(world_.terms[world_.terms.root(target)].id);
  if (objects.size() > kMostPlaces) return;
  for (const LocationId target : targets) {
    const LocationId actual = inside_own_owner(world_.terms[root].value, target);
    record_concrete(world_.terms.rebase(place, root, actual), root, actual, kind, atomic);
  }
}

/// `place` was reached from `written_root`, which is taken to be `actual_root`.
void StepRunner::record_concrete(LocationId place, LocationId written_root, LocationId actual_root, AccessKind kind,
                                 bool atomic) {
  const LocationId root = world_.terms.root(place);
  const Object& object = *world_.object_of(root);
  const bool is_own = object.own_to_thread && !world_.shared_thread_locals.contains(static_cast<ObjectId>(world_.terms[root].id));
  const bool is_leaked = world_.leaked.contains(static_cast<ObjectId>(world_.terms[root].id));
  if (is_own || (contains_sorted(state().fresh, root) && !is_leaked)) return;
  if (object.kind == ObjectKind::kLocal && !object.reachable) return;
  if (object.kind == ObjectKind::kGlobal && world_.code.global(object.key).constant) return;
  Lockset locks = guarding_locks(written_root);
  locks.rename([&](LocationId lock) -> std::optional<LocationId> {
    const LocationId lock_root = world_.terms.root(lock);
    if (world_.terms[lock_root].kind == PlaceKind::kObject) return lock;
    if (lock_root == written_root) return world_.terms.rebase(lock, lock_root, actual_root);
    bool anywhere = false;
    const std::vector<LocationId> targets = targets_of(world_, lock_root, anywhere);
    if (targets.size() != 1 || anywhere) return std::nullopt;
    return world_.terms.rebase(lock, lock_root, targets[0]);
  });
  locks = with_owners_locks(std::move(locks), written_root, actual_root);
  Company company{.running = state().running,
                  .over = state().over,
                  .joined = state().joined,
                  .order = order_towards(written_root, actual_root),
                  .unset = unset_flags(),
                  .phases = phases(),
                  .nonzero = unequal_indices(),
                  .kept_in = {},
                  .found_in = {}};
  note_keepers(written_root, company);
  company.through = exchanged_pointer(written_root);
  world_.log.record({.place = place,
                     .kind = kind,
                     .atomic = atomic,
                     .site = world_.sites.intern(site()),
                     .thread = state().self,
                     .locks = world_.log.intern(locks),
                     .company = world_.log.intern(company)},
                    path_at(frame_, block_));
}

/// The variable that the value was read from, or is known to be in: one definite place.
std::optional<LocationId> StepRunner::origin_of(ValueId pointer) {
  if (!world_.terms.is(pointer, ValueKind::kSymbol)) return std::nullopt;
  std::optional<LocationId> origin;
  const SymbolKey& key = world_.key_of(pointer);
  if (const auto loaded = world_.loaded_from.find(pointer); loaded != world_.loaded_from.end()) origin = loaded->second;
  if (key.kind == SymbolKind::kMerged) origin = static_cast<LocationId>(key.b);
  if (key.kind == SymbolKind::kStill) origin = static_cast<LocationId>(key.a);
  if (!origin) return std::nullopt;
  bool anywhere = false;
  const std::vector<LocationId> places = world_.concrete(*origin, anywhere);
  return places.size() == 1 && world_.terms.is_definite(places[0]) ? std::optional(places[0]) : std::nullopt;
}

/// Whether pointers are exchanged, or get their values elsewhere.
void StepRunner::note_exchange(LocationId place, ValueId value) {
  const auto is_address = [&](ValueId target) { return world_.terms.is(target, ValueKind::kAddress); };
  const bool is_pointer = is_address(value) || (world_.terms.is(value, ValueKind::kSymbol) &&
                                                std::ranges::any_of(world_.concrete(value).values, is_address));
  if (!is_pointer) return;
  bool anywhere = false;
  const std::vector<LocationId> places = world_.concrete(place, anywhere);
  if (places.size() != 1 || is_own_local(places[0]) || !world_.terms.is_definite(places[0])) return;
  const std::optional<LocationId> origin = origin_of(value);
  if (origin == places[0]) return;
  Exchange& exchange = world_.exchanges[places[0]];
  const Exchange::By by = {path_at(frame_, block_), site()};
  exchange.from.erase(by);
  exchange.others.erase(by);
  if (!origin || is_own_local(*origin)) {
    exchange.others[by] = value;
    return;
  }
  exchange.from[by] = *origin;
  world_.has_learned_sharing = world_.has_learned_sharing || !exchange.is_exchange;
  exchange.is_exchange = true;
}

/// The pointer, one of those that are exchanged, through which the object was reached.
std::optional<LocationId> StepRunner::exchanged_pointer(LocationId root) {
  constexpr int kMostSteps = 4;
  for (int step = 0; step < kMostSteps && world_.terms[root].kind == PlaceKind::kPointee; ++step) {
    const ValueId pointer = world_.terms[root].value;
    const std::optional<LocationId> origin = origin_of(pointer);
    const auto found = origin ? world_.exchanges.find(*origin) : world_.exchanges.end();
    if (found != world_.exchanges.end() && found->second.is_exchange) return origin;
    const auto loaded = world_.loaded_from.find(pointer);
    if (loaded == world_.loaded_from.end()) return std::nullopt;
    root = world_.terms.root(loaded->second);
  }
  return std::nullopt;
}

/// Where the accessed object stands besides, or where it was found.
void StepRunner::note_keepers(LocationId root, Company& company) {
  if (world_.keepers.empty() || world_.terms[root].kind != PlaceKind::kPointee) return;
  std::set<ValueId> visited;
  if (const Taken* taken = taken_with(world_, state(), root)) {
    company.kept_in = taken->kept_in;
  } else {
    note_found_in(world_.terms[root].value, company.found_in, visited);
  }
}

/// The keepers that the pointer was loaded from, or that lead to where it was.
void StepRunner::note_found_in(ValueId pointer, std::vector<LocationId>& keepers, std::set<ValueId>& visited) {
  constexpr std::size_t kMostSteps = 32;
  if (visited.size() > kMostSteps || !visited.insert(pointer).second) return;
  if (const auto origin = world_.loaded_from.find(pointer); origin != world_.loaded_from.end()) {
    const LocationId place = origin->second;
    for (const LocationId family : families_of(place)) {
      if (world_.keepers.contains(family)) insert_sorted(keepers, family);
    }
    const PlaceNode root = world_.terms[world_.terms.root(place)];
    if (root.kind == PlaceKind::kPointee) note_found_in(root.value, keepers, visited);
  }
  const auto merged = world_.merged_from.find(pointer);
  if (merged == world_.merged_from.end()) return;
  for (const ValueId source : merged->second) note_found_in(source, keepers, visited);
}

/// Of numbers that change with the rounds of a loop.
std::vector<ValueId> StepRunner::unequal_indices() {
  std::vector<ValueId> unequal;
  for (const ValueId difference : state().facts.differences(world_.terms)) {
    const bool counts = world_.terms.any_atom(difference, [&](ValueId atom) {
      return world_.terms.is(atom, ValueKind::kSymbol) && world_.key_of(atom).kind == SymbolKind::kRound;
    });
    if (counts) insert_sorted(unequal, difference);
  }
  return unequal;
}

/// What the thread knows, with places in the accessed object named as the object is.
Order StepRunner::order_towards(LocationId written_root, LocationId actual_root) {
  Order order = state().order;
  order.waited.clear();  // what comes of it is in `finished`
  order.unfenced.clear();
  order.hearing.clear();
  const auto rename = [&](LocationId place) {
    const LocationId root = world_.terms.root(place);
    return root == written_root ? world_.terms.rebase(place, root, actual_root) : place;
  };
  order.seen.rename(rename);
  for (auto* places : {&order.claims, &order.raised, &order.tested}) {
    for (LocationId& place : *places) place = rename(place);
    std::ranges::sort(*places);
  }
  for (Heard& heard : order.heard) heard.signal = rename(heard.signal);
  std::ranges::sort(order.heard);
  for (Finish& finish : order.finished) finish.counter = rename(finish.counter);
  std::ranges::sort(order.finished);
  return order;
}

}  // namespace check
