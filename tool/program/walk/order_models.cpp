// Order without a lock: signals that are posted and waited for, and what runs only once.
//
// What a thread did before it posted a signal is visible to whoever has seen the signal.
#include <algorithm>

#include "tool/program/walk/seeing.h"
#include "tool/program/walk/step_runner.h"

namespace check {
namespace {

/// PTHREAD_BARRIER_SERIAL_THREAD
constexpr std::int64_t kSerialThread = -1;

/// Among the inputs of kBarrierOpen.
constexpr std::size_t kCompletion = 2;

}  // namespace

void StepRunner::post_in(State& state, ValueId signal, PostKind kind, const PostPlace& where) {
  if (!world_.terms.points(signal)) return;
  bool anywhere = false;
  for (const LocationId place : world_.concrete(world_.terms.target(signal), anywhere)) {
    state.order.posted.insert(place);
    const PlaceList seen = known_to_all(world_.terms, state.order.seen);
    world_.signals.post(place, {.by = state.self, .place = where, .kind = kind, .seen = seen});
  }
  take_heard(state);
}

void StepRunner::post(ValueId signal, PostKind kind) { post_in(state(), signal, kind, here()); }

void StepRunner::see(ValueId signal) {
  forget_what_others_write(state());
  const Targets targets = world_.concrete(signal);
  for (const ValueId target : targets.values) {
    if (!world_.terms.is(target, ValueKind::kAddress)) continue;
    const auto place = static_cast<LocationId>(world_.terms[target].id);
    insert_sorted(state().order.heard, {.signal = place, .is_taken = true, .lets_in_several = admits_several(place)});
    if (targets.values.size() > 1) continue;  // one of several is not surely this one
    state().order.seen.insert(place);
    const bool is_latch = world_.signals.find_barrier(place) != nullptr;  // who finds it open sees all that were counted down
    if (step_->model == Model::kSignalWait || is_latch)
      insert_sorted(state().order.finished, {.counter = place, .is_down = true});
  }
}

/// Who waits for as many posts as there are posters has seen them all.
void StepRunner::count_wait(LocationId semaphore) {
  const std::vector<ValueId> around = rounds();
  const ValueId round = around.empty() ? kUnknownValue : around.back();
  std::vector<Waited>& waited = state().order.waited;
  const auto known =
      std::ranges::find_if(waited, [&](const Waited& other) { return other.semaphore == semaphore && other.round == round; });
  const std::uint32_t times = known == waited.end() || round != kUnknownValue ? 1 : known->times + 1;
  if (known != waited.end()) waited.erase(known);
  insert_sorted(waited, {.semaphore = semaphore, .round = round, .times = times});
  const Signal* signal = world_.signals.find_known(semaphore);
  const Targets initial = world_.memory.read(world_.terms.field(semaphore, world_.structure_field));
  const bool starts_with_none =
      std::ranges::all_of(initial.values, [&](ValueId value) { return world_.terms.is_number(value, 0); });
  if (signal == nullptr || !around.empty() || !starts_with_none) return;
  const bool all_once = std::ranges::none_of(signal->posters, [&](ThreadId poster) { return world_.threads[poster].loops > 0; });
  if (all_once && times >= signal->posters.size()) insert_sorted(state().order.finished, {.counter = semaphore, .is_down = true});
}

void StepRunner::note_once(LocationId flag) {
  const std::size_t loops = rounds().size();
  const auto [known, is_new] = world_.loops_around_once.try_emplace({flag, state().self}, loops);
  known->second = std::min(known->second, loops);
}

/// The flag of what runs only once is like a lock for who runs it. One in an object is another one in each object.
void StepRunner::enter_once(ValueId flag) {
  acquire_in(state(), flag, LockMode::kExclusive);
  if (!world_.terms.points(flag)) return;
  const LocationId place = world_.terms.target(flag);
  const Object* object = world_.object_of(place);
  const bool is_one = object != nullptr && object->kind == ObjectKind::kGlobal && !object->own_to_thread;
  if (is_one && !world_.terms.any_atom(place, [](ValueId) { return true; }) && world_.terms.is_definite(place)) note_once(place);
}

/// Runs the callable in the first that comes, as under a lock; whoever comes later sees what it did.
void StepRunner::once() {
  const ValueId flag = input(0);
  State& later = split(world_.terms.number(0));
  if (world_.terms.points(flag)) later.order.seen.insert(world_.terms.target(flag));
  enter_once(flag);
  call_value(input(1), inputs_from(2));
  std::vector<Way*> ways = {way_};
  for (Way& other : split_) {
    if (&other != &split_.front()) ways.push_back(&other);
  }
  for (Way* way : ways) {
    if (!world_.terms.points(flag)) continue;
    const LocationId place = world_.terms.target(flag);
    way->state.locks.release(place);
    way->state.order.seen.insert(place);
  }
}

void StepRunner::run_order_model() {
  const bool points = world_.terms.points(input(0));
  switch (step_->model) {
    case Model::kSemaphoreOpen:
      if (points) open_semaphore(world_.terms.target(input(0)), input(1));
      return answer(world_.terms.number(0));
    case Model::kSemaphoreWait:
      return wait_for_semaphore();
    case Model::kSemaphoreTryWait: {
      const ValueId failure = world_.terms.number(step_->number == 0 ? -1 : 0);
      if (is_lock(input(0))) return try_acquire(input(0), LockMode::kExclusive, world_.terms.number(step_->number), failure);
      split(failure);
      see(input(0));
      return answer(world_.terms.number(step_->number));
    }
    case Model::kSemaphorePost:
      return post_semaphore(input(0));
    case Model::kSemaphoreChange:
      return change_semaphore();
    case Model::kOnce:
      return once();
    case Model::kOnceEnter: {
      if (points && state().order.seen.contains(world_.terms.target(input(0)))) return answer(world_.terms.number(1));
      State& later = split(world_.terms.number(1));
      if (points) later.order.seen.insert(world_.terms.target(input(0)));
      enter_once(input(0));
      return answer(world_.terms.number(0));
    }
    case Model::kOnceLeave:
      if (!points) return;
      state().locks.release(world_.terms.target(input(0)));
      state().order.seen.insert(world_.terms.target(input(0)));
      return;
    case Model::kBarrierOpen:
      if (points) open_barrier(world_.terms.target(input(0)));
      return answer(world_.terms.number(0));
    case Model::kBarrierWait:
      note_block();
      return wait_at_barrier();
    case Model::kSignalPost:
      note_item(EventKind::kPut);
      return post(input(0), PostKind::kDown);
    case Model::kSignalWait:
      note_block();
      note_item(EventKind::kGet);
      return see(input(0));
    default:
      return answer(world_.terms.number(0));
  }
}

void StepRunner::open_barrier(LocationId barrier) {
  world_.signals.open_barrier(barrier, input(1));
  if (input_count() > kCompletion) store(world_.terms.field(barrier, world_.structure_field), input(kCompletion));
  state().memory.set(phase_count(barrier), world_.terms.number(0));  // also who makes a barrier may be one of its parties
}

LocationId StepRunner::phase_count(LocationId barrier) { return world_.terms.field(barrier, world_.phase_field); }

void StepRunner::pass_phase(State& state, LocationId count) const {
  const ValueId* known = state.memory.find(count);
  if (known != nullptr) state.memory.set(count, world_.terms.sum(*known, world_.terms.number(1)));
}

/// All threads of the barrier have come so far before any goes on. One of them is told so, and in what it does then it is alone.
void StepRunner::wait_at_barrier() {
  bool anywhere = false;
  const std::vector<LocationId> barriers =
      world_.terms.points(input(0)) ? world_.concrete(world_.terms.target(input(0)), anywhere) : std::vector<LocationId>();
  forget_what_others_write(state());
  if (barriers.size() != 1 || anywhere) {
    answer(new_symbol());
    return;
  }
  const LocationId barrier = barriers[0];
  const LocationId count = phase_count(barrier);
  world_.signals.wait_at_barrier(barrier, state().self);
  if (step_->number == kOwnBarrierStep) {
    pass_phase(state(), count);
    return answer(world_.terms.number(0));
  }
  for (const ValueId completion : world_.memory.read(world_.terms.field(barrier, world_.structure_field)).values) {
    if (!world_.terms.is(completion, ValueKind::kNumber)) return complete_phase(count, completion);
  }
  pass_phase(state(), count);
  state().locks.release(count);
  // POSIX tells one thread kSerialThread and the others 0; mp::Barrier tells one 0, and the others another number.
  const bool tells_index = step_->number != 0;
  split(world_.terms.number(tells_index ? 1 : 0));
  acquire_in(state(), world_.terms.address(count), LockMode::kExclusive);
  answer(world_.terms.number(tells_index ? 0 : kSerialThread));
}

/// The last one to come calls the completion before any goes on: a phase of its own, in which it is alone.
void StepRunner::complete_phase(LocationId count, ValueId completion) {
  pass_phase(state(), count);
  acquire_in(state(), world_.terms.address(count), LockMode::kExclusive);
  call_value(completion, {});
  std::vector<Way*> ways = {way_};
  for (Way& other : split_) ways.push_back(&other);
  for (Way* way : ways) {
    way->state.locks.release(count);
    pass_phase(way->state, count);
    forget_what_others_write(way->state);
  }
}

std::vector<Phase> StepRunner::phases() {
  std::vector<Phase> phases;
  for (const LocationId barrier : world_.signals.barriers()) {
    const ValueId* count = state().memory.find(phase_count(barrier));
    if (count != nullptr) phases.push_back({.barrier = barrier, .count = *count});
  }
  return phases;
}

/// Whether the thread knows, under a lock, that the flag still has the value it had before the threads were started.
bool StepRunner::is_unset(LocationId flag) {
  const ValueId* known = state().memory.find(flag);
  if (known == nullptr || state().locks.empty()) return false;
  const ValueId value = state().facts.decide(world_.terms, *known);
  if (!world_.terms.is(value, ValueKind::kNumber)) return false;
  const Targets initial = world_.memory.initial(flag);
  return initial.values.size() == 1 && initial.values.contains(value) && !initial.anything;
}

std::vector<LocationId> StepRunner::unset_flags() {
  std::vector<LocationId> flags;
  if (state().locks.empty()) return flags;
  // Whichever are fewer are gone through: what the thread knows, or what others wait for.
  if (world_.signals.watched().size() <= state().memory.size()) {
    for (const LocationId flag : world_.signals.watched()) {
      if (is_unset(flag)) flags.push_back(flag);
    }
    return flags;
  }
  state().memory.for_each([&](LocationId flag, ValueId) {
    if (world_.signals.is_watched(flag) && is_unset(flag)) flags.push_back(flag);
  });
  return flags;
}

/// The store gives the place a value that it has before any thread that writes it is started.
bool StepRunner::sets_up(LocationId place, ValueId value) const {
  return world_.terms.is(value, ValueKind::kNumber) && world_.memory.initial(place).values.contains(value);
}

/// Under a lock the flag was found as it was before the threads were started, and is set: no other thread does that, unless
/// somebody sets it back.
void StepRunner::note_claim_under_lock(LocationId flag, ValueId value, bool is_first) {
  const ValueId* known = state().memory.find(flag);
  const ValueId before = known == nullptr ? kUnknownValue : state().facts.decide(world_.terms, *known);
  if (is_first && world_.terms.is(value, ValueKind::kNumber) && value != before) {
    claim(flag, before);
  } else if (world_.claimed_from.contains(without_indices(world_.terms, flag))) {
    break_claims(flag, value);
  }
}

/// A store that somebody waits for is a post: it shows what was done before if it has release, or is made under a lock. `step` is
/// what an update adds, kUnknownValue for another store, which stores `value`.
void StepRunner::note_store(LocationId place, bool is_atomic, ValueId step, ValueId value) {
  if (is_alone(state())) return;
  const bool is_ordered = is_atomic ? releases() || state().order.is_fenced : !state().locks.empty();
  PostKind kind = PostKind::kSet;
  if (world_.terms.is(step, ValueKind::kNumber)) kind = world_.terms[step].number < 0 ? PostKind::kDown : PostKind::kUp;
  bool anywhere = false;
  for (const LocationId concrete : world_.concrete(place, anywhere)) {
    const bool is_watched =
        world_.signals.is_watched(concrete) || world_.signals.is_family_watched(without_indices(world_.terms, concrete));
    if (!is_watched || (!is_ordered && !is_atomic && sets_up(concrete, value))) continue;
    const bool is_first = is_unset(concrete);
    if (!is_atomic) note_claim_under_lock(concrete, value, is_first);
    state().order.posted.insert(concrete);
    take_heard(state());
    if (is_first) state().order.seen.insert(concrete);
    world_.signals.post(concrete, {.by = state().self,
                                   .place = here(),
                                   .kind = kind,
                                   .value = value,
                                   .is_ordered = is_ordered,
                                   .is_first = is_first,
                                   .seen = known_to_all(world_.terms, state().order.seen),
                                   .claims = state().order.claims});
    if (is_ordered) continue;
    if (is_atomic) world_.signals.note_relaxed(concrete, world_.sites.intern(site()), /*is_store=*/true);
    if (!is_atomic) world_.signals.note_plain_post(concrete);
  }
}

void StepRunner::wait_for_semaphore() {
  if (is_lock(input(0))) {
    note_taking({input(0)}, LockMode::kExclusive, true);  // another may give it back
    return acquire(input(0), LockMode::kExclusive);
  }
  note_block();
  see(input(0));
  if (world_.terms.points(input(0)) && world_.object_of(world_.terms.target(input(0))) != nullptr)
    count_wait(world_.terms.target(input(0)));
  answer(world_.terms.number(0));
}

/// One of a set of System V. What is added while nobody else runs is where it starts.
void StepRunner::change_semaphore() {
  const ValueId change = state().facts.decide(world_.terms, input(1));
  if (!world_.terms.is(change, ValueKind::kNumber) || !world_.terms.points(input(0))) return answer(world_.terms.number(0));
  if (world_.terms[change].number <= 0) return wait_for_semaphore();
  if (!is_alone(state())) return post_semaphore(input(0));
  const LocationId semaphore = world_.terms.target(input(0));
  const ValueId* count = state().memory.find(world_.terms.field(semaphore, world_.structure_field));
  open_semaphore(semaphore, count == nullptr ? change : world_.terms.sum(*count, change));
  answer(world_.terms.number(0));
}

void StepRunner::open_semaphore(LocationId semaphore, ValueId value) {
  const LocationId count = world_.terms.field(semaphore, world_.structure_field);
  bool anywhere = false;
  for (const LocationId concrete : world_.concrete(count, anywhere)) world_.memory.initialise(concrete, value);
  store(count, value);
}

void StepRunner::post_semaphore(ValueId semaphore) {
  answer(world_.terms.number(0));
  const bool was_lock = is_lock(semaphore);
  post(semaphore, PostKind::kDown);
  if (!was_lock) return;
  const LocationId place = world_.terms.target(semaphore);
  bool anywhere = false;
  if (!state().locks.holds(place)) {
    for (const LocationId concrete : world_.concrete(place, anywhere)) world_.signals.note_handed_on(concrete);
  }
  release(semaphore);
}

/// More than one may pass it at the same time.
bool StepRunner::admits_several(LocationId semaphore) {
  const Targets count = world_.memory.read(world_.terms.field(semaphore, world_.structure_field));
  return std::ranges::any_of(
      count.values, [&](ValueId value) { return world_.terms.is(value, ValueKind::kNumber) && world_.terms[value].number > 1; });
}

/// A semaphore that starts with one is taken and given back like a lock.
bool StepRunner::is_lock(ValueId semaphore) {
  if (!world_.terms.points(semaphore)) return false;
  bool anywhere = false;
  for (const LocationId place : world_.concrete(world_.terms.target(semaphore), anywhere)) {
    if (world_.signals.is_handed_on(place)) return false;
    const Targets count = world_.memory.read(world_.terms.field(place, world_.structure_field));
    if (count.anything || !count.values.contains(world_.terms.number(1))) return false;
    if (count.values.size() != 1) return false;
  }
  return true;
}

}  // namespace check
