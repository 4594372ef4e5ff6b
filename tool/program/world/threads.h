// The threads and processes of a program: one for each place that starts one, reached by one chain of calls. If the place is in a
// loop, or its starter runs several times, the thread stands for many instances.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "tool/library_model.h"
#include "tool/program/terms/ids.h"
#include "tool/program/world/order.h"
#include "tool/program/world/places.h"

namespace check {

/// A thread that may be alive. `instance` says which of its instances: a thread value whose last number is exact, below a round
/// or up to it; kUnknownValue for any.
struct Running {
  ThreadId thread{};
  ValueId instance = kUnknownValue;

  bool operator==(const Running&) const = default;
  auto operator<=>(const Running&) const = default;
};

/// In this round of the loop, the instance `index` of the thread was waited for. Without a loop the round is the index itself, a
/// number.
struct JoinMark {
  ThreadId thread{};
  ValueId round{};
  ValueId index{};

  bool operator==(const JoinMark&) const = default;
  auto operator<=>(const JoinMark&) const = default;
};

/// Where a thread is started, and the functions that it is given to call: a wrapper may start whatever it is told to.
struct Start {
  Site at;
  std::set<FunctionId> given = {};
};

struct Thread {
  ThreadId parent{};
  PathId path{};  ///< of the starter
  Site start;
  std::set<FunctionId> given;
  ThreadKind kind = ThreadKind::kThread;
  std::uint32_t level = 0;                              ///< main has 0
  std::uint32_t loops = 0;                              ///< around the start, in all calls of the starter
  bool is_blurred = false;                              ///< stands for starts that were not told apart
  bool meets_itself = false;                            ///< an instance may be alive when the next one starts
  bool met_itself = false;                              ///< the same, in the pass before
  std::optional<LocationId> once;                       ///< started inside of what runs only once: its flag
  bool is_alone_in_once = false;                        ///< and not in a loop in there
  std::set<ThreadId> meets;                             ///< may be alive when this one starts
  std::vector<Running> left;                            ///< its own threads that may be alive when it ends
  std::optional<std::set<ThreadId>> over;               ///< that are surely over when it ends; nothing if it was not seen to end
  std::optional<PlaceList> seen;                        ///< signals that it has surely seen when it ends; nothing as above
  std::optional<std::map<LocationId, ValueId>> finals;  ///< numbers that it surely leaves behind; nothing as above
  std::set<FunctionId> bodies;
  std::vector<ValueId> trips;  ///< how often each loop around the start runs
};

class Threads {
 public:
  Threads();

  /// The thread that this start makes; the starter's own starts, when it starts itself, are one.
  ThreadId start(ThreadId parent, PathId path, const Start& start, ThreadKind kind, std::uint32_t loops);
  Thread& operator[](ThreadId id) { return threads_[index_of(id)]; }
  const Thread& operator[](ThreadId id) const { return threads_[index_of(id)]; }
  std::size_t size() const { return threads_.size(); }

  /// One way in which the thread ends: its own threads may still be alive, others are surely over.
  void end(ThreadId thread, const std::vector<Running>& left, const std::vector<ThreadId>& over, const PlaceList& seen,
           const std::map<LocationId, ValueId>& finals);

  /// Before a new pass: forgets what was seen, keeps who there is.
  void forget_history();

  /// Ancestor of `thread` at `level`; itself at its own level.
  ThreadId ancestor(ThreadId thread, std::uint32_t level) const;
  bool is_within(ThreadId thread, ThreadId ancestor) const;
  /// The process that the thread runs in, named by its first thread.
  ThreadId process_of(ThreadId thread) const;

 private:
  std::vector<Thread> threads_;
  std::map<std::tuple<ThreadId, PathId, Site>, ThreadId> ids_;
};

}  // namespace check
