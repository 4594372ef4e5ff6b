#include "tool/program/world/world.h"

namespace check {

PlaceList known_to_all(const Terms& terms, const PlaceList& places) {
  return places.only([&](LocationId place) { return !terms.has_atoms(place); });
}

World::World(const Code& program)
    : code(program),
      memory(terms, objects, threads),
      shared_field(program.name(kSharedField)),
      structure_field(program.name(kStructureField)),
      part_field(program.name(kPartField)),
      lock_field(program.name(kLockField)),
      lock_methods_field(program.name(kLockMethodsField)),
      phase_field(program.name(kPhaseField)),
      class_field(program.name(kClassField)) {}

Targets World::concrete(ValueId value) {
  Targets result;
  const ValueNode& node = terms[value];
  switch (node.kind) {
    case ValueKind::kSymbol: {
      result = symbols.targets(static_cast<SymbolId>(node.id));
      if (result.values.empty()) result.anything = true;
      break;
    }
    case ValueKind::kAddress: {
      for (const LocationId place : concrete(static_cast<LocationId>(node.id), result.anything)) result.add(terms.address(place));
      break;
    }
    case ValueKind::kSum: {
      result.anything = true;
      if (!terms.points(value)) break;
      const ValueId distance = terms.difference(value, node.operands[0]);
      for (const ValueId base : concrete(node.operands[0]).values) {
        if (terms.is(base, ValueKind::kAddress)) result.add(terms.sum(base, distance));
      }
      break;
    }
    case ValueKind::kUnknown:
    case ValueKind::kProduct:
    case ValueKind::kApply:
    case ValueKind::kOfRound:
    case ValueKind::kHole:
      result.anything = true;
      break;
    default:
      result.add(value);
      break;
  }
  return result;
}

std::vector<LocationId> World::concrete(LocationId place, bool& anywhere) {
  const LocationId root = terms.root(place);
  const PlaceNode& node = terms[root];
  if (node.kind == PlaceKind::kObject) return {place};
  std::vector<LocationId> places;
  const Targets pointers = concrete(node.value);
  anywhere = anywhere || pointers.anything;
  for (const ValueId pointer : pointers.values) {
    if (terms.is(pointer, ValueKind::kAddress)) {
      places.push_back(terms.rebase(place, root, static_cast<LocationId>(terms[pointer].id)));
    }
  }
  return places;
}

void World::flows_into(ValueId symbol, ValueId value) {
  if (symbol == value) return;
  // A negative number says that there is none.
  if (!terms.is(value, ValueKind::kNumber) || terms[value].number >= 0) tickets.flow(symbol, value);
  if (terms.is(value, ValueKind::kSymbol)) merged_from[symbol].insert(value);
  symbols.add(static_cast<SymbolId>(terms[symbol].id), concrete(value));
}

LocationId World::with_names(ValueId pointer, LocationId target) {
  std::uint32_t number = 0;
  const auto name = [&](ValueId value) {
    if (value != kUnknownValue) return value;
    return symbol({.kind = SymbolKind::kWhich, .a = static_cast<std::uint32_t>(pointer), .b = number++});
  };
  const auto rename = [&](const auto& self, LocationId place) -> LocationId {
    const PlaceNode& node = terms[place];
    switch (node.kind) {
      case PlaceKind::kObject: {
        std::vector<ValueId> instance;
        for (const ValueId which : node.instance) instance.push_back(name(which));
        return terms.object(static_cast<ObjectId>(node.id), std::move(instance));
      }
      case PlaceKind::kField:
        return terms.field(self(self, node.parent), static_cast<NameId>(node.id));
      case PlaceKind::kElement: {
        const LocationId parent = self(self, node.parent);
        return terms.element(parent, name(node.value));
      }
      case PlaceKind::kPointee:
        return place;
    }
    return place;
  };
  return rename(rename, target);
}

std::vector<ValueId> World::instance_of(ThreadId thread) {
  std::vector<ValueId> instance;
  for (std::uint32_t level = 1; level <= threads[thread].level; ++level) {
    const ThreadId ancestor = threads.ancestor(thread, level);
    instance.push_back(symbol({.kind = SymbolKind::kIdentity, .a = static_cast<std::uint32_t>(ancestor)}));
  }
  return instance;
}

const Object* World::object_of(LocationId place) const {
  const PlaceNode& root = terms[terms.root(place)];
  return root.kind == PlaceKind::kObject ? &objects[static_cast<ObjectId>(root.id)] : nullptr;
}

bool World::is_in_shared_call(PathId path) const {
  while (!paths[path].is_root && !paths[path].is_shared) path = paths[path].caller;
  return paths[path].is_shared;
}

bool World::is_shared_by_processes(LocationId place) const {
  while (terms[place].kind == PlaceKind::kField || terms[place].kind == PlaceKind::kElement) {
    if (terms[place].kind == PlaceKind::kField && static_cast<NameId>(terms[place].id) == shared_field) return true;
    place = terms[place].parent;
  }
  return false;
}

}  // namespace check
