#include "tool/program/world/memory.h"

#include <algorithm>
#include <utility>

namespace check {
namespace {

/// Elements with higher numbers are not told apart.
constexpr std::int64_t kMostElements = 64;
/// Of one place: values, each by one thread, that are told apart; of later ones it is not known which they are.
constexpr std::size_t kMostWrites = 128;

template <class Replace>
LocationId with_indices(Terms& terms, LocationId place, const Replace& replace) {
  const PlaceNode& node = terms[place];
  switch (node.kind) {
    case PlaceKind::kObject:
      return terms.object(static_cast<ObjectId>(node.id), std::vector<ValueId>(node.instance.size(), kUnknownValue));
    case PlaceKind::kPointee:
      return place;
    case PlaceKind::kField:
      return terms.field(with_indices(terms, node.parent, replace), static_cast<NameId>(node.id));
    case PlaceKind::kElement:
      return terms.element(with_indices(terms, node.parent, replace), replace(node.value));
  }
  return place;
}

/// The place is some element of an array, not one with a known number.
bool is_some_element(const Terms& terms, LocationId place) {
  for (; terms[place].kind == PlaceKind::kField || terms[place].kind == PlaceKind::kElement; place = terms[place].parent) {
    if (terms[place].kind == PlaceKind::kElement && !terms.is(terms[place].value, ValueKind::kNumber)) return true;
  }
  return false;
}

/// Whether the place is in an array of variables or of objects that were made. Memory that is allocated or mapped is an array
/// itself.
bool is_in_array(const Terms& terms, const Objects& objects, LocationId place) {
  const auto is_memory = [&](LocationId whole) {
    if (terms[whole].kind == PlaceKind::kObject) return true;
    const PlaceNode& around = terms[terms[whole].parent];
    return around.kind == PlaceKind::kObject && objects[static_cast<ObjectId>(around.id)].kind == ObjectKind::kAllocated;
  };
  for (; terms[place].kind == PlaceKind::kField || terms[place].kind == PlaceKind::kElement; place = terms[place].parent) {
    if (terms[place].kind == PlaceKind::kElement && !is_memory(terms[place].parent)) return true;
  }
  return false;
}

}  // namespace

LocationId without_indices(Terms& terms, LocationId place) { return terms.without_indices(place); }

std::vector<ValueId> indices_of(const Terms& terms, LocationId place) {
  std::vector<ValueId> reversed;
  while (terms[place].kind == PlaceKind::kField || terms[place].kind == PlaceKind::kElement) {
    if (terms[place].kind == PlaceKind::kElement) reversed.push_back(terms[place].value);
    place = terms[place].parent;
  }
  std::vector<ValueId> indices = terms[place].instance;
  indices.insert(indices.end(), reversed.rbegin(), reversed.rend());
  return indices;
}

/// With those indices only that have a cell of their own.
LocationId Memory::place_of_cell(LocationId place) {
  const auto [known, is_new] = places_of_cells_.try_emplace(place, place);
  if (!is_new) return known->second;
  return known->second = with_indices(terms_, place, [&](ValueId index) {
           const ValueNode& node = terms_[index];
           return node.kind == ValueKind::kNumber && node.number >= 0 && node.number < kMostElements ? index : kUnknownValue;
         });
}

Memory::Cell& Memory::cell(LocationId place) {
  const LocationId exact = place_of_cell(place);
  std::vector<Cell>& cells = cells_[without_indices(terms_, place)];
  const auto found = std::ranges::find(cells, exact, &Cell::place);
  if (found != cells.end()) return *found;
  changed_ = true;
  places_by_object_[terms_[terms_.root(exact)].id].push_back(exact);
  return cells.emplace_back(
      Cell{.place = exact, .targets = {}, .initial = {}, .writers = {}, .writes = {}, .initialised = false});
}

/// The value as a function of the indices of its place. Other threads and other rounds of a loop know nothing else of it.
ValueId Memory::generalised(ValueId value, const std::vector<ValueId>& indices) const {
  if (!terms_.has_atoms(value)) return value;
  return terms_.rewrite(value, [&](ValueId atom) {
    const ValueNode& node = terms_[atom];
    if (node.kind != ValueKind::kSymbol) return kUnknownValue;
    if (is_one_number(atom)) return atom;
    for (std::size_t i = 0; i < indices.size(); ++i) {
      const ValueId distance = terms_.difference(indices[i], atom);
      if (terms_.is(distance, ValueKind::kNumber)) return terms_.difference(terms_.hole(static_cast<std::uint32_t>(i)), distance);
    }
    return kUnknownValue;
  });
}

/// Only one instance of one thread uses it, to which all that names it means the same.
bool Memory::is_own_to_thread(LocationId place) const {
  const PlaceNode& root = terms_[terms_.root(place)];
  if (root.kind != PlaceKind::kObject || !objects_[static_cast<ObjectId>(root.id)].own_to_thread) return false;
  while (terms_[place].kind == PlaceKind::kField) place = terms_[place].parent;
  return terms_[place].kind != PlaceKind::kElement;
}

/// Closures hold addresses, too.
void Memory::note_lent(ValueId value) {
  const ValueNode& node = terms_[value];
  for (const ValueId operand : node.operands) note_lent(operand);
  if (node.kind != ValueKind::kAddress) return;
  const PlaceNode& root = terms_[terms_.root(static_cast<LocationId>(node.id))];
  if (root.kind == PlaceKind::kObject) changed_ = lent_.insert(static_cast<ObjectId>(root.id)).second || changed_;
}

void Memory::write(LocationId place, ValueId value, ThreadId by, const std::vector<Running>& beside) {
  note_lent(value);
  Cell& written = cell(place);
  ValueId held = is_own_to_thread(place) ? value : generalised(value, indices_of(terms_, place));
  changed_ = written.targets.add(held) || changed_;
  if (written.writes.size() >= kMostWrites) held = kUnknownValue;
  const bool others_run = by != kMainThread || !beside.empty();
  const auto is_known = [&](const Write& write) { return write.by == by && write.value == held; };
  auto known = std::ranges::find_if(written.writes, is_known);
  if (known == written.writes.end()) known = written.writes.insert(known, {.by = by, .value = held, .beside = {}});
  for (const Running& other : beside) changed_ = known->beside.insert(other.thread).second || changed_;
  if (!others_run) changed_ = written.initial.add(held) || changed_;
  if (others_run && std::ranges::find(written.writers, by) == written.writers.end()) {
    written.writers.push_back(by);
    changed_ = true;
  }
}

void Memory::begin(LocationId place, ValueId value) {
  note_lent(value);
  Cell& written = cell(place);
  const ValueId held = is_own_to_thread(place) ? value : generalised(value, indices_of(terms_, place));
  changed_ = written.targets.add(held) || changed_;
  changed_ = written.initial.add(held) || changed_;
}

void Memory::initialise(LocationId place, ValueId value) {
  note_lent(value);
  Cell& written = cell(place);
  written.initialised = true;
  const ValueId held = generalised(value, indices_of(terms_, place));
  changed_ = written.targets.add(held) || changed_;
  written.initial.add(held);
}

/// REQUIRES: without their indices they are the same.
bool Memory::may_be_same(LocationId a, LocationId b) const {
  const auto differ = [this](ValueId first, ValueId second) {
    return first != second && terms_.is(first, ValueKind::kNumber) && terms_.is(second, ValueKind::kNumber);
  };
  while (a != b && (terms_[a].kind == PlaceKind::kField || terms_[a].kind == PlaceKind::kElement)) {
    if (terms_[a].kind == PlaceKind::kElement && differ(terms_[a].value, terms_[b].value)) return false;
    a = terms_[a].parent;
    b = terms_[b].parent;
  }
  return std::ranges::equal(terms_[a].instance, terms_[b].instance,
                            [&](ValueId first, ValueId second) { return !differ(first, second); });
}

void Memory::note_zeros(LocationId place, ThreadId by) {
  changed_ = zeros_[without_indices(terms_, place)].insert(by).second || changed_;
}

/// Who filled the place, or what it lies in, with zeros; nullptr if nobody did.
const std::set<ThreadId>* Memory::who_zeroed(LocationId place) const {
  while (true) {
    const auto known = zeros_.find(without_indices(terms_, place));
    if (known != zeros_.end()) return &known->second;
    if (terms_[place].kind != PlaceKind::kField && terms_[place].kind != PlaceKind::kElement) return nullptr;
    place = terms_[place].parent;
  }
}

/// It was filled with zeros, and not only by those who write something else there: what they write may not be there yet.
bool Memory::was_zero_to_writers(LocationId place) const {
  const std::set<ThreadId>* by = who_zeroed(place);
  return by != nullptr && std::ranges::any_of(writes_to(place), [&](const Write* write) { return !by->contains(write->by); });
}

Targets Memory::read(LocationId place) const {
  Targets result;
  const auto cells = cells_.find(without_indices(terms_, place));
  const std::vector<ValueId> indices = indices_of(terms_, place);
  const bool is_own = is_own_to_thread(place);
  bool initialised = false;
  bool has_begun = false;
  bool is_beside_numbered = is_some_element(terms_, place);  // only elements with a known number were set up
  if (cells != cells_.end()) {
    for (const Cell& cell : cells->second) {
      if (!may_be_same(cell.place, place)) continue;
      initialised = initialised || cell.initialised;
      const bool begins = !cell.initial.values.empty() || cell.initial.anything;
      has_begun = has_begun || begins;
      is_beside_numbered = is_beside_numbered && !(begins && is_some_element(terms_, cell.place));
      for (const ValueId value : cell.targets.values) {
        result.add(is_own || !terms_.has_atoms(value) ? value : terms_.rewrite(value, [&](ValueId atom) {
          const ValueNode& node = terms_[atom];
          if (is_one_number(atom)) return atom;
          return node.kind == ValueKind::kHole && node.id < indices.size() ? indices[node.id] : kUnknownValue;
        }));
      }
      result.anything = result.anything || cell.targets.anything;
    }
  }
  const PlaceNode& root = terms_[terms_.root(place)];
  const bool is_global = root.kind == PlaceKind::kObject && objects_[static_cast<ObjectId>(root.id)].kind == ObjectKind::kGlobal;
  // Nobody has written it before the threads: elements of arrays begin empty.
  const bool is_empty =
      !result.values.empty() && ((has_begun && is_beside_numbered) || (!has_begun && is_in_array(terms_, objects_, place)));
  const bool is_zero = !zeros_.empty() && !has_begun && was_zero_to_writers(place);
  if (!initialised && (is_global || is_empty || is_zero)) result.add(terms_.number(0));
  return result;
}

Targets Memory::initial(LocationId place) const {
  Targets result;
  bool initialised = false;
  const auto cells = cells_.find(without_indices(terms_, place));
  if (cells != cells_.end()) {
    for (const Cell& cell : cells->second) {
      if (!may_be_same(cell.place, place)) continue;
      initialised = initialised || cell.initialised;
      result.add(cell.initial);
    }
  }
  const std::vector<const Write*> writes = writes_to(place);
  for (const Write* write : writes) {
    if (comes_first(*write, writes)) result.add(write->value);
  }
  const PlaceNode& root = terms_[terms_.root(place)];
  const bool is_global = root.kind == PlaceKind::kObject && objects_[static_cast<ObjectId>(root.id)].kind == ObjectKind::kGlobal;
  const bool is_zero = result.values.empty() && !result.anything && who_zeroed(place) != nullptr;
  if (!initialised && (is_global || is_zero)) result.add(terms_.number(0));
  return result;
}

template <class IsOne>
bool Memory::is_written_by(LocationId place, const IsOne& is_one) const {
  const auto cells = cells_.find(without_indices(terms_, place));
  if (cells == cells_.end()) return false;
  return std::ranges::any_of(cells->second, [&](const Cell& cell) {
    return may_be_same(cell.place, place) && std::ranges::any_of(cell.writers, is_one);
  });
}

bool Memory::changes_under(ThreadId self, bool has_instances, LocationId place) const {
  return is_written_by(place, [&](ThreadId writer) { return writer != self || has_instances; });
}

bool Memory::is_still(LocationId place) const {
  return !is_written_by(place, [](ThreadId) { return true; });
}

bool Memory::may_change_now(ThreadId self, bool has_instances, LocationId place, const std::vector<Running>& beside) const {
  return is_written_by(place, [&](ThreadId writer) {
    if (writer == self || !threads_.is_within(writer, self)) return writer != self || has_instances;
    return std::ranges::any_of(beside, [&](const Running& other) { return threads_.is_within(writer, other.thread); });
  });
}

std::vector<const Memory::Write*> Memory::writes_to(LocationId place) const {
  std::vector<const Write*> writes;
  const auto cells = cells_.find(without_indices(terms_, place));
  if (cells == cells_.end()) return writes;
  for (const Cell& cell : cells->second) {
    if (!may_be_same(cell.place, place)) continue;
    for (const Write& write : cell.writes) writes.push_back(&write);
  }
  return writes;
}

/// Others write, too, and all of them are started later.
bool Memory::comes_first(const Write& write, const std::vector<const Write*>& all) const {
  const auto is_by_another = [&](const Write* other) { return other->by != write.by; };
  return std::ranges::any_of(all, is_by_another) && std::ranges::all_of(all, [&](const Write* other) {
           return !is_by_another(other) || (threads_.is_within(other->by, write.by) && !write.beside.contains(other->by));
         });
}

bool Memory::changes_after_start(ThreadId thread, bool has_instances, LocationId place) const {
  return std::ranges::any_of(writes_to(place), [&](const Write* write) {
    if (write->by == thread) return has_instances;
    return !threads_.is_within(thread, write->by) || write->beside.contains(thread);
  });
}

std::vector<LocationId> Memory::places_inside(LocationId whole) const {
  std::vector<LocationId> places;
  const auto known = places_by_object_.find(terms_[terms_.root(whole)].id);
  if (known == places_by_object_.end()) return places;
  const auto exact = [&](ValueId index) { return terms_.is(index, ValueKind::kNumber) ? index : kUnknownValue; };
  const LocationId generalised_whole = with_indices(terms_, whole, exact);
  for (const LocationId place : known->second) {
    if (terms_.is_inside(place, generalised_whole)) places.push_back(terms_.rebase(place, generalised_whole, whole));
  }
  return places;
}

void Memory::clear() {
  cells_.clear();
  zeros_.clear();
  places_by_object_.clear();
  computed_once_.clear();
}

bool Memory::take_changed() { return std::exchange(changed_, false); }

}  // namespace check
