#include "tool/summary/emitter.h"

#include <string>
#include <utility>

namespace check {

Symbol SymbolTable::intern(std::string_view text) {
  if (text.empty()) return kNoSymbol;
  const auto [found, is_new] = symbols_.try_emplace(std::string(text), static_cast<Symbol>(unit_.symbols.size()));
  if (is_new) unit_.symbols.emplace_back(text);
  return found->second;
}

std::uint32_t Emitter::new_local(std::string_view name) {
  function_.locals.push_back({.name = symbols_.intern(name)});
  return static_cast<std::uint32_t>(function_.locals.size() - 1);
}

std::uint32_t Emitter::new_block() {
  function_.blocks.emplace_back();
  return static_cast<std::uint32_t>(function_.blocks.size() - 1);
}

void Emitter::jump(std::uint32_t to) { function_.blocks[block_].edges.push_back({.to = to}); }

void Emitter::branch(Reg condition, std::uint32_t to, std::uint32_t otherwise) {
  function_.blocks[block_].condition = condition;
  jump(to);
  jump(otherwise);
}

Step& Emitter::emit(Op op, std::vector<Reg> inputs, const Mark& mark, bool answers) {
  Step& step = function_.blocks[block_].steps.emplace_back();
  step.op = op;
  step.inputs = std::move(inputs);
  step.text = mark.text;
  step.line = mark.line;
  step.column = mark.column;
  if (answers) step.result = static_cast<Reg>(function_.registers++);
  return step;
}

Reg Emitter::number(std::int64_t value) {
  Step& step = emit(Op::kNumber, {}, {}, true);
  step.number = value;
  return step.result;
}

Reg Emitter::unknown() { return emit(Op::kUnknown, {}, {}, true).result; }

Reg Emitter::function(Symbol key) {
  Step& step = emit(Op::kFunction, {}, {}, true);
  step.symbol = key;
  return step.result;
}

Reg Emitter::global(Symbol key) {
  Step& step = emit(Op::kGlobal, {}, {}, true);
  step.symbol = key;
  return step.result;
}

Reg Emitter::local(std::uint32_t slot) {
  Step& step = emit(Op::kLocal, {}, {}, true);
  step.number = slot;
  return step.result;
}

void Emitter::variable(std::uint32_t slot) { emit(Op::kVariable, {}, {}, false).number = slot; }

Reg Emitter::field(Reg base, std::string_view name) {
  const Symbol symbol = symbols_.intern(name);
  Step& step = emit(Op::kField, {base}, {}, true);
  step.symbol = symbol;
  return step.result;
}

Reg Emitter::container(Reg member, std::string_view name) {
  Step& step = emit(Op::kContainer, {member}, {}, true);
  step.symbol = symbols_.intern(name);
  return step.result;
}

Reg Emitter::element(Reg base, Reg index) { return emit(Op::kElement, {base, index}, {}, true).result; }

Reg Emitter::first_element(Reg base) { return emit(Op::kDecay, {base}, {}, true).result; }

Reg Emitter::any_element(Reg base) { return emit(Op::kElement, {base}, {}, true).result; }

Reg Emitter::allocate(const Mark& mark) { return emit(Op::kAllocate, {}, mark, true).result; }

Reg Emitter::load(Reg address, AccessMode access, const Mark& mark) {
  Step& step = emit(Op::kLoad, {address}, mark, true);
  step.access = access;
  return step.result;
}

void Emitter::store(Reg address, Reg value, AccessMode access, const Mark& mark) {
  emit(Op::kStore, {address, value}, mark, false).access = access;
}

Reg Emitter::update(Reg address, Operation operation, Reg operand, bool answers_old, AccessMode access, const Mark& mark) {
  Step& step = emit(Op::kUpdate, {address, operand}, mark, true);
  step.operation = operation;
  step.number = answers_old ? 1 : 0;
  step.access = access;
  return step.result;
}

void Emitter::touch(Reg address, AccessKind kind, const Mark& mark) {
  Step& step = emit(Op::kTouch, {address}, mark, false);
  step.number = static_cast<std::int64_t>(kind);
  step.access = AccessMode::kPlain;
}

void Emitter::copy(Reg to, Reg from) { emit(Op::kCopy, {to, from}, {}, false); }

void Emitter::move(Reg to, Reg from) { emit(Op::kCopy, {to, from}, {}, false).number = 1; }

void Emitter::forget(Reg address) { emit(Op::kForget, {address}, {}, false); }

Reg Emitter::apply(Operation operation, std::initializer_list<Reg> inputs) {
  Step& step = emit(Op::kApply, inputs, {}, true);
  step.operation = operation;
  return step.result;
}

Reg Emitter::select(Reg condition, Reg yes, Reg no, bool is_pointer) {
  Step& step = emit(Op::kSelect, {condition, yes, no}, {}, true);
  step.number = is_pointer ? 1 : 0;
  return step.result;
}

Reg Emitter::bind(Op op, std::vector<Reg> inputs, Symbol symbol) {
  Step& step = emit(op, std::move(inputs), {}, true);
  step.symbol = symbol;
  return step.result;
}

Reg Emitter::call(Op op, Symbol callee, std::vector<Reg> inputs, const Mark& mark) {
  Step& step = emit(op, std::move(inputs), mark, true);
  step.symbol = callee;
  return step.result;
}

Reg Emitter::library(Model model, std::vector<Reg> inputs, const Mark& mark, std::int64_t number, MemoryOrder order) {
  Step& step = emit(Op::kLibrary, std::move(inputs), mark, true);
  step.model = model;
  step.number = number;
  step.order = order;
  return step.result;
}

void Emitter::give_back(Reg value, const Mark& mark) {
  std::vector<Reg> inputs;
  if (value != kNoReg) inputs.push_back(value);
  emit(Op::kReturn, std::move(inputs), mark, false);
}

}  // namespace check
