#include "tool/program/world/code.h"

#include <algorithm>
#include <set>

namespace check {
namespace {

bool makes_something(const FunctionSummary& function) {
  for (const Local& local : function.locals) {
    if (local.address_taken) return true;
  }
  for (const Block& block : function.blocks) {
    for (const Step& step : block.steps) {
      if (step.op == Op::kAllocate || step.op == Op::kCallPointer || step.op == Op::kCallVirtual) return true;
      if (step.op == Op::kLibrary &&
          (step.model == Model::kStart || step.model == Model::kRunTasks || step.model == Model::kStartTasks ||
           step.model == Model::kFork || step.model == Model::kOnce || step.model == Model::kMapShared)) {
        return true;
      }
    }
  }
  return false;
}

bool handles_a_thread(const Step& step) {
  return step.op == Op::kLibrary && step.model >= Model::kStart && step.model <= Model::kStartTasks;
}

}  // namespace

Code::Code(std::span<const UnitSummary> units) {
  for (const char* hidden :
       {"", kSharedField, kElementsField, kStructureField, kPartField, kLockField, kLockMethodsField, kPhaseField, kClassField})
    intern(hidden);
  for (const UnitSummary& unit : units) add(unit);
  find_traits();
  effects_.emplace(functions_, by_key_);
}

NameId Code::intern(const std::string& text) {
  const auto [found, is_new] = names_.try_emplace(text, static_cast<NameId>(texts_.size()));
  if (is_new) texts_.push_back(&found->first);
  return found->second;
}

void Code::add(const UnitSummary& unit) {
  std::vector<NameId>& names = names_by_unit_.emplace_back();
  for (const std::string& symbol : unit.symbols) names.push_back(intern(symbol));
  const auto name = [&](Symbol symbol) { return names[static_cast<std::size_t>(symbol)]; };
  for (const FunctionSummary& summary : unit.functions) {
    const auto id = static_cast<FunctionId>(functions_.size());
    if (!by_key_.try_emplace(name(summary.key), id).second) continue;  // an inline function that several units know
    blocks_ += summary.blocks.size();
    functions_.push_back({.unit = &unit, .summary = &summary, .flow = find_flow(summary), .names = &names, .thread_loops = {}});
  }
  for (const GlobalSummary& global : unit.globals) {
    Global& known = globals_[name(global.key)];
    known.thread_local_storage = known.thread_local_storage || global.thread_local_storage;
    known.constant = known.constant || global.constant;
  }
  for (const OverrideSummary& entry : unit.overrides)
    overrides_[name(entry.method)][name(entry.dynamic_class)] = name(entry.function);
  for (const Symbol key : unit.initialisers) {
    if (const auto function = find(name(key))) initialisers_.push_back(*function);
  }
}

void Code::find_traits() {
  for (Function& function : functions_) {
    function.depends_on_path = makes_something(*function.summary);
    for (const Block& block : function.summary->blocks) {
      function.handles_threads = function.handles_threads || std::ranges::any_of(block.steps, handles_a_thread);
    }
  }
  spread(&Function::depends_on_path);
  spread(&Function::handles_threads);
  for (Function& function : functions_) find_thread_loops(function);
}

void Code::spread(bool Function::* property) {
  std::vector<std::vector<std::size_t>> callers(functions_.size());
  std::vector<std::size_t> waiting;
  for (std::size_t i = 0; i < functions_.size(); ++i) {
    for (const Block& block : functions_[i].summary->blocks) {
      for (const Step& step : block.steps) {
        if (step.op != Op::kCall) continue;
        if (const auto callee = find(functions_[i].name(step.symbol))) callers[index_of(*callee)].push_back(i);
      }
    }
    if (functions_[i].*property) waiting.push_back(i);
  }
  while (!waiting.empty()) {
    const std::size_t next = waiting.back();
    waiting.pop_back();
    for (const std::size_t caller : callers[next]) {
      if (functions_[caller].*property) continue;
      functions_[caller].*property = true;
      waiting.push_back(caller);
    }
  }
}

void Code::find_thread_loops(Function& function) {
  for (BlockId block = 0; block < function.summary->blocks.size(); ++block) {
    const bool handles = std::ranges::any_of(function.summary->blocks[block].steps, [&](const Step& step) {
      if (handles_a_thread(step)) return true;
      const auto callee = step.op == Op::kCall ? find(function.name(step.symbol)) : std::nullopt;
      return callee && functions_[index_of(*callee)].handles_threads;
    });
    if (!handles) continue;
    for (const BlockId head : function.flow.loops_around[block]) function.thread_loops.insert(head);
  }
}

std::optional<FunctionId> Code::find(NameId key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<FunctionId> Code::find(std::string_view key) const {
  const auto found = names_.find(std::string(key));
  return found == names_.end() ? std::nullopt : find(found->second);
}

std::optional<FunctionId> Code::override_of(NameId method, NameId dynamic_class) const {
  const auto by_class = overrides_.find(method);
  if (by_class == overrides_.end()) return find(method);
  const auto function = by_class->second.find(dynamic_class);
  return function == by_class->second.end() ? find(method) : find(function->second);
}

std::vector<FunctionId> Code::overrides_of(NameId method) const {
  std::set<FunctionId> functions;
  if (const auto own = find(method)) functions.insert(*own);
  if (const auto by_class = overrides_.find(method); by_class != overrides_.end()) {
    for (const auto& [dynamic_class, key] : by_class->second) {
      if (const auto function = find(key)) functions.insert(*function);
    }
  }
  return {functions.begin(), functions.end()};
}

const Global& Code::global(NameId key) const {
  static const Global unknown;
  const auto found = globals_.find(key);
  return found == globals_.end() ? unknown : found->second;
}

NameId Code::name(std::string_view text) const { return names_.at(std::string(text)); }

std::vector<FunctionId> Code::entries() const {
  if (const auto main = find("main")) return {*main};
  std::unordered_set<NameId> mentioned;
  for (const Function& function : functions_) {
    for (const Block& block : function.summary->blocks) {
      for (const Step& step : block.steps) {
        const bool mentions = step.op == Op::kCall || step.op == Op::kFunction;
        if (mentions && function.name(step.symbol) != function.name(function.summary->key))
          mentioned.insert(function.name(step.symbol));
      }
    }
  }
  std::vector<FunctionId> result;
  for (std::size_t i = 0; i < functions_.size(); ++i) {
    const Function& function = functions_[i];
    const bool starts = function.summary->callable_from_outside && !mentioned.contains(function.name(function.summary->key));
    if (starts) result.push_back(static_cast<FunctionId>(i));
  }
  return result;
}

}  // namespace check
