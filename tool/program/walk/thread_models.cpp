// Threads and processes started and waited for.
#include <algorithm>
#include <set>
#include <utility>

#include "tool/program/walk/joins.h"
#include "tool/program/walk/step_runner.h"

namespace check {

/// The functions that a thread is given to call, if it is started by a wrapper for all of them.
std::set<FunctionId> StepRunner::functions_among(const std::vector<ValueId>& arguments) {
  std::set<FunctionId> functions;
  for (const ValueId argument : arguments) {
    for (const ValueId target : world_.concrete(argument).values) {
      if (world_.terms.is(target, ValueKind::kFunction)) functions.insert(static_cast<FunctionId>(world_.terms[target].id));
    }
  }
  return functions;
}

ThreadId StepRunner::note_start(ThreadKind kind, const std::vector<ValueId>& rounds, const std::vector<ValueId>& arguments) {
  const ThreadId thread =
      world_.threads.start(state().self, path_at(frame_, block_), {.at = site(), .given = functions_among(arguments)}, kind,
                           static_cast<std::uint32_t>(rounds.size()));
  Thread& info = world_.threads[thread];
  for (std::size_t i = 0; i < rounds.size() && i < info.trips.size(); ++i) {
    const auto trips = world_.trips.find(rounds[i]);
    info.trips[i] = trips == world_.trips.end() ? kUnknownValue : trips->second;
  }
  for (const Lock& lock : state().locks.locks()) {
    const auto loops = world_.loops_around_once.find({lock.place, state().self});
    if (loops == world_.loops_around_once.end()) continue;
    info.once = lock.place;
    info.is_alone_in_once = loops->second == rounds.size();
  }
  const ValueId instance = world_.terms.thread(thread, rounds);
  const auto running = std::ranges::find(state().running, thread, &Running::thread);
  for (const Running& other : state().running) {
    if (other.thread != thread) info.meets.insert(other.thread);
  }
  if (running != state().running.end()) {
    info.meets_itself = true;
    running->instance = with_current(running->instance, rounds);
  } else {
    insert_sorted(state().running, {.thread = thread, .instance = instance});
  }
  std::erase(state().over, thread);
  return thread;
}

/// Those that were running and the one that starts now.
ValueId StepRunner::with_current(ValueId running, const std::vector<ValueId>& rounds) {
  if (running == kUnknownValue || rounds.empty()) return kUnknownValue;
  const ValueNode& node = world_.terms[running];
  const ThreadId thread = static_cast<ThreadId>(node.id);
  const bool is_earlier = !node.operands.empty() && node.operands.back() == world_.terms.below(rounds.back());
  if (!is_earlier) return kUnknownValue;
  std::vector<ValueId> instance = rounds;
  instance.back() = world_.terms.up_to(rounds.back());
  return world_.terms.thread(thread, instance);
}

/// One of several values that depend on the round which starts the thread: to the thread, one of those that its instance has. A
/// value may be computed from what is one of several itself, up to `depth` times.
ValueId StepRunner::one_of_instance(ThreadId thread, ValueId symbol, const std::function<ValueId(ValueId)>& as_instance,
                                    int depth) {
  if (const auto round = world_.of_rounds.find(symbol); round != world_.of_rounds.end())
    return world_.terms.of_round(static_cast<SymbolId>(world_.terms[symbol].id), round->second);
  const auto found = world_.alternatives.find(symbol);
  if (found == world_.alternatives.end()) return symbol;
  std::set<ValueId> seen;
  const std::set<ValueId> values = found->second;
  for (const ValueId value : values) {
    const ValueId inside = world_.terms.rewrite(value, [&](ValueId atom) {
      return atom == symbol || depth == 0 ? atom : one_of_instance(thread, atom, as_instance, depth - 1);
    });
    seen.insert(as_instance(inside));
  }
  if (seen == values) return symbol;
  const ValueId one = world_.symbol(
      {.kind = SymbolKind::kOneOf, .a = static_cast<std::uint32_t>(thread), .b = static_cast<std::uint32_t>(symbol)});
  world_.flows_into(one, symbol);
  world_.alternatives[one] = std::move(seen);
  return one;
}

/// Follows what the thread runs. The rounds of the loops around its start are, to the thread, what tells its instances apart.
void StepRunner::run_bodies(ThreadId thread, ValueId callable, const std::vector<ValueId>& arguments,
                            const std::vector<ValueId>& rounds) {
  const auto as_instance = [&](ValueId value) {
    return world_.terms.rewrite(value, [&](ValueId atom) {
      for (std::uint32_t i = 0; i < rounds.size(); ++i) {
        if (atom == rounds[i])
          return world_.symbol({.kind = SymbolKind::kInstance, .a = static_cast<std::uint32_t>(thread), .b = i});
      }
      return atom;
    });
  };
  constexpr int kDeepestChoice = 2;
  const auto seen_from_inside = [&](ValueId value) {
    return as_instance(
        world_.terms.rewrite(value, [&](ValueId atom) { return one_of_instance(thread, atom, as_instance, kDeepestChoice); }));
  };
  for (const Callee& callee : callees_of(callable)) {
    std::vector<ValueId> all = callee.bound;
    all.insert(all.end(), arguments.begin(), arguments.end());
    for (ValueId& argument : all) argument = seen_from_inside(argument);
    interpreter_.run_thread(thread, callee.function, all, state());
    if (!world_.terms.points(callee.task)) continue;
    const PlaceList seen = world_.threads[thread].seen.value_or(PlaceList());
    world_.signals.post(world_.terms.target(callee.task), {.by = thread, .place = here(), .seen = seen});
  }
}

void StepRunner::start_thread(ValueId callable, std::vector<ValueId> arguments, ThreadKind kind) {
  const std::vector<ValueId> around = rounds();
  publish(callable);
  for (ValueId& argument : arguments) {
    argument = state().facts.decide(world_.terms, argument);
    publish(argument);
  }
  const ThreadId thread = note_start(kind, around, arguments);
  answer(world_.terms.thread(thread, around));
  run_bodies(thread, callable, arguments, around);
  forget_what_others_write(state());
}

namespace {

/// What the starter knows by its rounds, the child knows by its own number. Its variables are called as they were.
void name_by_instance(World& world, State& state, std::vector<ValueId>& registers, ThreadId child,
                      const std::vector<ValueId>& rounds) {
  const auto as_instance = [&](ValueId atom) {
    const auto round = std::ranges::find(rounds, atom);
    if (round == rounds.end()) return atom;
    return world.symbol({.kind = SymbolKind::kInstance,
                         .a = static_cast<std::uint32_t>(child),
                         .b = static_cast<std::uint32_t>(round - rounds.begin())});
  };
  const auto names_round = [&](auto term) {
    return world.terms.any_atom(term, [&](ValueId atom) { return std::ranges::find(rounds, atom) != rounds.end(); });
  };
  for (auto* map : {&state.locals, &state.memory}) {
    std::vector<std::pair<LocationId, ValueId>> named;
    map->for_each([&](LocationId place, ValueId value) {
      if (names_round(value)) named.emplace_back(place, value);
    });
    for (const auto& [place, value] : named) map->set(place, world.terms.rewrite(value, as_instance));
  }
  state.facts.forget_if(world.terms, names_round);
  for (auto* values : {&state.lasting, &registers}) {
    for (ValueId& value : *values) value = world.terms.rewrite(value, as_instance);
  }
}

}  // namespace

/// The child goes on from here with a copy of everything, and of the threads only itself.
void StepRunner::fork() {
  const std::vector<ValueId> around = rounds();
  const ThreadId child = note_start(ThreadKind::kProcess, around, {});
  state().fresh.clear();
  State& in_child = split(world_.terms.number(0));
  in_child.self = child;
  in_child.running.clear();
  in_child.over.clear();
  in_child.joined.clear();
  name_by_instance(world_, in_child, split_.back().registers, child, around);
  answer(world_.terms.thread(child, around));
}

void StepRunner::wait_for_any_process() {
  if (input_count() > 0 && world_.terms.is(input(0), ValueKind::kThread)) return join(world_, state(), input(0), rounds());
  std::vector<ThreadId> children;
  for (const Running& other : state().running) {
    if (world_.threads[other.thread].kind == ThreadKind::kProcess) children.push_back(other.thread);
  }
  const std::vector<ValueId> around = rounds();
  const bool only_one = children.size() == 1 && world_.threads[children[0]].loops == 0;
  if (around.empty() && !only_one) return join_one_of(world_, state(), children);
  for (const ThreadId child : children) {
    if (only_one) {
      finish_join(world_, state(), child);
    } else if (!around.empty()) {
      insert_sorted(state().joined, {.thread = child, .round = around.back(), .index = kUnknownValue});
    }
  }
}

void StepRunner::run_thread_model() {
  const auto kind = static_cast<ThreadKind>(step_->number);
  switch (step_->model) {
    case Model::kStart:
      return start_thread(input(0), inputs_from(1), kind);
    case Model::kRunTasks:
    case Model::kStartTasks: {
      start_thread(input(0), inputs_from(1), kind);
      const auto thread = static_cast<ThreadId>(world_.terms[value(*way_, step_->result)].id);
      world_.threads[thread].meets_itself = true;
      if (step_->model == Model::kRunTasks) finish_join(world_, state(), thread);
      return;
    }
    case Model::kJoin:
      note_block();
      note_join(input(0));
      see(input(0));
      await_each_result(input(0));
      join(world_, state(), input(0), rounds());
      return answer(world_.terms.number(0));
    case Model::kJoinable:
      return answer(is_joinable(input(0)));
    case Model::kJoinAll:
      return join_all();
    case Model::kThreadExit:
      interpreter_.leave_thread(state());
      return die();
    case Model::kFork:
      return fork();
    case Model::kWaitProcess:
      wait_for_any_process();
      return answer(new_symbol());
    default:
      return answer(world_.terms.number(0));
  }
}

/// A loop that waits for the result of one task of a container in each round has waited for all of them in the end.
void StepRunner::await_each_result(ValueId result) {
  const std::optional<ValueId> round = round_of_each(world_, result, rounds());
  if (!round) return;
  for (const ValueId target : world_.concrete(result).values) {
    if (!world_.terms.is(target, ValueKind::kAddress)) continue;
    const LocationId family = without_indices(world_.terms, static_cast<LocationId>(world_.terms[target].id));
    insert_sorted(state().order.waited, {.semaphore = family, .round = *round, .times = 1, .is_of_each = true});
  }
}

/// What may be a thread is taken to be one.
ValueId StepRunner::is_joinable(ValueId thread) {
  const Targets targets = world_.concrete(thread);
  const auto is_thread = [&](ValueId target) { return world_.terms.is(target, ValueKind::kThread); };
  if (std::ranges::any_of(targets.values, is_thread)) return world_.terms.number(1);
  return state().facts.decide(world_.terms, world_.terms.apply(Operation::kNotEqual, thread, world_.terms.number(0)));
}

void StepRunner::join_all() {
  if (!world_.terms.points(input(0))) return;
  bool anywhere = false;
  for (const LocationId place : world_.concrete(world_.terms.target(input(0)), anywhere)) {
    for (const ValueId held : world_.memory.read(place).values) {
      if (world_.terms.is(held, ValueKind::kThread)) finish_join(world_, state(), static_cast<ThreadId>(world_.terms[held].id));
    }
  }
}

}  // namespace check
