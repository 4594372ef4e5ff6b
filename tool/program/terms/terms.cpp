#include "tool/program/terms/terms.h"

#include <utility>

namespace check {

std::size_t ValueNode::hash() const {
  std::size_t seed = mix(mix(static_cast<std::size_t>(kind), id), static_cast<std::size_t>(number));
  for (const ValueId operand : operands) seed = mix(seed, index_of(operand));
  for (const std::int64_t factor : factors) seed = mix(seed, static_cast<std::size_t>(factor));
  return seed;
}

std::size_t PlaceNode::hash() const {
  std::size_t seed = mix(mix(mix(static_cast<std::size_t>(kind), id), index_of(parent)), index_of(value));
  for (const ValueId which : instance) seed = mix(seed, index_of(which));
  return seed;
}

Terms::Terms() {
  values_.intern({});  // kUnknownValue is id 0
}

ValueId Terms::number(std::int64_t value) { return values_.intern({.kind = ValueKind::kNumber, .number = value}); }

ValueId Terms::address(LocationId place) {
  // The address of what a symbol points to is the symbol.
  const PlaceNode& node = places_[place];
  if (node.kind == PlaceKind::kPointee) return node.value;
  return values_.intern({.kind = ValueKind::kAddress, .id = static_cast<std::uint32_t>(place)});
}

ValueId Terms::function(FunctionId function) {
  return values_.intern({.kind = ValueKind::kFunction, .id = static_cast<std::uint32_t>(function)});
}

ValueId Terms::closure(std::vector<ValueId> parts) {
  if (parts.size() == 1) return parts[0];
  return values_.intern({.kind = ValueKind::kClosure, .operands = std::move(parts)});
}

ValueId Terms::task(ValueId state, ValueId callable) {
  return values_.intern({.kind = ValueKind::kTask, .operands = {state, callable}});
}

ValueId Terms::thread(ThreadId thread, std::vector<ValueId> instance) {
  return values_.intern({.kind = ValueKind::kThread, .id = static_cast<std::uint32_t>(thread), .operands = std::move(instance)});
}

ValueId Terms::symbol(SymbolId symbol) {
  return values_.intern({.kind = ValueKind::kSymbol, .id = static_cast<std::uint32_t>(symbol)});
}

ValueId Terms::dynamic_class(NameId name) {
  return values_.intern({.kind = ValueKind::kClass, .id = static_cast<std::uint32_t>(name)});
}

ValueId Terms::hole(std::uint32_t index) { return values_.intern({.kind = ValueKind::kHole, .id = index}); }

ValueId Terms::opaque_range(Operation operation, ValueId round) {
  return values_.intern({.kind = ValueKind::kApply, .id = static_cast<std::uint32_t>(operation), .operands = {round}});
}

LocationId Terms::intern(const PlaceNode& node) {
  const LocationId id = places_.intern(node);
  if (index_of(id) < roots_.size()) return id;
  const bool is_part = node.kind == PlaceKind::kField || node.kind == PlaceKind::kElement;
  roots_.push_back(is_part ? root(node.parent) : id);
  const bool begins_fixed = is_part ? is_fixed_[index_of(node.parent)] : node.kind == PlaceKind::kObject;
  const bool has_fixed_index = node.kind != PlaceKind::kElement || is_fixed(node.value);
  const auto is_fixed_value = [this](ValueId which) { return is_fixed(which); };
  is_fixed_.push_back(begins_fixed && has_fixed_index && std::ranges::all_of(node.instance, is_fixed_value));
  without_indices_.push_back(kNowhere);
  return id;
}

/// Of the values that indices have.
bool Terms::is_fixed(ValueId value) const {
  const ValueKind kind = values_[value].kind;
  return kind == ValueKind::kUnknown || kind == ValueKind::kNumber || kind == ValueKind::kEvery;
}

LocationId Terms::object(ObjectId object, std::vector<ValueId> instance) {
  return intern({.kind = PlaceKind::kObject, .id = static_cast<std::uint32_t>(object), .instance = std::move(instance)});
}

LocationId Terms::pointee(ValueId pointer) { return intern({.kind = PlaceKind::kPointee, .value = pointer}); }

LocationId Terms::field(LocationId parent, NameId name) {
  return intern({.kind = PlaceKind::kField, .id = static_cast<std::uint32_t>(name), .parent = parent});
}

LocationId Terms::element(LocationId parent, ValueId index) {
  return intern({.kind = PlaceKind::kElement, .parent = parent, .value = index});
}

LocationId Terms::advance(LocationId place, ValueId distance) {
  const PlaceNode& node = places_[place];
  if (node.kind == PlaceKind::kElement) return element(node.parent, sum(node.value, distance));
  return is_number(distance, 0) ? place : element(place, distance);
}

LocationId Terms::without_indices(LocationId place) {
  if (without_indices_[index_of(place)] != kNowhere) return without_indices_[index_of(place)];
  const PlaceNode& node = places_[place];
  LocationId bare = place;
  if (node.kind == PlaceKind::kObject)
    bare = object(static_cast<ObjectId>(node.id), std::vector<ValueId>(node.instance.size(), kUnknownValue));
  if (node.kind == PlaceKind::kField) bare = field(without_indices(node.parent), static_cast<NameId>(node.id));
  if (node.kind == PlaceKind::kElement) bare = element(without_indices(node.parent), kUnknownValue);
  without_indices_[index_of(place)] = bare;
  return bare;
}

bool Terms::is_number(ValueId value, std::int64_t number) const {
  const ValueNode& node = values_[value];
  return node.kind == ValueKind::kNumber && node.number == number;
}

bool Terms::is_inside(LocationId place, LocationId whole) const {
  while (place != whole) {
    const PlaceNode& node = places_[place];
    if (node.kind != PlaceKind::kField && node.kind != PlaceKind::kElement) return false;
    place = node.parent;
  }
  return true;
}

bool Terms::points(ValueId value) const {
  const ValueNode& node = values_[value];
  if (node.kind == ValueKind::kAddress || node.kind == ValueKind::kSymbol) return true;
  return node.kind == ValueKind::kSum && !node.operands.empty() && node.factors[0] == 1 &&
         values_[node.operands[0]].kind == ValueKind::kSymbol;
}

LocationId Terms::target(ValueId value) {
  const ValueNode& node = values_[value];
  if (node.kind == ValueKind::kAddress) return static_cast<LocationId>(node.id);
  if (node.kind == ValueKind::kSymbol) return pointee(value);
  // A pointer that is a symbol, and a distance.
  const ValueId pointer = node.operands[0];
  return element(pointee(pointer), difference(value, pointer));
}

}  // namespace check
