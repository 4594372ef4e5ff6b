#include "tool/program/walk/step_runner.h"

#include <algorithm>
#include <utility>

#include "tool/program/state/choosing.h"

namespace check {
namespace {

/// Ways through one block beyond which no new ones are opened.
constexpr std::size_t kMostWays = 48;

}  // namespace

StepRunner::StepRunner(World& world, Interpreter& interpreter, const Frame& frame, BlockId block)
    : world_(world), interpreter_(interpreter), frame_(frame), block_(block) {
  std::uint32_t last = 0;
  bool any = false;
  for (const Step& step : frame.code().blocks[block].steps) {
    if (step.result == kNoReg) continue;
    const auto reg = static_cast<std::uint32_t>(step.result);
    first_register_ = any ? std::min(first_register_, reg) : reg;
    last = std::max(last, reg);
    any = true;
  }
  register_count_ = any ? last - first_register_ + 1 : 0;
}

std::vector<StepRunner::Way> StepRunner::run(State state) {
  const std::vector<Step>& steps = frame_.code().blocks[block_].steps;
  std::vector<Way> done;
  std::vector<Way> open;
  open.push_back({.state = std::move(state), .registers = std::vector<ValueId>(register_count_, kUnknownValue)});
  while (!open.empty()) {
    Way way = std::move(open.back());
    open.pop_back();
    way_ = &way;
    while (way.next < steps.size() && !way.is_dead) {
      step_ = &steps[way.next];
      run_step();
      for (Way& other : split_) {
        ++other.next;
        if (open.size() + done.size() < kMostWays) open.push_back(std::move(other));
      }
      split_.clear();
      ++way.next;
    }
    if (!way.is_dead) done.push_back(std::move(way));
  }
  way_ = nullptr;
  return done;
}

ValueId StepRunner::value(const Way& way, Reg reg) const {
  if (reg == kNoReg) return kUnknownValue;
  const auto index = static_cast<std::uint32_t>(reg);
  if (index >= first_register_ && index - first_register_ < register_count_) return way.registers[index - first_register_];
  const std::int32_t lasting = frame_.function->flow.lasting[index];
  return lasting < 0 ? kUnknownValue : way.state.lasting[static_cast<std::size_t>(lasting)];
}

ValueId StepRunner::input(std::size_t index) const {
  return index < step_->inputs.size() ? value(*way_, step_->inputs[index]) : kUnknownValue;
}

std::vector<ValueId> StepRunner::inputs_from(std::size_t first) const {
  std::vector<ValueId> values;
  for (std::size_t i = first; i < step_->inputs.size(); ++i) values.push_back(input(i));
  return values;
}

void StepRunner::set_register(Way& way, Reg reg, ValueId value) {
  if (reg == kNoReg) return;
  const auto index = static_cast<std::uint32_t>(reg);
  way.registers[index - first_register_] = value;
  const std::int32_t lasting = frame_.function->flow.lasting[index];
  if (lasting >= 0) way.state.lasting[static_cast<std::size_t>(lasting)] = value;
}

void StepRunner::answer(ValueId value) { set_register(*way_, step_->result, value); }

State& StepRunner::split(ValueId answer) {
  split_.push_back(*way_);
  set_register(split_.back(), step_->result, answer);
  return split_.back().state;
}

void StepRunner::split(ValueId answer, State state) {
  split_.push_back(*way_);
  split_.back().state = std::move(state);
  set_register(split_.back(), step_->result, answer);
}

ValueId StepRunner::new_symbol() {
  const ValueId symbol =
      world_.symbol({.kind = SymbolKind::kResult, .path = path_at(frame_, block_), .a = block_, .b = way_->next});
  const bool is_once = state().self == kMainThread && rounds().empty() && !world_.is_in_shared_call(frame_.path);
  if (is_once) world_.memory.note_computed_once(symbol);
  state().facts.forget(world_.terms, symbol);
  std::erase_if(state().stale, [&](const Stale& stale) { return stale.value == symbol; });
  std::erase_if(state().taken, [&](const Taken& taken) { return world_.terms[taken.pointee].value == symbol; });
  return symbol;
}

/// Where the pointer leads to a field of this name, what is around it.
ValueId StepRunner::container_of(ValueId member, NameId field) {
  if (!world_.terms.points(member)) return new_symbol();
  Targets around;
  const Targets members = world_.concrete(member);
  for (const ValueId target : members.values) {
    if (!world_.terms.is(target, ValueKind::kAddress)) continue;
    const PlaceNode& node = world_.terms[static_cast<LocationId>(world_.terms[target].id)];
    const bool is_field = node.kind == PlaceKind::kField && static_cast<NameId>(node.id) == field;
    if (is_field) around.add(world_.terms.address(node.parent));
  }
  if (around.values.size() == 1 && world_.terms.is(member, ValueKind::kAddress)) return *around.values.begin();
  const ValueId symbol = new_symbol();
  world_.symbols.add(static_cast<SymbolId>(world_.terms[symbol].id), around);
  return symbol;
}

/// This thread's own copy of a thread-local variable.
LocationId StepRunner::own_variable(NameId key) {
  const Object object{
      .kind = ObjectKind::kGlobal, .key = key, .a = static_cast<std::uint32_t>(state().self), .own_to_thread = true};
  return world_.terms.object(world_.objects.intern(object), world_.instance_of(state().self));
}

void StepRunner::run_step() {
  switch (step_->op) {
    case Op::kNumber:
      return answer(world_.terms.number(step_->number));
    case Op::kUnknown:
      return answer(new_symbol());
    case Op::kFunction: {
      const auto function = world_.code.find(frame_.function->name(step_->symbol));
      return answer(function ? world_.terms.function(*function) : kUnknownValue);
    }
    case Op::kGlobal: {
      const NameId key = frame_.function->name(step_->symbol);
      if (world_.code.global(key).thread_local_storage) return answer(world_.terms.address(own_variable(key)));
      return answer(
          world_.terms.address(world_.terms.object(world_.objects.intern({.kind = ObjectKind::kGlobal, .key = key}), {})));
    }
    case Op::kLocal:
      return answer(world_.terms.address(local_place(world_, frame_, static_cast<std::uint32_t>(step_->number))));
    case Op::kField:
      if (!world_.terms.points(input(0))) return answer(kUnknownValue);
      return answer(
          world_.terms.address(world_.terms.field(world_.terms.target(input(0)), frame_.function->name(step_->symbol))));
    case Op::kContainer:
      return answer(container_of(input(0), frame_.function->name(step_->symbol)));
    case Op::kElement: {
      if (!world_.terms.points(input(0))) return answer(kUnknownValue);
      const LocationId place = world_.terms.target(input(0));
      const ValueId distance = state().facts.decide(world_.terms, input(1));
      return answer(world_.terms.address(world_.terms.advance(place, distance)));
    }
    case Op::kDecay:
      if (!world_.terms.points(input(0))) return answer(kUnknownValue);
      return answer(world_.terms.address(world_.terms.element(world_.terms.target(input(0)), world_.terms.number(0))));
    case Op::kVariable:
      return begin_variable(static_cast<std::uint32_t>(step_->number));
    case Op::kAllocate:
      return run_allocate();
    case Op::kLoad:
      return run_load();
    case Op::kStore:
      return run_store();
    case Op::kUpdate:
      return run_update();
    case Op::kTouch:
      if (world_.terms.points(input(0))) record(world_.terms.target(input(0)), static_cast<AccessKind>(step_->number), false);
      return;
    case Op::kForget:
      if (world_.terms.points(input(0))) forget(world_.terms.target(input(0)));
      return;
    case Op::kCopy:
      return run_copy();
    case Op::kApply:
      return answer(run_apply());
    case Op::kSelect:
      return answer(select());
    case Op::kBind:
      return answer(input(0) == kUnknownValue ? kUnknownValue : world_.terms.closure(inputs_from(0)));
    case Op::kTask:
      return answer(world_.terms.task(input(0), input(1)));
    case Op::kClass:
      return answer(world_.terms.dynamic_class(frame_.function->name(step_->symbol)));
    case Op::kCall:
      return run_call();
    case Op::kCallPointer:
      return run_pointer_call();
    case Op::kCallVirtual:
      return run_virtual_call();
    case Op::kLibrary:
      return run_library();
    case Op::kReturn:
      note_leaving();
      state().lasting.back() = input_count() == 0 ? kUnknownValue : state().facts.decide(world_.terms, input(0));
      return;
  }
}

namespace {

/// The condition says which of the two comes first: numbers of elements, of which none is the end of a part.
bool orders_numbers(const World& world, ValueId condition, ValueId a, ValueId b) {
  const auto may_be_end = [&](ValueId value) {
    const ValueNode& node = world.terms[value];
    const bool is_hash = node.kind == ValueKind::kApply && static_cast<Operation>(node.id) == Operation::kRemainder;
    return node.kind != ValueKind::kSymbol && !is_hash;
  };
  if (may_be_end(a) || may_be_end(b)) return false;
  const ValueNode& node = world.terms[condition];
  const bool is_order = node.kind == ValueKind::kApply && node.operands.size() == 2 &&
                        opposite(static_cast<Operation>(node.id)) != Operation::kNone;
  return is_order && ((node.operands[0] == a && node.operands[1] == b) || (node.operands[0] == b && node.operands[1] == a));
}

}  // namespace

ValueId StepRunner::select() {
  const ValueId condition = state().facts.decide(world_.terms, input(0));
  if (world_.terms.is(condition, ValueKind::kNumber)) return input(world_.terms[condition].number != 0 ? 1 : 2);
  if (input(1) == input(2)) return input(1);
  // On each way only one of the two was computed.
  if (input(1) == kUnknownValue) return input(2);
  if (input(2) == kUnknownValue) return input(1);
  const bool names_one_of_two = (step_->number == 1 || orders_numbers(world_, condition, input(1), input(2))) &&
                                !is_alone(state()) && is_in_a_variable(world_, state(), input(1)) &&
                                is_in_a_variable(world_, state(), input(2));
  if (names_one_of_two) return choose(condition, input(1), input(2));
  const ValueId symbol = new_symbol();
  world_.flows_into(symbol, input(1));
  world_.flows_into(symbol, input(2));
  world_.alternatives[symbol] = {input(1), input(2)};
  return symbol;
}

/// Follows both ways by themselves. What is asked whether it is the same as the other one is taken to be another one.
ValueId StepRunner::choose(ValueId condition, ValueId if_true, ValueId if_false) {
  const bool asks_for_same = condition == world_.terms.apply(Operation::kEqual, if_true, if_false) ||
                             condition == world_.terms.apply(Operation::kEqual, if_false, if_true);
  if (asks_for_same) return if_false;
  State otherwise = state();
  const bool may_fail = otherwise.facts.assume(world_.terms, world_.symbols, condition, false);
  if (!state().facts.assume(world_.terms, world_.symbols, condition, true)) {
    state() = std::move(otherwise);
    return if_false;
  }
  if (may_fail) split(if_false, std::move(otherwise));
  return if_true;
}

ValueId StepRunner::run_apply() {
  const ValueId first = state().facts.decide(world_.terms, input(0));
  const ValueId second = state().facts.decide(world_.terms, input(1));
  const bool is_or = step_->operation == Operation::kOr;
  if (step_->operation == Operation::kAnd || is_or) {
    for (const ValueId operand : {first, second}) {
      if (world_.terms.is(operand, ValueKind::kNumber) && (world_.terms[operand].number != 0) == is_or)
        return world_.terms.number(is_or ? 1 : 0);
    }
    if (world_.terms.is(first, ValueKind::kNumber) && second != kUnknownValue) return second;
    return new_symbol();
  }
  const ValueId result = world_.terms.apply(step_->operation, first, second);
  return result == kUnknownValue ? new_symbol() : state().facts.decide(world_.terms, result);
}

}  // namespace check
