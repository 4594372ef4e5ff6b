#include "tool/program/walk/interpreter.h"

#include <algorithm>
#include <map>

#include "tool/program/walk/function_walk.h"
#include "tool/program/walk/lock_wrappers.h"

namespace check {
namespace {

/// Ways to call one function that are told apart in one pass: at first, after much work, and none after too much of it.
constexpr std::size_t kMostContexts = 512;
constexpr std::size_t kFewContexts = 3;
/// The same of a function that wraps a lock.
constexpr std::size_t kMostWays = 4096;
/// Blocks followed in one pass: programs of some hundred lines need less than a thousand. Small ones have more time for each.
constexpr std::size_t kMuchWork = 10'000;
constexpr std::size_t kMuchWorkOfSmall = 40'000;
constexpr std::size_t kSmall = 1'000;
/// Beyond this no call is entered: so much, and so often each block of the program.
constexpr std::size_t kMostWork = 60'000;
constexpr std::size_t kMostRoundsOfProgram = 8;
/// Calls in calls; beyond, the stack of the analysis is not risked.
constexpr std::size_t kDeepestCall = 60;
/// Starts of a thread by itself that are followed; with the same arguments none is followed again.
constexpr std::ptrdiff_t kDeepestSelfStart = 3;

/// What a caller cannot tell anybody: its own variables.
State entry_state(const State& caller) {
  State entry = caller;
  entry.locals = {};
  entry.lasting.clear();
  return entry;
}

/// Values that were read under a lock that is given up matter to the callee if it is given them, and to the caller if it gets
/// them.
void keep_stale_of_arguments(const World& world, const std::vector<ValueId>& arguments, State& entry) {
  std::erase_if(entry.stale, [&](const Stale& stale) {
    return std::ranges::none_of(arguments, [&](ValueId argument) { return world.terms.mentions(argument, stale.value); });
  });
}

State back_in(const World& world, const State& caller, const Exit& exit) {
  State state = exit.state;
  state.locals = caller.locals;
  state.lasting = caller.lasting;
  state.stale = caller.stale;
  for (const Stale& stale : exit.state.stale) {
    if (world.terms.mentions(exit.value, stale.value)) insert_sorted(state.stale, stale);
  }
  return state;
}

/// Symbols are the starter's: they mean nothing to another thread, but for those that are one number in the whole run.
bool names_a_symbol(const World& world, auto term) {
  return world.terms.any_atom(term, [&](ValueId atom) { return !world.memory.is_computed_once(atom); });
}

bool is_in_call(const World& world, PathId path, PathId call) {
  while (world.paths[path].round >= 0) path = world.paths[path].caller;
  return path == call;
}

std::map<LocationId, ValueId> numbers_in(const World& world, const State& state) {
  std::map<LocationId, ValueId> numbers;
  state.memory.for_each([&](LocationId place, ValueId value) {
    const Object* object = world.object_of(place);
    const bool is_number = world.terms.is(value, ValueKind::kNumber);
    if (object != nullptr && !object->own_to_thread && is_number && world.terms.is_definite(place)) numbers.emplace(place, value);
  });
  return numbers;
}

/// The same value has two names: what the starter computed, and what its threads find.
void note_still_value(World& world, LocationId place, ValueId value) {
  if (names_a_symbol(world, place) || !world.memory.is_still(place)) return;
  const ValueId still = world.symbol({.kind = SymbolKind::kStill, .a = static_cast<std::uint32_t>(place)});
  const auto [known, is_new] = world.still_values.try_emplace(still, value);
  if (!is_new && known->second != value) known->second = still;
}

/// What was decided before the threads were started, and is not written while they run.
void tell_what_stays(World& world, ThreadId thread, const State& starter, State& entry) {
  starter.memory.for_each([&](LocationId place, ValueId value) {
    const Object* object = world.object_of(place);
    if (object == nullptr || object->own_to_thread || !world.terms.is_definite(place)) return;
    const ValueId decided = starter.facts.decide(world.terms, value);
    const ValueKind kind = world.terms[decided].kind;
    const bool is_address =
        kind == ValueKind::kAddress && world.object_of(static_cast<LocationId>(world.terms[decided].id)) != nullptr;
    if (kind == ValueKind::kSymbol || kind == ValueKind::kSum) note_still_value(world, place, decided);
    const bool is_computed = kind == ValueKind::kSymbol || kind == ValueKind::kSum || kind == ValueKind::kApply;
    if (kind != ValueKind::kNumber && kind != ValueKind::kFunction && !is_address && !is_computed) return;
    if (names_a_symbol(world, place) || ((is_address || is_computed) && names_a_symbol(world, decided))) return;
    const bool changes = world.memory.changes_after_start(thread, world.threads[thread].met_itself, place);
    if (!changes) entry.memory.set(place, decided);
  });
}

/// The call is over, and with it its variables.
void end_variables(const World& world, const Frame& frame, State& state) {
  const auto& locals = frame.code().locals;
  if (std::ranges::none_of(locals, &Local::address_taken)) return;
  state.memory.erase_if([&](LocationId place, ValueId) {
    const Object* object = world.object_of(place);
    return object != nullptr && object->kind == ObjectKind::kLocal && is_in_call(world, object->path, frame.path);
  });
}

}  // namespace

void Interpreter::run_program() {
  State state;
  std::vector<State> ends;
  thread_ends_ = &ends;
  world_.is_before_main = true;
  for (const FunctionId function : world_.code.initialisers()) run_entry(function, state);
  world_.is_before_main = false;
  for (const FunctionId function : world_.code.entries()) run_entry(function, state);
  thread_ends_ = nullptr;
}

void Interpreter::run_entry(FunctionId function, State& state) {
  const Function& code = world_.code[function];
  const PathId path = world_.paths.intern({.is_root = true, .thread = kMainThread, .function = function});
  std::vector<ValueId> arguments(code.summary->parameters, kUnknownValue);
  for (const LocationId barrier : world_.signals.barriers()) {
    const LocationId count = world_.terms.field(barrier, world_.phase_field);
    if (state.memory.find(count) == nullptr) state.memory.set(count, world_.terms.number(0));
  }
  std::vector<Exit> exits =
      follow({.id = function, .function = &code, .path = path, .instance = {}, .rounds = {}, .unrolled = {}}, arguments,
             entry_state(state));
  for (const Exit& exit : exits) note_end(exit.state, path);
  if (exits.empty()) return;
  State after = std::move(exits[0].state);
  for (std::size_t i = 1; i < exits.size(); ++i) after = merge(world_, {.path = path, .block = 1}, after, exits[i].state);
  state = std::move(after);
}

std::vector<Exit> Interpreter::follow(const Frame& frame, const std::vector<ValueId>& arguments, State entry) {
  active_.push_back(frame.id);
  for (std::uint32_t i = 0; i < frame.code().parameters; ++i) {
    const LocationId place = local_place(world_, frame, i);
    const ValueId value = i < arguments.size() ? arguments[i] : kUnknownValue;
    if (value == kUnknownValue) continue;
    (frame.code().locals[i].address_taken ? entry.memory : entry.locals).set(place, value);
    if (!frame.code().locals[i].address_taken) continue;
    const Targets targets = world_.concrete(value);
    const bool leads_nowhere = targets.values.empty() && world_.terms.is(value, ValueKind::kAddress);
    world_.memory.begin(place, leads_nowhere ? kUnknownValue : value);
  }
  std::vector<Exit> exits = FunctionWalk(world_, *this, frame).run(std::move(entry));
  for (Exit& exit : exits) end_variables(world_, frame, exit.state);
  active_.pop_back();
  return exits;
}

std::size_t Interpreter::Contexts::hash_of(const std::vector<ValueId>& arguments) {
  std::size_t seed = arguments.size();
  for (const ValueId argument : arguments) seed = mix(seed, index_of(argument));
  return seed;
}

const Interpreter::Context* Interpreter::Contexts::find(std::optional<PathId> path, const std::vector<ValueId>& arguments,
                                                        const State& entry) const {
  const auto [first, last] = by_arguments_.equal_range(hash_of(arguments));
  const auto is_same = [&](const auto& known) {
    const Context& context = *known.second;
    return (!path || context.path == *path) && context.arguments == arguments && context.entry == entry;
  };
  const auto found = std::find_if(first, last, is_same);
  return found == last ? nullptr : found->second;
}

std::size_t Interpreter::Contexts::count(PathId path, const std::vector<ValueId>& arguments) const {
  const auto [first, last] = by_arguments_.equal_range(hash_of(arguments));
  return static_cast<std::size_t>(std::count_if(
      first, last, [&](const auto& known) { return known.second->path == path && known.second->arguments == arguments; }));
}

Interpreter::Context& Interpreter::Contexts::add(std::unique_ptr<Context> context) {
  by_arguments_.emplace(hash_of(context->arguments), context.get());
  return *all_.emplace_back(std::move(context));
}

bool Interpreter::wraps_a_lock(FunctionId callee) {
  const auto [known, is_new] = wrappers_.try_emplace(callee, false);
  if (is_new) known->second = check::wraps_a_lock(world_.code, callee);
  return known->second;
}

bool Interpreter::must_share(FunctionId callee, ThreadId thread) {
  if (std::ranges::find(active_, callee) != active_.end()) return true;
  const std::size_t known = contexts_[callee].size();
  const std::size_t most = work_ > 2 * much_work() ? 0 : work_ > much_work() ? kFewContexts : kMostContexts;
  const bool is_too_much = known >= most && (known >= kMostWays || !wraps_a_lock(callee));
  if (is_too_much) world_.calls_in_common.emplace(callee, thread);
  return is_too_much || world_.calls_in_common.contains({callee, thread});
}

std::size_t Interpreter::much_work() const { return world_.code.blocks() < kSmall ? kMuchWorkOfSmall : kMuchWork; }

bool Interpreter::is_large() const { return work_ > much_work() || !world_.calls_in_common.empty(); }

void Interpreter::note_given(ValueId value) {
  if (is_large()) guesses_.insert(value);
}

bool Interpreter::is_guessing(PathId path) const { return is_large() && world_.is_in_shared_call(path); }

bool Interpreter::is_exhausted() const { return work_ > kMostWork + kMostRoundsOfProgram * world_.code.blocks(); }

std::vector<Exit> Interpreter::call(FunctionId callee, const std::vector<ValueId>& arguments, const State& state,
                                    const Frame& caller, BlockId block, std::uint32_t step) {
  if (active_.size() >= kDeepestCall || is_exhausted()) return {{.state = state, .value = kUnknownValue}};
  if (is_alone(state)) called_alone_.insert(callee);
  const Function& code = world_.code[callee];
  const PathId path = world_.paths.intern({.is_root = false,
                                           .thread = state.self,
                                           .caller = path_at(caller, block),
                                           .call = caller.site(block, step),
                                           .function = callee});
  State entry = entry_state(state);
  keep_stale_of_arguments(world_, arguments, entry);
  const Context* context = contexts_[callee].find(code.depends_on_path ? std::optional(path) : std::nullopt, arguments, entry);
  if (context == nullptr) {
    if (must_share(callee, state.self)) return call_shared(callee, arguments, state, caller, block, step);
    auto made = std::make_unique<Context>();
    made->path = path;
    made->arguments = arguments;
    made->entry = entry;
    const std::vector<ValueId> rounds = rounds_at(world_, caller, block);
    std::vector<ValueId> instance = caller.instance;
    instance.insert(instance.end(), rounds.begin() + static_cast<std::ptrdiff_t>(caller.rounds.size()), rounds.end());
    std::vector<State>* outer_ends = std::exchange(thread_ends_, &made->thread_ends);
    made->exits =
        follow({.id = callee, .function = &code, .path = path, .instance = std::move(instance), .rounds = rounds, .unrolled = {}},
               arguments, std::move(entry));
    thread_ends_ = outer_ends;
    context = &contexts_[callee].add(std::move(made));
  }
  if (thread_ends_ != nullptr)
    thread_ends_->insert(thread_ends_->end(), context->thread_ends.begin(), context->thread_ends.end());
  std::vector<Exit> exits;
  for (const Exit& exit : context->exits) exits.push_back({.state = back_in(world_, state, exit), .value = exit.value});
  return exits;
}

void Interpreter::run_thread(ThreadId thread, FunctionId body, std::vector<ValueId> arguments, const State& starter) {
  Thread& info = world_.threads[thread];
  info.bodies.insert(body);
  for (const ValueId argument : arguments) world_.memory.note_lent(argument);
  const PathId path = world_.paths.intern({.is_root = true, .thread = thread, .function = body});
  // A thread that starts itself has, sooner or later, any arguments.
  const auto nested = std::ranges::count(threads_, path);
  if (nested == kDeepestSelfStart) return;
  if (nested > 0) arguments.assign(arguments.size(), kUnknownValue);
  State entry;
  entry.self = thread;
  entry.order.seen = starter.order.seen;
  entry.order.noticed = starter.order.noticed;
  entry.order.finished = starter.order.finished;
  tell_what_stays(world_, thread, starter, entry);
  for (const LocationId barrier : world_.signals.barriers()) {
    entry.memory.set(world_.terms.field(barrier, world_.phase_field), world_.terms.number(0));
  }
  if (contexts_[body].find(path, arguments, entry) != nullptr) return;
  const std::size_t ways = contexts_[body].count(path, arguments);
  if (ways >= (work_ > much_work() ? kFewContexts : kMostContexts)) {
    // From now on it knows nothing that one start could tell and another not.
    entry.order = {};
    entry.memory = {};
    if (contexts_[body].find(path, arguments, entry) != nullptr) return;
  }
  std::vector<ValueId> instance = world_.instance_of(thread);
  auto made = std::make_unique<Context>();
  made->path = path;
  made->arguments = arguments;
  made->entry = entry;
  // A thread that starts itself meets this context, and does not follow it again.
  Context* context = &contexts_[body].add(std::move(made));
  std::vector<State>* outer_ends = std::exchange(thread_ends_, &context->thread_ends);
  const std::vector<FunctionId> outer_calls = std::exchange(active_, {});
  const std::vector<SharedContext*> outer_sharing = std::exchange(sharing_, {});
  threads_.push_back(path);
  context->exits = follow(
      {.id = body, .function = &world_.code[body], .path = path, .instance = std::move(instance), .rounds = {}, .unrolled = {}},
      arguments, std::move(entry));
  threads_.pop_back();
  active_ = outer_calls;
  sharing_ = outer_sharing;
  thread_ends_ = outer_ends;
  std::vector<const State*> ends;
  for (const Exit& exit : context->exits) ends.push_back(&exit.state);
  for (const State& end : context->thread_ends) ends.push_back(&end);
  for (const State* end : ends) {
    world_.threads.end(thread, end->running, end->over, known_to_all(world_.terms, end->order.seen), numbers_in(world_, *end));
    note_end(*end, path);
  }
}

/// Locks that the thread has when it is over.
void Interpreter::note_end(const State& state, PathId path) {
  if (is_exhausted()) return;
  for (const Lock& lock : state.locks.locks()) {
    world_.events.record({.kind = EventKind::kEnd,
                          .place = lock.place,
                          .mode = lock.mode,
                          .site = static_cast<SiteId>(lock.taken),
                          .other = static_cast<SiteId>(lock.taken),
                          .thread = state.self,
                          .locks = world_.log.intern(Lockset()),
                          .company = world_.log.intern(Company())},
                         path);
  }
}

void Interpreter::leave_thread(const State& state) {
  if (thread_ends_ != nullptr) thread_ends_->push_back(state);
}

void Interpreter::note_released(LocationId place, std::uint8_t depth) {
  for (SharedContext* context : sharing_) {
    if (depth > context->entry.locks.depth(place)) continue;  // taken in this very call
    if (std::ranges::find(context->released, place) == context->released.end()) context->released.push_back(place);
  }
}

}  // namespace check
