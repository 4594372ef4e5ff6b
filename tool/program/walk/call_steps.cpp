// Steps that call functions of the program.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "tool/program/walk/lock_wrappers.h"
#include "tool/program/walk/step_runner.h"

namespace check {
namespace {

/// What a pointer is taken to call, at most.
constexpr std::size_t kMostCallees = 24;

/// What a lambda does, or an object that is called like a function: its first argument is the object itself.
bool is_call_operator(const Function& function) {
  const std::string& name = function.text(function.summary->name);
  return name == "lambda" || name.starts_with("lambda in ") || name.ends_with("operator()");
}

}  // namespace

/// The way goes on from each exit. None: it ends here.
void StepRunner::take_exits(std::vector<Exit> exits) {
  if (exits.empty()) return die();
  for (std::size_t i = 1; i < exits.size(); ++i) split(exits[i].value, std::move(exits[i].state));
  state() = std::move(exits[0].state);
  answer(exits[0].value);
}

void StepRunner::enter(const std::vector<FunctionId>& callees, const std::vector<ValueId>& arguments) {
  std::vector<Exit> exits;
  for (const FunctionId callee : callees) {
    for (Exit& exit : interpreter_.call(callee, arguments, state(), frame_, block_, way_->next)) exits.push_back(std::move(exit));
  }
  // What a call answers without being followed is still one value.
  const ValueId symbol = new_symbol();
  for (Exit& exit : exits) {
    if (exit.value == kUnknownValue) exit.value = symbol;
  }
  take_exits(std::move(exits));
}

void StepRunner::run_call() {
  const auto callee = world_.code.find(frame_.function->name(step_->symbol));
  if (!callee) return answer(new_symbol());
  std::vector<ValueId> arguments = inputs_from(0);
  for (ValueId& argument : arguments) argument = state().facts.decide(world_.terms, argument);
  enter({*callee}, arguments);
}

void StepRunner::run_virtual_call() {
  const NameId method = frame_.function->name(step_->symbol);
  std::vector<FunctionId> callees;
  if (world_.terms.points(input(0))) {
    const ValueId held = load(world_.terms.field(world_.terms.target(input(0)), world_.class_field));
    for (const ValueId known : world_.concrete(held).values) {
      if (!world_.terms.is(known, ValueKind::kClass)) continue;
      const auto function = world_.code.override_of(method, static_cast<NameId>(world_.terms[known].id));
      if (function && std::ranges::find(callees, *function) == callees.end()) callees.push_back(*function);
    }
  }
  if (callees.empty()) callees = world_.code.overrides_of(method);
  if (callees.empty()) return answer(new_symbol());
  enter(callees, inputs_from(0));
}

std::vector<StepRunner::Callee> StepRunner::callees_of(ValueId callable) {
  std::vector<Callee> callees;
  const ValueNode& node = world_.terms[callable];
  switch (node.kind) {
    case ValueKind::kFunction:
      return {{.function = static_cast<FunctionId>(node.id), .bound = {}}};
    case ValueKind::kClosure:
      callees = callees_of(node.operands[0]);
      for (Callee& callee : callees) callee.bound.insert(callee.bound.end(), node.operands.begin() + 1, node.operands.end());
      return callees;
    case ValueKind::kTask:
      callees = callees_of(node.operands[1]);
      for (Callee& callee : callees) callee.task = node.operands[0];
      return callees;
    case ValueKind::kSymbol:
      for (const ValueId target : world_.concrete(callable).values) {
        if (world_.terms.is(target, ValueKind::kSymbol) || callees.size() >= kMostCallees) continue;
        for (Callee& callee : callees_of(target)) callees.push_back(std::move(callee));
      }
      return callees;
    default:
      return callees;
  }
}

void StepRunner::call_value(ValueId callable, std::vector<ValueId> arguments) {
  std::vector<Callee> callees = callees_of(callable);
  if (callees.empty()) return answer(new_symbol());
  std::vector<FunctionId> all;
  for (const Callee& callee : callees) all.push_back(callee.function);
  std::erase_if(callees, [&](const Callee& callee) { return is_switched_off(world_.code, callee.function, all); });
  std::vector<Exit> exits;
  const bool is_taken = world_.terms.is(callable, ValueKind::kSymbol) && is_taken_out(callable);
  for (const Callee& callee : callees) {
    std::vector<ValueId> all = callee.bound;
    State entry = state();
    std::vector<LocationId> alone;
    for (const std::size_t which : is_taken ? own_arguments(callee) : std::vector<std::size_t>()) {
      // The taker's own, by one name here and in what it calls.
      const auto named = world_.with_names(callable, static_cast<LocationId>(world_.terms[all[which]].id));
      all[which] = world_.terms.address(named);
      entry.locks.acquire(named, LockMode::kExclusive, static_cast<std::uint32_t>(world_.sites.intern(site())));
      alone.push_back(named);
    }
    if (callee.task != kUnknownValue) begin_task(entry, callee.task);
    all.insert(all.end(), arguments.begin(), arguments.end());
    for (Exit& exit : interpreter_.call(callee.function, all, entry, frame_, block_, way_->next)) {
      for (const LocationId place : alone) exit.state.locks.release(place);
      exit.state.order.tasks = state().order.tasks;
      if (callee.task != kUnknownValue) post_in(exit.state, callee.task, PostKind::kDown, behind_here());
      exits.push_back(std::move(exit));
    }
  }
  take_exits(std::move(exits));
}

/// A task is run once: until it is over, nobody has posted its result, whatever other tasks the thread has run.
void StepRunner::begin_task(State& entry, ValueId task) {
  if (!world_.terms.points(task)) return;
  bool anywhere = false;
  const std::vector<LocationId> places = world_.concrete(world_.terms.target(task), anywhere);
  for (const LocationId place : places) entry.order.posted.erase(place);
  if (places.size() == 1 && !anywhere) entry.order.tasks.insert(places[0]);
}

/// A task that was taken from a queue is run by its taker alone: its closure is to it like a lock, and so is an element that it
/// was bound to, as another task has another one. Which of the bound arguments that are.
std::vector<std::size_t> StepRunner::own_arguments(const Callee& callee) const {
  std::vector<std::size_t> own;
  const bool has_closure = is_call_operator(world_.code[callee.function]);
  for (std::size_t i = 0; i < callee.bound.size(); ++i) {
    if (!world_.terms.is(callee.bound[i], ValueKind::kAddress)) continue;
    const auto place = static_cast<LocationId>(world_.terms[callee.bound[i]].id);
    const bool is_closure = has_closure && i == 0;
    const bool is_element = !has_closure && !world_.terms.is_definite(place);
    if (world_.object_of(place) != nullptr && (is_closure || is_element)) own.push_back(i);
  }
  return own;
}

void StepRunner::run_pointer_call() { call_value(input(0), inputs_from(1)); }

}  // namespace check
