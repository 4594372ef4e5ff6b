#include "tool/program/state/choosing.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace check {
namespace {

using Pairs = std::vector<std::pair<ValueId, ValueId>>;

bool is_part(const World& world, ValueId value) {
  return world.terms.is(value, ValueKind::kAddress) &&
         world.terms[static_cast<LocationId>(world.terms[value].id)].kind == PlaceKind::kField;
}

struct GivenDifferences {
  Pairs all;
  Pairs structures;  ///< of them: whether an optional has a value, how many elements a container has
};

/// What differs in variables that others were given the address of.
GivenDifferences given_differences(const World& world, const State& a, const State& b) {
  GivenDifferences differences;
  PersistentMap<LocationId, ValueId>::common(a.memory, b.memory, [&](LocationId place, ValueId first, ValueId second) {
    const Object* object = world.object_of(place);
    if (object == nullptr || object->kind != ObjectKind::kLocal) return first;
    differences.all.emplace_back(first, second);
    const PlaceNode& node = world.terms[place];
    const bool is_structure = node.kind == PlaceKind::kField && static_cast<NameId>(node.id) == world.structure_field;
    if (is_structure) differences.structures.emplace_back(first, second);
    return first;
  });
  return differences;
}

/// What differs in variables: those of the call, and those that others were given the address of.
Pairs differences_of(const World& world, const State& a, const State& b) {
  Pairs differences = given_differences(world, a, b).all;
  PersistentMap<LocationId, ValueId>::common(a.locals, b.locals, [&](LocationId, ValueId first, ValueId second) {
    differences.emplace_back(first, second);
    return first;
  });
  return differences;
}

/// What the variables of the call have on both ways.
std::set<ValueId> common_values(const State& a, const State& b) {
  std::set<ValueId> values;
  a.locals.for_each([&](LocationId place, ValueId value) {
    const ValueId* other = b.locals.find(place);
    if (other != nullptr && *other == value) values.insert(value);
  });
  return values;
}

/// One of the values, or the element that it is the index of.
bool is_one_of(const World& world, const std::set<ValueId>& values, ValueId value) {
  if (values.contains(value)) return true;
  if (!world.terms.is(value, ValueKind::kAddress)) return false;
  const PlaceNode& node = world.terms[static_cast<LocationId>(world.terms[value].id)];
  return node.kind == PlaceKind::kElement && values.contains(node.value);
}

}  // namespace

bool choose_differently(const World& world, const State& a, const State& b) {
  Pairs differences = differences_of(world, a, b);
  std::erase_if(differences, [&](const auto& pair) {
    return world.terms.is(pair.first, ValueKind::kNumber) || world.terms.is(pair.second, ValueKind::kNumber);
  });
  if (differences.empty()) return false;
  const std::set<ValueId> common = common_values(a, b);
  return std::ranges::any_of(differences, [&](const auto& pair) {
    return (is_part(world, pair.first) && is_part(world, pair.second)) ||
           (is_one_of(world, common, pair.first) && is_one_of(world, common, pair.second));
  });
}

bool return_differently(const World& world, const State& a, const State& b) {
  if (a.lasting.empty() || b.lasting.empty()) return false;
  const auto are_different_numbers = [&](ValueId first, ValueId second) {
    return first != second && world.terms.is(first, ValueKind::kNumber) && world.terms.is(second, ValueKind::kNumber);
  };
  const GivenDifferences given = given_differences(world, a, b);
  const bool differ =
      are_different_numbers(a.lasting.back(), b.lasting.back()) ||
      std::ranges::any_of(given.structures, [&](const auto& pair) { return are_different_numbers(pair.first, pair.second); });
  return differ && (a.taken != b.taken || !given.all.empty());
}

bool is_in_a_variable(const World& world, const State& state, ValueId value) {
  if (world.terms.is(value, ValueKind::kNumber)) return false;
  bool found = false;
  state.locals.for_each([&](LocationId, ValueId other) { found = found || other == value; });
  return found;
}

}  // namespace check
