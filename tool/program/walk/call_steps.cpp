// Steps that call functions of the program.
#include <algorithm>
#include <utility>

#include "tool/program/walk/lock_wrappers.h"
#include "tool/program/walk/step_runner.h"

namespace check {
namespace {

/// What a pointer is taken to call, at most.
constexpr std::size_t kMostCallees = 24;

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
    std::optional<LocationId> alone = is_taken ? closure_place(callee) : std::nullopt;
    State entry = state();
    if (alone) {  // the taker's own, by one name here and in what it calls
      alone = world_.with_names(callable, *alone);
      all[0] = world_.terms.address(*alone);
    }
    if (alone) entry.locks.acquire(*alone, LockMode::kExclusive, static_cast<std::uint32_t>(world_.sites.intern(site())));
    if (callee.task != kUnknownValue) begin_task(entry, callee.task);
    all.insert(all.end(), arguments.begin(), arguments.end());
    for (Exit& exit : interpreter_.call(callee.function, all, entry, frame_, block_, way_->next)) {
      if (alone) exit.state.locks.release(*alone);
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

/// A task that was taken from a queue is run by its taker alone: its closure is to it like a lock.
std::optional<LocationId> StepRunner::closure_place(const Callee& callee) const {
  if (callee.bound.empty() || !world_.terms.is(callee.bound[0], ValueKind::kAddress)) return std::nullopt;
  const auto place = static_cast<LocationId>(world_.terms[callee.bound[0]].id);
  return world_.object_of(place) == nullptr ? std::nullopt : std::optional(place);
}

void StepRunner::run_pointer_call() { call_value(input(0), inputs_from(1)); }

}  // namespace check
