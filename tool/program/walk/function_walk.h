// The way of states through one call: block by block, each loop until nothing changes.
//
// At the head of a loop a place whose value grows by the same number in each round is that number times the round, so that
// element i of an array is told apart from element j; any other value that changes is a symbol of the loop.
//
// Thread safety: none; it lives on the stack of the analysis.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "tool/program/state/frame.h"
#include "tool/program/state/state.h"
#include "tool/program/walk/interpreter.h"
#include "tool/program/world/world.h"

namespace check {

class FunctionWalk {
 public:
  FunctionWalk(World& world, Interpreter& interpreter, const Frame& frame);
  FunctionWalk(const FunctionWalk&) = delete;
  FunctionWalk& operator=(const FunctionWalk&) = delete;

  /// All ways from the entry to the return.
  std::vector<Exit> run(State entry);

 private:
  struct Jump {
    BlockId from = 0;
    BlockId to = 0;
    State state;
  };
  struct Loop {
    BlockId head = 0;
    std::vector<State> entries;
    bool is_first_round = false;     ///< of the state that is followed now: no round came before
    std::vector<bool> first_rounds;  ///< of the states at the head
    std::vector<State> at_head;
    std::vector<State> back;          ///< from the end of a round
    std::vector<State> back_at_head;  ///< the same, as they arrive
    std::vector<Jump> leaving;
    std::map<LocationId, Growth>* growth = nullptr;
  };

  void run_components(const std::vector<Component>& components);
  void run_loop(const Component& component);
  int most_rounds() const;
  bool run_unrolled(const Component& component, Loop& loop, std::int64_t trips);
  bool run_round(const Component& component, Loop& loop);
  void run_block(BlockId block, std::vector<State> states);
  void follow_edges(BlockId block, State state, ValueId condition);
  std::optional<std::size_t> edge_of_first_round(BlockId block, const State& state, ValueId condition);
  void note_found(State& state, ValueId condition);
  void follow_switch(BlockId block, const State& state, ValueId condition);
  void go(BlockId from, BlockId to, State state);
  void note_trips(BlockId block, ValueId condition);
  void leave_loop(Loop& loop);
  void end_waits(const Loop& loop, ValueId round, State& state);
  void end_rounds(ValueId round, State& state);
  void hold_locks_of_all_rounds(const Loop& loop, State& state);
  bool is_of_all_rounds(LocationId lock);

  // Loop heads (loop_heads.cpp).
  State entering(const Loop& loop, State state);
  /// Learns how values grow from one round to the next; true if that is news.
  bool learn_growth(Loop& loop, const State& state);
  bool learn_growth_at(Loop& loop, const State& state, LocationId place, ValueId value, bool is_local);
  std::optional<ValueId> step_of_round(const Loop& loop, const State& state, ValueId value, const std::vector<ValueId>& before);
  bool is_the_same_in_each_round(const Loop& loop, const State& state, ValueId value) const;
  State next_round(const Loop& loop, State state);
  // Sums that loops add to (running_sums.cpp).
  void note_running_sums(const Loop& loop);
  bool runs_once(const Loop& loop) const;
  ValueId sum_at_end(const Loop& loop, LocationId place, ValueId symbol) const;
  bool adds_to(ValueId value, ValueId symbol, int depth) const;
  bool is_known_before_loops(ValueId symbol) const;
  bool note_next(const Loop& loop, ValueId symbol, ValueId next);
  void keep_what_was_at_head(const Loop& loop, PersistentMap<LocationId, ValueId>& map, bool is_local) const;
  std::optional<bool> known_to_be_null(const State& state, ValueId pointer);
  void note_nulls(const std::vector<std::pair<ValueId, bool>>& nulls, State& state);
  void keep_taken_under_new_names(const Loop& loop, const State& before, const std::vector<std::pair<ValueId, ValueId>>& moved,
                                  State& state);
  void keep_lock_of_each_round(ValueId round, State& state);
  std::vector<ValueId> values_at_head(const Loop& loop, LocationId place, bool is_local) const;
  ValueId changing_value(const Loop& loop, LocationId place, ValueId value);
  ValueId earlier_instances(ValueId instance, ValueId round, const std::function<bool(ValueId)>& is_stale);
  void forget_last_round(const Loop& loop, const State& before, State& state);
  bool is_of_last_round(const Loop& loop, const State& state, ValueId symbol) const;

  World& world_;
  Interpreter& interpreter_;
  Frame frame_;
  std::vector<std::vector<State>> waiting_;  ///< by block
  std::vector<Loop*> loops_;                 ///< being repeated, outermost first
  std::size_t work_before_nest_ = 0;         ///< what the pass had followed when the outermost of them began
};

}  // namespace check
