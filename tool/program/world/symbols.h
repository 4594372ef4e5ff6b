// Values that are not known but are one value: what a load answered, the number of a loop's round, which of its instances a
// thread is. Each has a key that is the same in every pass over the program, and what it may turn out to be.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "tool/program/terms/ids.h"
#include "tool/program/terms/interner.h"

namespace check {

enum class SymbolKind : std::uint8_t {
  kRound,     ///< of the loop with head `a` in the call at `path`: 0, 1, 2 ...
  kInstance,  ///< thread `a`: the round of the `b`th loop around its start
  kIdentity,  ///< thread `a`: which of its instances this is
  kMerged,    ///< at block `a`, of place (or register) `b`: what differs by the way that was taken
  kMergedRegister,
  kResult,     ///< of step `b` in block `a`
  kParameter,  ///< number `a` of a function that is analysed once for all its calls
  kWhich,      ///< index `b` of the target of pointer `a`
  kOneOf,      ///< to thread `a`: what symbol `b` of its starter was when it was started
  kStill,      ///< what place `a` holds while nobody writes it beside others: the same to all threads
  kCall,       ///< which call this is of a function that is analysed once for all its calls
};

struct SymbolKey {
  SymbolKind kind = SymbolKind::kResult;
  PathId path{};
  std::uint32_t a = 0;
  std::uint32_t b = 0;

  bool operator==(const SymbolKey&) const = default;
  std::size_t hash() const { return mix(mix(mix(static_cast<std::size_t>(kind), index_of(path)), a), b); }
};

/// A few values, ordered.
class ValueSet {
 public:
  /// True if it is new.
  bool insert(ValueId value);
  bool contains(ValueId value) const { return std::ranges::binary_search(values_, value); }
  bool empty() const { return values_.empty(); }
  std::size_t size() const { return values_.size(); }
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }

 private:
  std::vector<ValueId> values_;
};

/// What a symbol, or a place in memory, may hold: concrete values, and whether there is more that is not known.
struct Targets {
  ValueSet values;
  bool anything = false;

  bool add(ValueId value);
  bool add(const Targets& other);
};

class Symbols {
 public:
  SymbolId intern(const SymbolKey& key);
  const SymbolKey& operator[](SymbolId id) const { return keys_[id]; }
  const Targets& targets(SymbolId id) const { return targets_[index_of(id)]; }
  /// Adds what the symbol may be.
  void add(SymbolId id, const Targets& targets);
  /// Whether anything was added since the last call.
  bool take_changed();
  /// Forgets what symbols may be.
  void clear();

 private:
  Interner<SymbolId, SymbolKey> keys_;
  std::vector<Targets> targets_;
  bool changed_ = false;
};

}  // namespace check
