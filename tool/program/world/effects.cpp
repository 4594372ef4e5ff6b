#include "tool/program/world/effects.h"

#include <set>

#include "tool/program/world/code.h"

namespace check {
namespace {

constexpr std::size_t kBits = 64;

bool uses_the_variable(const Step& step, std::size_t input) {
  return input == 0 && (step.op == Op::kLoad || step.op == Op::kStore || step.op == Op::kUpdate || step.op == Op::kTouch);
}

template <class Visit>
void for_each_step(const Function& function, const Visit& visit) {
  for (const Block& block : function.summary->blocks) {
    for (const Step& step : block.steps) visit(step);
  }
}

/// By register: the variable whose address it holds.
std::unordered_map<Reg, NameId> addresses_in(const Function& function) {
  std::unordered_map<Reg, NameId> addresses;
  for_each_step(function, [&](const Step& step) {
    if (step.op == Op::kGlobal) addresses.emplace(step.result, function.name(step.symbol));
  });
  return addresses;
}

/// Calls somebody whom its steps do not name.
bool calls_by_pointer(const Step& step) {
  return step.op == Op::kCallPointer || step.op == Op::kCallVirtual || step.op == Op::kLibrary;
}

}  // namespace

Effects::Effects(const std::deque<Function>& functions, const std::unordered_map<NameId, FunctionId>& by_key) {
  number_globals(functions);
  const std::size_t words = numbers_.size() / kBits + 1;
  written_.assign(functions.size() + 1, Bits(words, 0));
  for (std::size_t i = 0; i < functions.size(); ++i) note_writes(functions[i], written_[i]);
  spread(callers_of(functions, by_key));
}

bool Effects::may_change(FunctionId function, NameId global) const {
  const auto number = numbers_.find(global);
  if (number == numbers_.end()) return true;
  return ((written_[index_of(function)][number->second / kBits] >> (number->second % kBits)) & 1) != 0;
}

void Effects::number_globals(const std::deque<Function>& functions) {
  std::set<NameId> used;
  std::set<NameId> lent;
  for (const Function& function : functions) {
    const auto addresses = addresses_in(function);
    for_each_step(function, [&](const Step& step) {
      for (std::size_t i = 0; i < step.inputs.size(); ++i) {
        const auto address = addresses.find(step.inputs[i]);
        if (address != addresses.end()) (uses_the_variable(step, i) ? used : lent).insert(address->second);
      }
    });
  }
  for (const NameId global : used) {
    if (!lent.contains(global)) numbers_.emplace(global, numbers_.size());
  }
}

void Effects::note_writes(const Function& function, Bits& written) const {
  const auto addresses = addresses_in(function);
  for_each_step(function, [&](const Step& step) {
    if (step.op != Op::kStore && step.op != Op::kUpdate) return;
    const auto address = addresses.find(step.inputs[0]);
    const auto number = address == addresses.end() ? numbers_.end() : numbers_.find(address->second);
    if (number != numbers_.end()) written[number->second / kBits] |= std::uint64_t{1} << (number->second % kBits);
  });
}

std::vector<std::vector<std::size_t>> Effects::callers_of(const std::deque<Function>& functions,
                                                          const std::unordered_map<NameId, FunctionId>& by_key) {
  const std::size_t whatever = functions.size();
  std::vector<std::vector<std::size_t>> callers(functions.size() + 1);
  for (std::size_t i = 0; i < functions.size(); ++i) {
    for_each_step(functions[i], [&](const Step& step) {
      if (calls_by_pointer(step)) callers[whatever].push_back(i);
      if (step.op != Op::kCall && step.op != Op::kFunction) return;
      const auto callee = by_key.find(functions[i].name(step.symbol));
      // Whose address is taken is called by whoever calls by pointer.
      if (callee != by_key.end()) callers[index_of(callee->second)].push_back(step.op == Op::kCall ? i : whatever);
    });
  }
  return callers;
}

void Effects::spread(const std::vector<std::vector<std::size_t>>& callers) {
  std::vector<std::size_t> waiting;
  for (std::size_t i = 0; i < callers.size(); ++i) waiting.push_back(i);
  while (!waiting.empty()) {
    const std::size_t next = waiting.back();
    waiting.pop_back();
    for (const std::size_t caller : callers[next]) {
      bool is_news = false;
      for (std::size_t word = 0; word < written_[next].size(); ++word) {
        const std::uint64_t together = written_[caller][word] | written_[next][word];
        is_news = is_news || together != written_[caller][word];
        written_[caller][word] = together;
      }
      if (is_news) waiting.push_back(caller);
    }
  }
}

}  // namespace check
