// The units of one program put together: functions and variables by their keys, wherever they are defined.
//
// Thread safety: constant once it is made. It refers to the summaries, which must outlive it.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "tool/program/terms/ids.h"
#include "tool/program/world/effects.h"
#include "tool/program/world/flow.h"
#include "tool/unit_summary.h"

namespace check {

struct Function {
  const UnitSummary* unit = nullptr;
  const FunctionSummary* summary = nullptr;
  Flow flow;
  const std::vector<NameId>* names = nullptr;  ///< by Symbol of the unit
  std::unordered_set<BlockId> thread_loops;    ///< heads of the loops that start threads or wait for them
  bool handles_threads = false;                ///< itself or through what it calls
  bool depends_on_path = false;                ///< makes objects or threads, itself or through what it calls: two calls make two

  NameId name(Symbol symbol) const { return (*names)[static_cast<std::size_t>(symbol)]; }
  const std::string& text(Symbol symbol) const { return unit->text(symbol); }
};

struct Global {
  bool thread_local_storage = false;
  bool constant = false;
};

class Code {
 public:
  explicit Code(std::span<const UnitSummary> units);

  const Function& operator[](FunctionId id) const { return functions_[index_of(id)]; }
  std::size_t size() const { return functions_.size(); }
  /// Whether a call of the function may change the global variable.
  bool may_change(FunctionId function, NameId global) const { return effects_->may_change(function, global); }
  std::size_t blocks() const { return blocks_; }  ///< of all functions
  std::optional<FunctionId> find(NameId key) const;
  std::optional<FunctionId> find(std::string_view key) const;
  std::optional<FunctionId> override_of(NameId method, NameId dynamic_class) const;
  /// Every function that a call of `method` can enter.
  std::vector<FunctionId> overrides_of(NameId method) const;
  const Global& global(NameId key) const;
  NameId name(std::string_view text) const;  ///< REQUIRES: one of the hidden fields, or a key of a unit
  const std::string& text(NameId name) const { return *texts_[index_of(name)]; }

  /// Before main, in order.
  const std::vector<FunctionId>& initialisers() const { return initialisers_; }
  /// Where the program starts: main, or without it every function that others may call and nobody here does.
  std::vector<FunctionId> entries() const;

 private:
  NameId intern(const std::string& text);
  void add(const UnitSummary& unit);
  void find_traits();
  void find_thread_loops(Function& function);
  /// Gives the property to all functions that call one that has it.
  void spread(bool Function::* property);

  std::deque<Function> functions_;
  std::deque<std::vector<NameId>> names_by_unit_;
  std::unordered_map<std::string, NameId> names_;
  std::vector<const std::string*> texts_;
  std::unordered_map<NameId, FunctionId> by_key_;
  std::unordered_map<NameId, Global> globals_;
  std::unordered_map<NameId, std::unordered_map<NameId, NameId>> overrides_;  ///< method, class: function's key
  std::vector<FunctionId> initialisers_;
  std::size_t blocks_ = 0;
  std::optional<Effects> effects_;
};

}  // namespace check
