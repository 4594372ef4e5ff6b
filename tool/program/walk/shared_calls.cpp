// A function that is followed once for all its calls by one thread: it knows what all callers have in common, and each caller
// learns what it changes.
#include <algorithm>
#include <iterator>
#include <set>

#include "tool/program/walk/function_walk.h"
#include "tool/program/walk/interpreter.h"

namespace check {
namespace {

/// A function that calls itself settles after a few rounds, or is taken as it is then.
constexpr int kMostRounds = 5;

/// What this caller tells the function; true if it is news.
bool widen(State& entry, const State& caller, bool is_first) {
  if (is_first) {
    entry.self = caller.self;
    entry.locks = caller.locks;
    entry.running = caller.running;
    entry.over = caller.over;
    entry.order = caller.order;
    return true;
  }
  State known = entry;
  State other = entry;
  other.locks = caller.locks;
  other.running = caller.running;
  other.over = caller.over;
  other.order = caller.order;
  entry = common_history(known, other);
  return !(entry == known);
}

bool is_started_in(const World& world, ThreadId thread, PathId call) {
  PathId path = world.threads[thread].path;
  while (!world.paths[path].is_root && !world.paths[path].is_shared) path = world.paths[path].caller;
  return path == call;
}

/// The objects whose address the value is or holds.
void note_objects(const Terms& terms, ValueId value, std::set<std::uint32_t>& objects) {
  const ValueNode& node = terms[value];
  for (const ValueId operand : node.operands) note_objects(terms, operand, objects);
  if (node.kind != ValueKind::kAddress) return;
  const PlaceNode& root = terms[terms.root(static_cast<LocationId>(node.id))];
  if (root.kind == PlaceKind::kObject) objects.insert(root.id);
}

}  // namespace

std::vector<Exit> Interpreter::call_shared(FunctionId callee, const std::vector<ValueId>& arguments, const State& state,
                                           const Frame& caller, BlockId block, std::uint32_t step) {
  SharedContext& context = shared_[{callee, state.self}];
  const PathId path = world_.paths.intern({.is_root = false, .is_shared = true, .thread = state.self, .function = callee});
  for (std::uint32_t i = 0; i < arguments.size(); ++i) {
    world_.flows_into(world_.symbol({.kind = SymbolKind::kParameter, .path = path, .a = i}), arguments[i]);
  }
  State told = state;
  if (context.active) {  // what this very call has started is not there when it begins
    std::erase_if(told.running, [&](const Running& other) { return is_started_in(world_, other.thread, path); });
  }
  const bool is_news = widen(context.entry, told, !context.followed && !context.active);
  if (context.active) {
    context.asked_while_active = true;
  } else if (is_news) {
    follow_shared(callee, path, context);
  }
  const ValueId symbol = world_.symbol({.kind = SymbolKind::kResult, .path = path_at(caller, block), .a = block, .b = step});
  State after = state;
  after.memory = left_alone(callee, arguments, state.memory);
  return resume(after, context, symbol);
}

void Interpreter::follow_shared(FunctionId callee, PathId path, SharedContext& context) {
  const Function& code = world_.code[callee];
  std::vector<ValueId> arguments;
  for (std::uint32_t i = 0; i < code.summary->parameters; ++i) {
    arguments.push_back(world_.symbol({.kind = SymbolKind::kParameter, .path = path, .a = i}));
  }
  const ValueId which_call = world_.symbol({.kind = SymbolKind::kCall, .path = path});
  std::vector<ValueId> instance = world_.instance_of(context.entry.self);
  instance.push_back(which_call);
  context.active = true;
  context.followed = true;
  sharing_.push_back(&context);
  for (int round = 0; round < kMostRounds; ++round) {
    context.asked_while_active = false;
    const std::size_t exits_before = context.exits.size();
    std::vector<Exit> exits =
        follow({.id = callee, .function = &code, .path = path, .instance = instance, .rounds = {}, .unrolled = {}}, arguments,
               context.entry);
    const State before = context.exits.empty() ? State{} : context.exits[0].state;
    context.exits.clear();
    for (Exit& exit : exits) {
      if (context.exits.empty()) {
        context.exits.push_back(std::move(exit));
      } else {
        const bool same_value = context.exits[0].value == exit.value;
        context.exits[0].value = same_value ? exit.value : kUnknownValue;
        context.exits[0].state = merge(world_, {.path = path, .block = 1}, context.exits[0].state, exit.state);
      }
    }
    const bool settled = context.exits.size() == exits_before && (context.exits.empty() || context.exits[0].state == before);
    if (!context.asked_while_active || settled) break;
  }
  sharing_.pop_back();
  context.active = false;
}

/// What is known of memory that the callee does not touch: variables, and what is in them.
PersistentMap<LocationId, ValueId> Interpreter::left_alone(FunctionId callee, const std::vector<ValueId>& arguments,
                                                           const PersistentMap<LocationId, ValueId>& memory) {
  std::set<std::uint32_t> given;
  for (const ValueId argument : arguments) {
    for (const ValueId target : world_.concrete(argument).values) note_objects(world_.terms, target, given);
  }
  PersistentMap<LocationId, ValueId> kept = memory;
  kept.erase_if([&](LocationId place, ValueId) {
    const PlaceNode& node = world_.terms[world_.terms.root(place)];
    if (node.kind != PlaceKind::kObject) return true;
    const auto id = static_cast<ObjectId>(node.id);
    const Object& object = world_.objects[id];
    const bool is_callers_own = object.kind == ObjectKind::kLocal && !given.contains(node.id) && !world_.memory.is_lent(id);
    const bool is_other = object.kind == ObjectKind::kGlobal && !world_.code.may_change(callee, object.key);
    return !is_callers_own && !is_other;
  });
  return kept;
}

std::vector<Exit> Interpreter::resume(const State& caller, const SharedContext& context, ValueId symbol) {
  if (context.exits.empty()) return {};
  const State& exit = context.exits[0].state;
  State state = caller;
  state.facts.forget(world_.terms, symbol);
  state.fresh.clear();
  state.taken.clear();
  state.glimpses.clear();
  state.stale.clear();
  for (const LocationId place : context.released) {
    note_released(place, state.locks.depth(place));
    if (!exit.locks.holds(place)) state.locks.release(place);  // else it was only given up for a while
  }
  for (const Lock& lock : exit.locks.locks()) {
    if (!context.entry.locks.holds(lock.place)) state.locks.acquire(lock.place, lock.mode, lock.taken);
  }
  for (const Running& thread : exit.running) {
    const auto known = std::ranges::find(state.running, thread.thread, &Running::thread);
    const auto entered = std::ranges::find(context.entry.running, thread);
    const bool is_of_another_caller = entered != context.entry.running.end();
    if (known == state.running.end() && !is_of_another_caller) insert_sorted(state.running, thread);
  }
  std::erase_if(state.running, [&](const Running& thread) {
    const bool was_there =
        std::ranges::find(context.entry.running, thread.thread, &Running::thread) != context.entry.running.end();
    return was_there && std::ranges::find(exit.running, thread.thread, &Running::thread) == exit.running.end();
  });
  for (const ThreadId thread : exit.over) insert_sorted(state.over, thread);
  state.order.seen = PlaceList::united(state.order.seen, exit.order.seen);
  for (const LocationId place : exit.order.noticed) insert_sorted(state.order.noticed, place);
  state.order.posted = PlaceList::united(state.order.posted, exit.order.posted);
  for (const Finish& finish : exit.order.finished) insert_sorted(state.order.finished, finish);
  for (const Heard& heard : exit.order.heard) insert_sorted(state.order.heard, heard);
  world_.flows_into(symbol, context.exits[0].value);
  return {{.state = std::move(state), .value = symbol}};
}

}  // namespace check
