// Carries out the steps of one block on one state. A step may split the way: a lock that was tried is taken on one, and not on
// the other.
//
// Thread safety: none; it lives on the stack of the analysis.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "tool/program/state/frame.h"
#include "tool/program/state/state.h"
#include "tool/program/walk/interpreter.h"
#include "tool/program/world/world.h"

namespace check {

class StepRunner {
 public:
  /// What a lock that is taken already answers to a C program that tries.
  static constexpr std::int64_t kBusy = 16;

  struct Way {
    State state;
    std::vector<ValueId> registers;  ///< those of this block
    std::uint32_t next = 0;
    bool is_dead = false;
  };

  StepRunner(World& world, Interpreter& interpreter, const Frame& frame, BlockId block);

  /// All ways through the block.
  std::vector<Way> run(State state);
  ValueId value(const Way& way, Reg reg) const;

 private:
  void run_step();
  std::size_t input_count() const { return step_->inputs.size(); }
  ValueId input(std::size_t index) const;
  std::vector<ValueId> inputs_from(std::size_t first) const;
  void answer(ValueId value);
  void set_register(Way& way, Reg reg, ValueId value);
  State& state() { return way_->state; }
  const State& state_of_way() const { return way_->state; }
  /// The same way with another answer; what happens to its state is up to the caller.
  State& split(ValueId answer);
  void split(ValueId answer, State state);
  void die() { way_->is_dead = true; }
  /// A new value of this step, about which nothing is known yet.
  ValueId new_symbol();
  LocationId own_variable(NameId key);
  ValueId container_of(ValueId member, NameId field);
  Site site() const { return frame_.site(block_, way_->next); }
  std::vector<ValueId> rounds() { return rounds_at(world_, frame_, block_); }

  // memory_steps.cpp, copying.cpp, recording.cpp, taking.cpp
  bool is_own_local(LocationId place) const;
  bool is_variable_of_this_thread(LocationId place) const;
  void begin_variable(std::uint32_t local);
  void run_allocate();
  void run_load();
  void run_store();
  void run_update();
  void run_copy();
  void copy(LocationId to, LocationId from);
  bool is_written_by_instances(const State& state, LocationId place) const;
  bool may_change_now(LocationId place) const;
  ValueId still_or_new_symbol(LocationId place);
  ValueId load(LocationId place);
  void store(LocationId place, ValueId value);
  ValueId as_of_round(LocationId place, ValueId value);
  void store_into(LocationId place, ValueId value);
  void forget(LocationId place);
  void remember(LocationId place, ValueId value);
  void note_copied(LocationId place, ValueId value);
  void forget_overlapping(LocationId place);
  void show_variables(ValueId value);
  void publish(ValueId value);
  void publish_atomically(ValueId value);
  void note_shared_thread_locals(ValueId value);
  void record(LocationId place, AccessKind kind, bool atomic);
  void record_concrete(LocationId place, LocationId written_root, LocationId actual_root, AccessKind kind, bool atomic);
  void note_removal(LocationId place, ValueId before);
  void note_removal_inside(LocationId whole);
  void note_copy(LocationId place, ValueId value);
  void note_draw(LocationId counter, ValueId before, ValueId after);
  void claim_drawn(ValueId number, LocationId counter);
  bool is_new_in_each_round(ValueId number);
  void note_put(LocationId place, ValueId value);
  void note_taken_number(ValueId number, LocationId from);
  void take(ValueId pointer, LocationId from);
  void take_whole(LocationId variable, LocationId from);
  void forget_filled(LocationId place, ValueId value);
  void put_back(LocationId place, ValueId value);
  std::set<LocationId> families_of(LocationId place);
  bool is_taken_out(ValueId pointer);
  Lockset guarding_locks(LocationId root);
  bool is_guessed(ValueId pointer, std::set<ValueId>& visited) const;

  // owners.cpp
  bool is_reached_from(ValueId pointer, const std::function<bool(LocationId)>& is_start, std::set<ValueId>& visited) const;
  bool is_reached_through(ValueId pointer, LocationId owner) const;
  bool belongs_to(LocationId place, LocationId owner) const;
  LocationId inside_own_owner(ValueId pointer, LocationId target);
  Lockset with_owners_locks(Lockset locks, LocationId written_root, LocationId actual_root);
  bool was_found(ValueId pointer);
  void note_element_put(ValueId value);
  void note_owner(LocationId place, ValueId value);
  bool stays_with_owner(LocationId place, ValueId value);

  std::optional<LocationId> origin_of(ValueId pointer);
  void note_exchange(LocationId place, ValueId value);
  std::optional<LocationId> exchanged_pointer(LocationId root);
  void note_keepers(LocationId root, Company& company);
  void note_found_in(ValueId pointer, std::vector<LocationId>& keepers, std::set<ValueId>& visited);
  std::vector<ValueId> unequal_indices();
  Order order_towards(LocationId written_root, LocationId actual_root);
  ValueId select();
  ValueId choose(ValueId condition, ValueId if_true, ValueId if_false);
  ValueId run_apply();

  // noting.cpp
  Company company();
  void note(EventKind kind, LocationId place, LockMode mode, SiteId other, const Lockset& locks);
  std::optional<LocationId> one_place(LocationId place);
  Lockset held_places();
  bool is_ordered_by_rank();
  void note_taking(const std::vector<ValueId>& locks, LockMode mode, bool is_recursive);
  void note_leaving();
  void note_block();
  void note_split_update(LocationId place, ValueId value);
  void note_look(LocationId place);
  void note_join(ValueId process);
  void note_item(EventKind kind);

