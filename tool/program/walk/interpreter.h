// Follows the program from where it starts: calls are entered with what the caller knows, threads are followed where they start.
//
// A call that was already followed with the same knowledge is not followed again. A function that calls itself, or is called in
// more ways than a program this size can afford, is followed once for all its calls, with what all callers know in common. A pass
// that has taken more time than its program's size allows enters no further calls.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "tool/program/state/frame.h"
#include "tool/program/state/state.h"
#include "tool/program/world/world.h"

namespace check {

class Interpreter {
 public:
  explicit Interpreter(World& world) : world_(world) {}

  /// Called for each block that is followed: they measure the time that a pass takes.
  void note_work() { ++work_; }
  std::size_t work() const { return work_; }

  /// One pass over the whole program: as main, and everything that main starts.
  void run_program();

  /// The call is one of many that are followed as one, in a program too large to tell them apart: what its pointers lead to, and
  /// what runs beside it, come from different calls.
  bool is_guessing(PathId path) const;
  /// What a variable of a call holds whose address others were given. It is a guess if so much was followed that calls are hardly
  /// told apart: nobody can say which of them stored it.
  void note_given(ValueId value);
  bool is_guess(ValueId value) const { return guesses_.contains(value); }
  bool has_guesses() const { return !guesses_.empty(); }
  /// Some call of the function came when nothing ran beside main: it may be part of what a program does before its threads.
  bool was_called_alone(FunctionId function) const { return called_alone_.contains(function); }
  /// No call is entered any more, so that nobody knows which locks are held.
  bool is_exhausted() const;

  /// All ways out of a call. The exits have the caller's own locals and registers.
  std::vector<Exit> call(FunctionId callee, const std::vector<ValueId>& arguments, const State& state, const Frame& caller,
                         BlockId block, std::uint32_t step);
  /// Follows what `thread` runs, beside the one that starts it.
  void run_thread(ThreadId thread, FunctionId body, std::vector<ValueId> arguments, const State& starter);
  /// The running thread ends here.
  void leave_thread(const State& state);
  /// A lock at this place, which was held `depth` times, is given up once: it may be one that the callers took.
  void note_released(LocationId place, std::uint8_t depth);

 private:
  struct Context {
    PathId path{};
    std::vector<ValueId> arguments;
    State entry;
    std::vector<Exit> exits;
    std::vector<State> thread_ends;
  };
  /// The ways in which one function was called.
  class Contexts {
   public:
    /// Called before with the same arguments, at this place if it is not nothing, and with the same knowledge; nullptr if not.
    const Context* find(std::optional<PathId> path, const std::vector<ValueId>& arguments, const State& entry) const;
    /// With any knowledge.
    std::size_t count(PathId path, const std::vector<ValueId>& arguments) const;
    Context& add(std::unique_ptr<Context> context);
    std::size_t size() const { return all_.size(); }

   private:
    static std::size_t hash_of(const std::vector<ValueId>& arguments);

    std::vector<std::unique_ptr<Context>> all_;
    std::unordered_multimap<std::size_t, const Context*> by_arguments_;
  };
  struct SharedContext {
    bool followed = false;
    bool active = false;
    bool asked_while_active = false;
    State entry;
    std::vector<Exit> exits;  ///< none or one
    std::vector<LocationId> released;
  };

  void run_entry(FunctionId function, State& state);
  void note_end(const State& state, PathId path);
  std::vector<Exit> follow(const Frame& frame, const std::vector<ValueId>& arguments, State entry);
  std::vector<Exit> call_shared(FunctionId callee, const std::vector<ValueId>& arguments, const State& state, const Frame& caller,
                                BlockId block, std::uint32_t step);
  void follow_shared(FunctionId callee, PathId path, SharedContext& context);
  std::vector<Exit> resume(const State& caller, const SharedContext& context, ValueId symbol);
  PersistentMap<LocationId, ValueId> left_alone(FunctionId callee, const std::vector<ValueId>& arguments,
                                                const PersistentMap<LocationId, ValueId>& memory);
  /// So much is followed that calls are hardly told apart.
  std::size_t much_work() const;
  bool is_large() const;
  bool must_share(FunctionId callee, ThreadId thread);
  bool wraps_a_lock(FunctionId callee);

  World& world_;
  std::unordered_map<FunctionId, Contexts> contexts_;
  std::unordered_map<FunctionId, bool> wrappers_;  ///< whether they wrap a lock, of those that were asked for
  std::map<std::pair<FunctionId, ThreadId>, SharedContext> shared_;
  std::vector<PathId> threads_;                ///< being followed, outermost first
  std::vector<FunctionId> active_;             ///< the calls being followed, outermost first
  std::vector<SharedContext*> sharing_;        ///< those that stand for several calls
  std::vector<State>* thread_ends_ = nullptr;  ///< of the running thread
  std::unordered_set<FunctionId> called_alone_;
  std::unordered_set<ValueId> guesses_;
  std::size_t work_ = 0;
};

}  // namespace check
