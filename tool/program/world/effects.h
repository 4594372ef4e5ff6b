// Which global variables a call may change, as far as that can be told without following it: what a caller knows of the others
// stays known to it.
//
// Only variables are told of whose address goes nowhere: every use of it is a load, a store or an update of the whole variable.
//
// Thread safety: constant once it is made.
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "tool/program/terms/ids.h"

namespace check {

struct Function;

class Effects {
 public:
  /// `functions` by FunctionId; `by_key` finds the one that a name calls.
  Effects(const std::deque<Function>& functions, const std::unordered_map<NameId, FunctionId>& by_key);

  /// Whether a call of the function may change the variable, itself or through what it calls.
  bool may_change(FunctionId function, NameId global) const;

 private:
  using Bits = std::vector<std::uint64_t>;

  void number_globals(const std::deque<Function>& functions);
  void note_writes(const Function& function, Bits& written) const;
  /// The functions that each one calls; behind the last stands "whatever a pointer may call".
  static std::vector<std::vector<std::size_t>> callers_of(const std::deque<Function>& functions,
                                                          const std::unordered_map<NameId, FunctionId>& by_key);
  void spread(const std::vector<std::vector<std::size_t>>& callers);

  std::unordered_map<NameId, std::size_t> numbers_;  ///< of the variables that are told of
  std::vector<Bits> written_;                        ///< by function
};

}  // namespace check
