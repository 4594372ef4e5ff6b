#include "tool/program/walk/function_walk.h"

#include <algorithm>
#include <utility>

#include "tool/program/walk/joins.h"
#include "tool/program/walk/seeing.h"
#include "tool/program/walk/step_runner.h"

namespace check {
namespace {

constexpr BlockId kExitBlock = 1;
/// Rounds after which a loop is taken as it is; reached only if its values keep changing their form.
constexpr int kMostRounds = 16;
/// Loops in loops are followed that often each. When the outermost has taken so many blocks, those deeper than this are followed
/// for one round.
constexpr std::size_t kDeepestNest = 4;
constexpr std::size_t kMostWorkOfNest = 2'000;

/// Whether a round of the loop may end with this block: nothing is done between it and the head.
bool ends_round(const FunctionSummary& code, BlockId from, BlockId head) {
  return std::ranges::any_of(code.blocks[from].edges, [&](const Edge& edge) {
    BlockId to = edge.to;
    for (std::size_t i = 0; i < code.blocks.size() && to != head; ++i) {
      const Block& between = code.blocks[to];
      if (!between.steps.empty() || between.edges.size() != 1) break;
      to = between.edges[0].to;
    }
    return to == head;
  });
}

}  // namespace

FunctionWalk::FunctionWalk(World& world, Interpreter& interpreter, const Frame& frame)
    : world_(world), interpreter_(interpreter), frame_(frame), waiting_(frame.code().blocks.size()) {}

std::vector<Exit> FunctionWalk::run(State entry) {
  // The register behind the last one holds what the function returns.
  entry.lasting.assign(frame_.function->flow.lasting_count + 1, kUnknownValue);
  waiting_[0].push_back(std::move(entry));
  run_components(frame_.function->flow.order);
  std::vector<Exit> exits;
  for (State& state : waiting_[kExitBlock]) {
    const ValueId value = state.lasting.back();
    exits.push_back({.state = std::move(state), .value = value});
  }
  return exits;
}

void FunctionWalk::run_components(const std::vector<Component>& components) {
  for (const Component& component : components) {
    if (component.is_loop) {
      run_loop(component);
    } else if (component.head != kExitBlock) {
      run_block(component.head, std::exchange(waiting_[component.head], {}));
    }
  }
}

void FunctionWalk::run_loop(const Component& component) {
  Loop loop;
  loop.head = component.head;
  loop.entries = std::exchange(waiting_[component.head], {});
  if (loop.entries.empty()) return;
  const auto trips = world_.unrolled.find({path_at(frame_, loop.head), loop.head});
  if (trips != world_.unrolled.end() && !run_unrolled(component, loop, trips->second)) return;
  loop.growth = &world_.growth[{path_at(frame_, loop.head), loop.head}];
  if (loops_.empty()) work_before_nest_ = interpreter_.work();
  loops_.push_back(&loop);
  for (int round = 0; round < most_rounds(); ++round) {
    if (!run_round(component, loop)) break;
  }
  loops_.pop_back();
  leave_loop(loop);
}

/// A pass that has taken too long comes to an end by one round of each loop.
int FunctionWalk::most_rounds() const {
  const bool is_deep = loops_.size() > kDeepestNest;
  const bool takes_long = is_deep && interpreter_.work() - work_before_nest_ > kMostWorkOfNest;
  return takes_long || interpreter_.is_exhausted() ? 1 : kMostRounds;
}

/// Follows the rounds one by one: each knows its number, and the threads it starts are told apart. False if the loop is done.
bool FunctionWalk::run_unrolled(const Component& component, Loop& loop, std::int64_t trips) {
  const PathId outer = path_at(frame_, loop.head);
  const PathId call = frame_.path;
  loops_.push_back(&loop);
  std::vector<State> states = std::move(loop.entries);
  for (std::int64_t round = 0; round <= trips && !states.empty(); ++round) {
    const PathId path = world_.paths.intern({.is_root = false,
                                             .thread = world_.paths[call].thread,
                                             .caller = outer,
                                             .round = static_cast<std::int32_t>(round),
                                             .call = frame_.site(loop.head, 0),
                                             .function = frame_.id});
    frame_.unrolled.push_back({.head = loop.head, .path = path});
    run_block(loop.head, std::move(states));
    run_components(component.body);
    frame_.unrolled.pop_back();
    states.clear();
    for (State& state : std::exchange(loop.back, {}))
      add_state(world_, {.path = outer, .block = loop.head}, states, std::move(state));
  }
  loops_.pop_back();
  loop.entries = std::move(states);  // rounds that were not expected
  if (!loop.entries.empty()) return true;
  leave_loop(loop);
  return false;
}

/// True if the loop must be looked at again.
bool FunctionWalk::run_round(const Component& component, Loop& loop) {
  std::vector<State> at_head;
  const Meeting head{.path = path_at(frame_, loop.head), .block = loop.head};
  for (const State& state : loop.entries) add_state(world_, head, at_head, entering(loop, state));
  loop.back_at_head.clear();
  for (const State& state : loop.back) {
    loop.back_at_head.push_back(next_round(loop, state));
    add_state(world_, head, at_head, loop.back_at_head.back());
  }
  std::vector<bool> first_rounds;
  for (const State& state : at_head) {
    first_rounds.push_back(
        std::ranges::none_of(loop.back_at_head, [&](const State& other) { return same_history(other, state); }));
  }
  if (at_head == loop.at_head && first_rounds == loop.first_rounds) return false;
  loop.at_head = at_head;
  loop.first_rounds = first_rounds;
  loop.back.clear();
  loop.leaving.clear();
  for (std::size_t i = 0; i < at_head.size(); ++i) {
    loop.is_first_round = first_rounds[i];
    run_block(loop.head, {std::move(at_head[i])});
  }
  run_components(component.body);
  bool is_news = false;
  for (const State& state : loop.back) is_news = learn_growth(loop, state) || is_news;
  world_.has_learned_growth = world_.has_learned_growth || is_news;
  if (!is_news) note_running_sums(loop);
  if (is_news) {  // what was seen so far assumed otherwise
    loop.at_head.clear();
    loop.back.clear();
  }
  return true;
}

void FunctionWalk::run_block(BlockId block, std::vector<State> states) {
  const Block& code = frame_.code().blocks[block];
  for (State& state : states) {
    interpreter_.note_work();
    StepRunner runner(world_, interpreter_, frame_, block);
    for (StepRunner::Way& way : runner.run(std::move(state))) {
      if (code.edges.empty()) continue;
      if (code.edges.size() == 1) {
        go(block, code.edges[0].to, std::move(way.state));
      } else {
        const ValueId condition = runner.value(way, code.condition);
        follow_edges(block, std::move(way.state), condition);
      }
    }
  }
}

void FunctionWalk::follow_edges(BlockId block, State state, ValueId condition) {
  const Block& code = frame_.code().blocks[block];
  if (code.is_switch) {
    follow_switch(block, state, condition);
  } else if (code.condition == kNoReg || code.edges.size() != 2) {
    for (const Edge& edge : code.edges) go(block, edge.to, state);
  } else {
    note_trips(block, condition);
    if (const auto taken = edge_of_first_round(block, state, condition)) {
      go(block, code.edges[*taken].to, std::move(state));
      return;
    }
    State otherwise = state;
    if (state.facts.assume(world_.terms, world_.symbols, condition, true)) {
      note_found(state, condition);
      note_seen(world_, state, condition);
      go(block, code.edges[0].to, std::move(state));
    }
    if (otherwise.facts.assume(world_.terms, world_.symbols, condition, false)) {
      note_found(otherwise, condition);
      note_seen(world_, otherwise, condition);
      go(block, code.edges[1].to, std::move(otherwise));
    }
  }
}

/// A loop that surely runs once is not left before its first round.
std::optional<std::size_t> FunctionWalk::edge_of_first_round(BlockId block, const State& state, ValueId condition) {
  if (loops_.empty() || loops_.back()->head != block || !loops_.back()->is_first_round) return std::nullopt;
  const ValueId round = round_of(world_, frame_, block);
  const ValueId at_start =
      world_.terms.rewrite(condition, [&](ValueId atom) { return atom == round ? world_.terms.number(0) : atom; });
  const ValueId decided = state.facts.decide(world_.terms, at_start);
  if (!world_.terms.is(decided, ValueKind::kNumber)) return std::nullopt;
  return world_.terms[decided].number != 0 ? 0 : 1;
}

/// What was searched for is there: a pointer that is not null is the address that was found.
void FunctionWalk::note_found(State& state, ValueId condition) {
  world_.terms.visit_atoms(condition, [&](ValueId atom) {
    const auto address = world_.addresses_or_null.find(atom);
    if (address == world_.addresses_or_null.end()) return;
    const ValueId is_there = world_.terms.apply(Operation::kNotEqual, atom, world_.terms.number(0));
    if (!world_.terms.is_number(state.facts.decide(world_.terms, is_there), 1)) return;
    for (auto* map : {&state.locals, &state.memory}) {
      std::vector<LocationId> places;
      map->for_each([&](LocationId place, ValueId value) {
        if (value == atom) places.push_back(place);
      });
      for (const LocationId place : places) map->set(place, address->second);
    }
  });
}

void FunctionWalk::follow_switch(BlockId block, const State& state, ValueId condition) {
  State in_default = state;
  bool default_possible = true;
  for (const Edge& edge : frame_.code().blocks[block].edges) {
    if (!edge.is_case) continue;
    State in_case = state;
    const ValueId decided = in_case.facts.decide(world_.terms, condition);
    if (in_case.facts.assume_equal(world_.terms, world_.symbols, decided, edge.value, true))
      go(block, edge.to, std::move(in_case));
    default_possible =
        default_possible && in_default.facts.assume_equal(world_.terms, world_.symbols, decided, edge.value, false);
  }
  for (const Edge& edge : frame_.code().blocks[block].edges) {
    if (!edge.is_case && default_possible) go(block, edge.to, in_default);
  }
}

void FunctionWalk::go(BlockId from, BlockId to, State state) {
  world_.followed[frame_.path].insert({from, to});
  if (loops_.empty()) {
    const bool is_once =
        state.self == kMainThread && rounds_at(world_, frame_, to).empty() && !world_.is_in_shared_call(frame_.path);
    add_state(world_, {.path = path_at(frame_, to), .block = to, .is_once = is_once}, waiting_[to], std::move(state));
    return;
  }
  Loop& loop = *loops_.back();
  if (to == loop.head) {
    loop.back.push_back(std::move(state));
  } else if (frame_.function->flow.is_in_loop(to, loop.head)) {
    add_state(world_, {.path = path_at(frame_, to), .block = to}, waiting_[to], std::move(state));
  } else {
    loop.leaving.push_back({.from = from, .to = to, .state = std::move(state)});
  }
}

/// How often a loop runs, from the test at its head: i < n says n - i at the start, per step.
void FunctionWalk::note_trips(BlockId block, ValueId condition) {
  if (loops_.empty() || loops_.back()->head != block || !world_.terms.is(condition, ValueKind::kApply)) return;
  const ValueNode& test = world_.terms[condition];
  if (test.operands.size() != 2) return;
  const ValueId round = round_of(world_, frame_, block);
  const bool stays_if_true = frame_.function->flow.is_in_loop(frame_.code().blocks[block].edges[0].to, block);
  const auto operation = stays_if_true ? static_cast<Operation>(test.id) : opposite(static_cast<Operation>(test.id));
  const ValueId distance = world_.terms.difference(test.operands[1], test.operands[0]);
  const ValueNode& sum = world_.terms[distance];
  std::int64_t step = 0;
  if (distance == round) step = -1;
  for (std::size_t i = 0; i < sum.operands.size() && sum.kind == ValueKind::kSum; ++i) {
    if (sum.operands[i] == round) step = -sum.factors[i];
  }
  if (step != 1 && step != -1) return;
  const ValueId at_start = world_.terms.sum(distance, world_.terms.scaled(round, step));
  ValueId trips = step == 1 ? at_start : world_.terms.scaled(at_start, -1);
  if (operation == Operation::kLessEqual || operation == Operation::kGreaterEqual)
    trips = world_.terms.sum(trips, world_.terms.number(1));
  const auto [known, is_new] = world_.trips.try_emplace(round, trips);
  if (!is_new && known->second != trips) known->second = kUnknownValue;
}

/// After the last round, what has grown with the rounds has grown as often as there were.
void FunctionWalk::end_rounds(ValueId round, State& state) {
  const auto trips = world_.trips.find(round);
  if (trips == world_.trips.end() || trips->second == kUnknownValue) return;
  const ValueNode& count = world_.terms[trips->second];
  const ValueId rounds = count.kind == ValueKind::kNumber && count.number < 0 ? world_.terms.number(0) : trips->second;
  for (auto* map : {&state.locals, &state.memory}) {
    std::vector<std::pair<LocationId, ValueId>> grown;
    map->for_each([&](LocationId place, ValueId value) {
      if (world_.terms.mentions(value, round)) grown.emplace_back(place, value);
    });
    for (const auto& [place, value] : grown) {
      map->set(place, world_.terms.rewrite(value, [&](ValueId atom) { return atom == round ? rounds : atom; }));
    }
  }
}

/// What each round waited for has been waited for as often as there were rounds.
void FunctionWalk::end_waits(const Loop& loop, ValueId round, State& state) {
  if (loop.back.empty()) return;
  const auto trips = world_.trips.find(round);
  for (const Waited& waited : loop.back.front().order.waited) {
    if (waited.round != round) continue;
    const bool in_every_round = std::ranges::all_of(loop.back, [&](const State& end) {
      return std::ranges::any_of(
          end.order.waited, [&](const Waited& other) { return other.semaphore == waited.semaphore && other.round == round; });
    });
    if (in_every_round && waited.is_of_each) {
      insert_sorted(state.order.finished, {.counter = waited.semaphore, .is_down = true});
    } else if (in_every_round) {
      note_waited(world_, state, waited.semaphore, trips == world_.trips.end() ? kUnknownValue : trips->second);
    }
  }
}

/// Each round takes a lock of its own and keeps it: who goes on without a round holds the locks of all rounds, too, as there are
/// none.
void FunctionWalk::hold_locks_of_all_rounds(const Loop& loop, State& state) {
  if (loop.back_at_head.empty()) return;
  for (const Lock& lock : loop.back_at_head.front().locks.locks()) {
    const auto holds = [&](const State& end) { return end.locks.holds(lock.place); };
    if (is_of_all_rounds(lock.place) && std::ranges::all_of(loop.back_at_head, holds) && !holds(state))
      state.locks.acquire(lock.place, lock.mode, lock.taken);
  }
}

/// The lock is each element of an array.
bool FunctionWalk::is_of_all_rounds(LocationId lock) {
  while (world_.terms[lock].kind == PlaceKind::kField) lock = world_.terms[lock].parent;
  return world_.terms[lock].kind == PlaceKind::kElement && world_.terms[lock].value == world_.terms.every_index();
}

void FunctionWalk::leave_loop(Loop& loop) {
  const ValueId round = round_of(world_, frame_, loop.head);
  const std::vector<ThreadId> joined = joined_in_every_round(loop.back, round);
  for (Jump& jump : loop.leaving) {
    const bool at_end_of_round = ends_round(frame_.code(), jump.from, loop.head);
    for (const ThreadId thread : joined) {
      if (jump.from == loop.head || (at_end_of_round && has_mark(jump.state, thread, round)))
        finish_join(world_, jump.state, thread);
    }
    std::erase_if(jump.state.joined, [&](const JoinMark& mark) { return mark.round == round; });
    if (jump.from == loop.head) end_waits(loop, round, jump.state);
    std::erase_if(jump.state.order.waited, [&](const Waited& waited) { return waited.round == round; });
    if (jump.from == loop.head) end_rounds(round, jump.state);
    if (jump.from == loop.head) hold_locks_of_all_rounds(loop, jump.state);
    go(jump.from, jump.to, std::move(jump.state));
  }
}

}  // namespace check
