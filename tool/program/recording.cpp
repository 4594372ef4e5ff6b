// Which accesses are recorded, and as what.
#include <algorithm>

#include "tool/program/step_runner.h"

namespace check {
namespace {

/// What one access by a pointer is taken to reach, at most.
constexpr std::size_t kMostPlaces = 24;

/// The target of a pointer, as one definite place: what is not known of it has a name that the whole access shares.
LocationId with_names(World& world, ValueId pointer, LocationId target) {
  std::uint32_t number = 0;
  const auto name = [&](ValueId value) {
    if (value != kUnknownValue) return value;
    return world.symbol({.kind = SymbolKind::kWhich, .a = static_cast<std::uint32_t>(pointer), .b = number++});
  };
  const auto rename = [&](const auto& self, LocationId place) -> LocationId {
    const PlaceNode node = world.terms[place];
    switch (node.kind) {
      case PlaceKind::kObject: {
        std::vector<ValueId> instance;
        for (const ValueId which : node.instance) instance.push_back(name(which));
        return world.terms.object(static_cast<ObjectId>(node.id), std::move(instance));
      }
      case PlaceKind::kField:
        return world.terms.field(self(self, node.parent), static_cast<NameId>(node.id));
      case PlaceKind::kElement: {
        const LocationId parent = self(self, node.parent);
        return world.terms.element(parent, name(node.value));
      }
      case PlaceKind::kPointee:
        return place;
    }
    return place;
  };
  return rename(rename, target);
}

std::vector<LocationId> targets_of(World& world, LocationId pointee, bool& anywhere) {
  std::vector<LocationId> places;
  const ValueId pointer = world.terms[pointee].value;
  const Targets targets = world.concrete(pointer);
  anywhere = anywhere || targets.anything;
  for (const ValueId target : targets.values) {
    if (world.terms.is(target, ValueKind::kAddress)) {
      places.push_back(with_names(world, pointer, static_cast<LocationId>(world.terms[target].id)));
    }
  }
  return places;
}

}  // namespace

void StepRunner::record(LocationId place, AccessKind kind, bool atomic) {
  // Alone in the program: whatever comes later comes after.
  if (state().self == kMainThread && state().running.empty()) return;
  if (is_own_local(place)) return;
  const LocationId root = world_.terms.root(place);
  if (world_.terms[root].kind == PlaceKind::kObject) {
    record_concrete(place, root, root, kind, atomic);
    return;
  }
  bool anywhere = false;
  const std::vector<LocationId> targets = targets_of(world_, root, anywhere);
  for (std::size_t i = 0; i < targets.size() && i < kMostPlaces; ++i) {
    record_concrete(world_.terms.rebase(place, root, targets[i]), root, targets[i], kind, atomic);
  }
}

/// `place` was reached from `written_root`, which is taken to be `actual_root`.
void StepRunner::record_concrete(LocationId place, LocationId written_root, LocationId actual_root, AccessKind kind,
                                 bool atomic) {
  const LocationId root = world_.terms.root(place);
  const Object& object = *world_.object_of(root);
  if (object.own_to_thread || contains_sorted(state().fresh, root)) return;
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
  const Company company{.running = state().running,
                        .over = state().over,
                        .joined = state().joined,
                        .seen = state().seen,
                        .noticed = state().noticed,
                        .posted = state().posted,
                        .unset = unset_flags(),
                        .phases = phases()};
  world_.log.record({.place = place,
                     .kind = kind,
                     .atomic = atomic,
                     .site = world_.sites.intern(site()),
                     .thread = state().self,
                     .locks = world_.log.intern(locks),
                     .company = world_.log.intern(company)},
                    path_at(frame_, block_));
}

}  // namespace check
