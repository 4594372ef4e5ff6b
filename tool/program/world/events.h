// What happens besides accesses: locks that are taken, or kept when their time is over, waits, and what takes long. Each is
// recorded once for all ways that lead there with the same locks and threads.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <cstdint>
#include <unordered_set>
#include <vector>

#include "tool/program/terms/ids.h"
#include "tool/program/world/access.h"
#include "tool/program/world/lockset.h"
#include "tool/program/world/places.h"

namespace check {

enum class EventKind : std::uint8_t {
  kTake,         ///< takes the lock `place`, and waits for it if it must
  kTakeAgain,    ///< the same with a lock that the thread took at `other` and has
  kLeave,        ///< returns from the function that took the lock `place` at `other`, and has it still
  kEnd,          ///< the thread, or main, is over and still has the lock `place`, taken at `other`
  kWait,         ///< waits for a condition, without a predicate or a time limit
  kBlock,        ///< waits for what may take long: time, input, another thread
  kSplitUpdate,  ///< stores into `place` what was computed from a value read there at `other`, in an earlier step
  kLook,         ///< reads `place`, of which a process that is over had a copy
  kJoin,         ///< waits for the end of the process `whom`
  kPut,          ///< puts an item into the queue `place`, and waits for room if it must
  kGet,          ///< takes an item out of the queue `place`
};

struct Event {
  EventKind kind = EventKind::kTake;
  LocationId place{};
  LockMode mode = LockMode::kExclusive;
  SiteId site{};
  SiteId other{};
  ThreadId thread{};
  ThreadId whom{};
  LocksetId locks{};  ///< before
  CompanyId company{};

  bool operator==(const Event&) const = default;
  std::size_t hash() const;
};

struct RecordedEvent {
  Event event;
  PathId path{};  ///< one of the ways there
};

class EventLog {
 public:
  void record(const Event& event, PathId path);
  void clear();
  const std::vector<RecordedEvent>& events() const { return events_; }

 private:
  struct Hash {
    std::size_t operator()(const Event& event) const { return event.hash(); }
  };
  std::unordered_set<Event, Hash> known_;
  std::vector<RecordedEvent> events_;
};

}  // namespace check
