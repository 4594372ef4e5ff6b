// Terms rewritten and looked through.
#include <algorithm>
#include <utility>

#include "tool/program/terms/terms.h"

namespace check {

ValueId Terms::rewrite(ValueId value, const Replacement& replace) {
  const ValueNode& node = values_[value];
  switch (node.kind) {
    case ValueKind::kSymbol:
    case ValueKind::kHole:
      return replace(value);
    case ValueKind::kAddress:
      return address(rewrite(static_cast<LocationId>(node.id), replace));
    case ValueKind::kSum: {
      ValueId result = number(node.number);
      for (std::size_t i = 0; i < node.operands.size(); ++i) {
        result = sum(result, scaled(rewrite(node.operands[i], replace), node.factors[i]));
      }
      return result;
    }
    case ValueKind::kProduct: {
      ValueId result = number(1);
      for (const ValueId operand : node.operands) result = product(result, rewrite(operand, replace));
      return result;
    }
    case ValueKind::kApply:
      if (node.operands.size() == 2) {
        const ValueId first = rewrite(node.operands[0], replace);
        return apply(static_cast<Operation>(node.id), first, rewrite(node.operands[1], replace));
      }
      return kUnknownValue;
    case ValueKind::kOfRound: {
      const auto symbol = static_cast<SymbolId>(node.id);
      return of_round(symbol, rewrite(node.operands[0], replace));
    }
    case ValueKind::kClosure:
    case ValueKind::kTask:
    case ValueKind::kThread: {
      ValueNode copy = node;
      for (ValueId& operand : copy.operands) operand = rewrite(operand, replace);
      return values_.intern(copy);
    }
    default:
      return value;
  }
}

LocationId Terms::rewrite(LocationId place, const Replacement& replace) {
  if (is_fixed_[index_of(place)]) return place;
  const PlaceNode& node = places_[place];
  switch (node.kind) {
    case PlaceKind::kObject: {
      std::vector<ValueId> instance = node.instance;
      for (ValueId& which : instance) which = rewrite(which, replace);
      return object(static_cast<ObjectId>(node.id), std::move(instance));
    }
    case PlaceKind::kPointee: {
      const ValueId pointer = rewrite(node.value, replace);
      return points(pointer) ? target(pointer) : pointee(pointer);
    }
    case PlaceKind::kField:
      return field(rewrite(node.parent, replace), static_cast<NameId>(node.id));
    case PlaceKind::kElement: {
      const LocationId parent = rewrite(node.parent, replace);
      const ValueId index = rewrite(node.value, replace);
      const bool root_moved = places_[node.parent].kind == PlaceKind::kPointee && places_[parent].kind != PlaceKind::kPointee;
      return root_moved ? advance(parent, index) : element(parent, index);
    }
  }
  return place;
}

LocationId Terms::rebase(LocationId place, LocationId root, LocationId new_root) {
  if (place == root) return new_root;
  const PlaceNode& node = places_[place];
  const LocationId parent = rebase(node.parent, root, new_root);
  if (node.kind == PlaceKind::kField) return field(parent, static_cast<NameId>(node.id));
  // Elements of what a pointer points to continue from where the pointer stands.
  const bool at_pointer = node.parent == root && places_[root].kind == PlaceKind::kPointee;
  return at_pointer ? advance(parent, node.value) : element(parent, node.value);
}

bool Terms::is_definite(ValueId value) const {
  const ValueNode& node = values_[value];
  if (node.kind == ValueKind::kUnknown || node.kind == ValueKind::kHole) return false;
  if (node.kind == ValueKind::kAddress) return is_definite(static_cast<LocationId>(node.id));
  return std::ranges::all_of(node.operands, [&](ValueId operand) { return is_definite(operand); });
}

bool Terms::is_definite(LocationId place) const {
  while (true) {
    const PlaceNode& node = places_[place];
    if (!std::ranges::all_of(node.instance, [&](ValueId which) { return is_definite(which); })) return false;
    if (node.kind == PlaceKind::kElement && !is_definite(node.value)) return false;
    if (node.kind != PlaceKind::kField && node.kind != PlaceKind::kElement) return true;
    place = node.parent;
  }
}

}  // namespace check
