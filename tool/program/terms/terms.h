// Values and places in memory as terms: equal terms are one id, so that "the same" is one comparison.
//
// A value is a number, an address, a function, a thread, a symbol (one value that is not known), a sum of products of symbols, or
// an operation on those. A place is an object, or what a symbol points to, and then fields and elements. An object that is made
// again and again (in a loop, by each of several threads) is an array of objects; its `instance` says which one.
//
// Thread safety: none; one analysis is one thread.
// Invariants:
//   1. A sum has two terms or more, or one with a factor; its terms are ordered by id, and none has factor 0.
//   2. The index of an element may be kUnknownValue: any element.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

#include "tool/program/terms/ids.h"
#include "tool/program/terms/interner.h"
#include "tool/unit_summary.h"

namespace check {

enum class ValueKind : std::uint8_t {
  kUnknown,
  kNumber,    ///< number
  kAddress,   ///< of place `id`
  kFunction,  ///< function `id`
  kClosure,   ///< operands: a function or closure, then its first arguments
  kTask,      ///< operands: the state that is posted, the callable
  kThread,    ///< thread `id`; operands: which of its instances
  kSymbol,    ///< symbol `id`
  kSum,       ///< number + factors[i] * operands[i]
  kProduct,   ///< of symbols
  kApply,     ///< operation `id` on operands
  kOfRound,   ///< what symbol `id` is in round operands[0] of the loop that computes it
  kClass,     ///< class with the name `id`
  kEvery,     ///< all indices at once
  kHole,      ///< in stored values: index number `id` of the place that holds it
};

struct ValueNode {
  ValueKind kind = ValueKind::kUnknown;
  std::uint32_t id = 0;
  std::int64_t number = 0;
  std::vector<ValueId> operands = {};
  std::vector<std::int64_t> factors = {};

  bool operator==(const ValueNode&) const = default;
  std::size_t hash() const;
};

enum class PlaceKind : std::uint8_t {
  kObject,   ///< object `id`, instance
  kPointee,  ///< what `value` points to
  kField,    ///< field with the name `id` of `parent`
  kElement,  ///< element `value` of `parent`
};

struct PlaceNode {
  PlaceKind kind = PlaceKind::kObject;
  std::uint32_t id = 0;
  LocationId parent{};
  ValueId value{};
  std::vector<ValueId> instance = {};

  bool operator==(const PlaceNode&) const = default;
  std::size_t hash() const;
};

class Terms {
 public:
  Terms();

  const ValueNode& operator[](ValueId value) const { return values_[value]; }
  const PlaceNode& operator[](LocationId place) const { return places_[place]; }

  ValueId number(std::int64_t value);
  ValueId address(LocationId place);
  ValueId function(FunctionId function);
  ValueId closure(std::vector<ValueId> parts);
  ValueId task(ValueId state, ValueId callable);
  ValueId thread(ThreadId thread, std::vector<ValueId> instance);
  ValueId symbol(SymbolId symbol);
  ValueId dynamic_class(NameId name);
  ValueId hole(std::uint32_t index);
  /// As the index of a lock that is held: all of them are.
  ValueId every_index() { return values_.intern({.kind = ValueKind::kEvery}); }
  /// Some number below `round`, or up to it: which instances of a thread that is started in each round may be alive.
  ValueId below(ValueId round) { return opaque_range(Operation::kLess, round); }
  ValueId up_to(ValueId round) { return opaque_range(Operation::kLessEqual, round); }
  /// What the symbol is in this round of the loop that computes it.
  ValueId of_round(SymbolId symbol, ValueId round);
  /// At the end of each round the symbol becomes `next`, in which hole 0 stands for the round. True if that is news.
  bool set_next(SymbolId symbol, ValueId next);
  ValueId sum(ValueId a, ValueId b);
  ValueId product(ValueId a, ValueId b);
  ValueId scaled(ValueId value, std::int64_t factor);
  ValueId difference(ValueId a, ValueId b) { return sum(a, scaled(b, -1)); }
  /// Computed as far as it is known.
  ValueId apply(Operation operation, ValueId a, ValueId b);

