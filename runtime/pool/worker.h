// What a worker process of a pool does: take a task, make the call, give the answer, until there is nothing more to come.
//
// Thread safety: a worker has one thread, unless its tasks start some. Process safety: runs in a child of the pool's owner, which
// needs none of its memory but the shared one.
// A worker ends when the queue is closed and no task is ready, when it has done as many tasks as it may, and when the owner has
// died: an idle worker looks at least ten times a second (SequenceCondition's longest sleep), a busy one after every 16th task;
// and the kernel kills it with its owner (parent_death.h).
#pragma once

#include <atomic>
#include <cstddef>
#include <optional>

#include "runtime/pool/initializer.h"
#include "runtime/pool/task_queue.h"
#include "runtime/process/packed_call.h"
#include "runtime/process/work.h"

namespace mp::internal {

/// Where a worker belongs; the addresses are in shared memory, and so the same in all processes of the family.
struct WorkerPlace {
  TaskQueue* queue;
  std::atomic<bool>* initialised;  ///< set after the initializer
  WorkerIndex index;
  unsigned tasks_around;  ///< nesting.h
  std::optional<std::size_t> most_tasks;
};

/// The life of a worker, for whatever start method. The initializer outlives it.
class WorkOfWorker final : public Work {
 public:
  WorkOfWorker(const WorkerPlace& place, const Initializer& initializer) : place_(place), initializer_(initializer) {}
  void run() override;
  /// Throws ValueError if the initializer cannot cross.
  CallForNewProcess pack() const override;

 private:
  const WorkerPlace place_;
  const Initializer& initializer_;
};

}  // namespace mp::internal
