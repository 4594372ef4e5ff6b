#include "tool/program/world.h"

namespace check {

World::World(const Code& program)
    : code(program),
      memory(terms, objects),
      shared_field(program.name(kSharedField)),
      structure_field(program.name(kStructureField)),
      lock_field(program.name(kLockField)),
      phase_field(program.name(kPhaseField)),
      class_field(program.name(kClassField)) {}

Targets World::concrete(ValueId value) {
  Targets result;
  const ValueNode node = terms[value];
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
  const PlaceNode node = terms[root];
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
  tickets.flow(symbol, value);
  symbols.add(static_cast<SymbolId>(terms[symbol].id), concrete(value));
}

const Object* World::object_of(LocationId place) const {
  const PlaceNode& root = terms[terms.root(place)];
  return root.kind == PlaceKind::kObject ? &objects[static_cast<ObjectId>(root.id)] : nullptr;
}

bool World::is_shared_by_processes(LocationId place) const {
  while (terms[place].kind == PlaceKind::kField || terms[place].kind == PlaceKind::kElement) {
    if (terms[place].kind == PlaceKind::kField && static_cast<NameId>(terms[place].id) == shared_field) return true;
    place = terms[place].parent;
  }
  return false;
}

}  // namespace check