  LocationId object(ObjectId object, std::vector<ValueId> instance);
  LocationId pointee(ValueId pointer);
  LocationId field(LocationId parent, NameId name);
  LocationId element(LocationId parent, ValueId index);
  /// The element `distance` after the one at `place`.
  LocationId advance(LocationId place, ValueId distance);

  bool is(ValueId value, ValueKind kind) const { return values_[value].kind == kind; }
  bool is_number(ValueId value, std::int64_t number) const;
  LocationId root(LocationId place) const { return roots_[index_of(place)]; }
  bool is_inside(LocationId place, LocationId whole) const;
  /// The place an address leads to; symbols lead to their pointee. REQUIRES: points(value).
  LocationId target(ValueId value);
  bool points(ValueId value) const;

  /// `replace` says for each symbol (and hole) what stands for it; it answers the same id to leave it.
  using Replacement = std::function<ValueId(ValueId)>;
  ValueId rewrite(ValueId value, const Replacement& replace);
  LocationId rewrite(LocationId place, const Replacement& replace);
  /// The same, with another root: `place` lies in `root`, and its path continues from `new_root`.
  LocationId rebase(LocationId place, LocationId root, LocationId new_root);

  /// Calls `visit` for each symbol and hole in the term.
  void visit_atoms(auto term, const std::function<void(ValueId)>& visit) const {
    any_atom(term, [&](ValueId atom) {
      visit(atom);
      return false;
    });
  }
  /// Whether `is_one` holds for one of them.
  template <class IsOne>
  bool any_atom(ValueId value, const IsOne& is_one) const;
  template <class IsOne>
  bool any_atom(LocationId place, const IsOne& is_one) const;
  bool has_atoms(auto term) const {
    return any_atom(term, [](ValueId) { return true; });
  }
  bool mentions(auto term, ValueId atom) const {
    return any_atom(term, [&](ValueId other) { return other == atom; });
  }

  /// Whether the term names one thing, without "any of them".
  bool is_definite(ValueId value) const;
  bool is_definite(LocationId place) const;

  /// The same with all indices and instances unknown: elements of one array have it in common.
  LocationId without_indices(LocationId place);

  std::size_t size() const { return values_.size() + places_.size(); }

 private:
  static constexpr LocationId kNowhere{~std::uint32_t{0}};

  LocationId intern(const PlaceNode& node);
  bool is_fixed(ValueId value) const;
  ValueId make_sum(std::int64_t constant, std::vector<std::pair<ValueId, std::int64_t>> terms);
  ValueId compare(Operation operation, ValueId a, ValueId b);
  ValueId negate(ValueId condition);
  ValueId opaque_range(Operation operation, ValueId round);
  ValueId opaque(Operation operation, std::vector<ValueId> operands);

  Interner<ValueId, ValueNode> values_;
  Interner<LocationId, PlaceNode> places_;
  std::unordered_map<SymbolId, ValueId> next_;
  std::vector<LocationId> roots_;            ///< by place
  std::vector<bool> is_fixed_;               ///< by place: in an object, without symbols or holes on the way
  std::vector<LocationId> without_indices_;  ///< by place; kNowhere until somebody asks
};

template <class IsOne>
bool Terms::any_atom(ValueId value, const IsOne& is_one) const {
  const ValueNode& node = values_[value];
  if (node.kind == ValueKind::kSymbol || node.kind == ValueKind::kHole) return is_one(value);
  if (node.kind == ValueKind::kAddress) return any_atom(static_cast<LocationId>(node.id), is_one);
  return std::ranges::any_of(node.operands, [&](ValueId operand) { return any_atom(operand, is_one); });
}

template <class IsOne>
bool Terms::any_atom(LocationId place, const IsOne& is_one) const {
  while (!is_fixed_[index_of(place)]) {
    const PlaceNode& node = places_[place];
    if (std::ranges::any_of(node.instance, [&](ValueId which) { return any_atom(which, is_one); })) return true;
    const bool has_value = node.kind == PlaceKind::kPointee || node.kind == PlaceKind::kElement;
    if (has_value && any_atom(node.value, is_one)) return true;
    if (node.kind != PlaceKind::kField && node.kind != PlaceKind::kElement) return false;
    place = node.parent;
  }
  return false;
}

/// The operation that holds exactly when `operation` does not; kNone if there is no such comparison.
Operation opposite(Operation operation);

}  // namespace check