  // call_steps.cpp
  void run_call();
  void run_virtual_call();
  void run_pointer_call();
  /// Calls what `callable` may be; one way for each way out of each.
  void call_value(ValueId callable, std::vector<ValueId> arguments);
  void enter(const std::vector<FunctionId>& callees, const std::vector<ValueId>& arguments);
  void take_exits(std::vector<Exit> exits);
  struct Callee {
    FunctionId function{};
    std::vector<ValueId> bound;
    ValueId task = kUnknownValue;  ///< the state that is posted when the call is over
  };
  std::vector<Callee> callees_of(ValueId callable);
  std::vector<std::size_t> own_arguments(const Callee& callee) const;
  void begin_task(State& entry, ValueId task);

  // library_steps.cpp and the files of the models
  void run_library();
  void element_at_end(bool grows);
  ValueId task_state();
  void map_shared();
  void fill_with_zeros();
  ValueId first_element(ValueId memory);
  void run_lock_model();
  void run_wait();
  void run_guard_model();
  void run_thread_model();
  void run_order_model();
  void run_atomic_model();

  // lock_models.cpp, guard_models.cpp
  void acquire(ValueId lock, LockMode mode);
  LocationId lock_at(ValueId lock);
  void acquire_in(State& state, ValueId lock, LockMode mode);
  void release(ValueId lock);
  void try_acquire(ValueId lock, LockMode mode, ValueId on_success, ValueId on_failure);
  void forget_what_others_write(State& state, std::optional<LocationId> released = std::nullopt);
  void open_lock();
  LocationId guard_lock(LocationId guard, std::int64_t number) const;
  LocationId guard_owns(LocationId guard) const;
  void set_hidden(LocationId place, ValueId value);
  ValueId hidden(LocationId place);
  std::vector<ValueId> guarded(LocationId guard);
  void remember_locks(LocationId guard);
  void lock_guard_again(LocationId guard, bool is_try);
  void close_guard(LocationId guard);
  void close_guards(LocationId any);
  bool call_lock_method(LocationId guard, std::size_t number, ValueId lock);
  void move_guard(LocationId guard, LocationId from);
  void swap_guards(LocationId guard, LocationId other);
  void note_temporary(LocationId guard);
  void note_fleeting(const FleetingGuard& guard);

  // thread_models.cpp
  void start_thread(ValueId callable, std::vector<ValueId> arguments, ThreadKind kind);
  std::set<FunctionId> functions_among(const std::vector<ValueId>& arguments);
  ThreadId note_start(ThreadKind kind, const std::vector<ValueId>& rounds, const std::vector<ValueId>& arguments);
  ValueId with_current(ValueId running, const std::vector<ValueId>& rounds);
  ValueId one_of_instance(ThreadId thread, ValueId symbol, const std::function<ValueId(ValueId)>& as_instance, int depth);
  void run_bodies(ThreadId thread, ValueId callable, const std::vector<ValueId>& arguments, const std::vector<ValueId>& rounds);
  void fork();
  void wait_for_any_process();
  void await_each_result(ValueId result);
  ValueId is_joinable(ValueId thread);
  void join_all();

  // order_models.cpp
  void post(ValueId signal, PostKind kind);
  void post_in(State& state, ValueId signal, PostKind kind, const PostPlace& where);
  void see(ValueId signal);
  void count_wait(LocationId semaphore);
  PostPlace here() const { return {.path = path_at(frame_, block_), .site = site()}; }
  /// What is posted when the call of this step is over.
  PostPlace behind_here() const {
    PostPlace place = here();
    ++place.site.step;
    return place;
  }
  void note_once(LocationId flag);
  void enter_once(ValueId flag);
  void once();
  void wait_at_barrier();
  void open_barrier(LocationId barrier);
  LocationId phase_count(LocationId barrier);
  void pass_phase(State& state, LocationId count) const;
  void complete_phase(LocationId count, ValueId completion);
  std::vector<Phase> phases();
  bool is_unset(LocationId flag);
  std::vector<LocationId> unset_flags();
  bool sets_up(LocationId place, ValueId value) const;
  void note_claim_under_lock(LocationId flag, ValueId value, bool is_first);
  void note_store(LocationId place, bool is_atomic, ValueId step, ValueId value);
  void open_semaphore(LocationId semaphore, ValueId value);
  void wait_for_semaphore();
  void change_semaphore();
  void post_semaphore(ValueId semaphore);
  bool admits_several(LocationId semaphore);
  bool is_lock(ValueId semaphore);

  // atomic_models.cpp
  void note_flag(LocationId place, ValueId value);
  void note_leaked(ValueId pointer);
  void claim(LocationId place, ValueId expected);
  void break_claims(LocationId place, ValueId value);
  bool acquires() const;
  bool releases() const;
  void fence();
  void take_flag(LocationId place);
  void note_broken_lock(LocationId place);
  ValueId load_atomic(LocationId place);
  void store_atomic(LocationId place, ValueId value, ValueId step);
  void exchange(LocationId place, ValueId value);
  void note_found_instead(LocationId place, LocationId expected);
  void compare_exchange(LocationId place, ValueId expected, ValueId wanted, ValueId success, ValueId failure);

  World& world_;
  Interpreter& interpreter_;
  const Frame& frame_;
  BlockId block_;
  std::uint32_t first_register_ = 0;
  std::uint32_t register_count_ = 0;
  const Step* step_ = nullptr;
  Way* way_ = nullptr;
  std::vector<Way> split_;  ///< ways that branched off in this step
};

}  // namespace check
