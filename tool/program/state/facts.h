// What is known about values because of the branches that were taken: a symbol equals a number or differs from one, a comparison
// holds.
//
// Thread safety: a value type.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "tool/program/state/persistent_map.h"
#include "tool/program/terms/ids.h"
#include "tool/program/terms/terms.h"
#include "tool/program/world/symbols.h"

namespace check {

struct Fact {
  bool equal = true;  ///< else it differs
  std::int64_t number = 0;

  bool operator==(const Fact&) const = default;
};

class Facts {
 public:
  /// The condition with what is known put in: a number if it is decided.
  ValueId decide(Terms& terms, ValueId condition) const;
  /// Learns that the condition holds (or does not); false if that cannot be.
  bool assume(Terms& terms, const Symbols& symbols, ValueId condition, bool holds);
  bool assume_equal(Terms& terms, const Symbols& symbols, ValueId value, std::int64_t number, bool equal);
  /// Forgets what mentions `symbol`: it stands for a new value now.
  void forget(const Terms& terms, ValueId symbol);
  /// Forgets what mentions a symbol that `is_stale`.
  void forget_if(const Terms& terms, const std::function<bool(ValueId)>& is_stale);
  void clear() { known_ = {}; }
  /// Calls `visit` with each value that something is known of.
  void for_each(const std::function<void(ValueId)>& visit) const {
    known_.for_each([&](ValueId value, const Fact&) { visit(value); });
  }

  /// Differences that are not zero: of values that were compared and found to be different.
  std::vector<ValueId> differences(Terms& terms) const;

  static Facts common(const Facts& a, const Facts& b);
  friend bool operator==(const Facts&, const Facts&) = default;

 private:
  PersistentMap<ValueId, Fact> known_;
};

}  // namespace check
