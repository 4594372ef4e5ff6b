#include "tool/program/world/symbols.h"

#include <utility>

namespace check {
namespace {

/// More are not told apart.
constexpr std::size_t kMostTargets = 48;

}  // namespace

bool ValueSet::insert(ValueId value) {
  const auto place = std::ranges::lower_bound(values_, value);
  if (place != values_.end() && *place == value) return false;
  values_.insert(place, value);
  return true;
}

bool Targets::add(ValueId value) {
  if (value == kUnknownValue || values.size() >= kMostTargets) {
    if (values.contains(value)) return false;
    return !std::exchange(anything, true);
  }
  return values.insert(value);
}

bool Targets::add(const Targets& other) {
  bool changed = false;
  for (const ValueId value : other.values) changed = add(value) || changed;
  if (other.anything) changed = !std::exchange(anything, true) || changed;
  return changed;
}

SymbolId Symbols::intern(const SymbolKey& key) {
  const SymbolId id = keys_.intern(key);
  if (index_of(id) == targets_.size()) targets_.emplace_back();
  return id;
}

void Symbols::add(SymbolId id, const Targets& targets) { changed_ = targets_[index_of(id)].add(targets) || changed_; }

void Symbols::clear() {
  for (Targets& targets : targets_) targets = {};
}

bool Symbols::take_changed() { return std::exchange(changed_, false); }

}  // namespace check
