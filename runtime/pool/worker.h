// What a worker process of a pool does: take a task, make the call, give the answer, until there is nothing more to come.
//
// Thread safety: a worker has one thread, unless its tasks start some. Process safety: runs in a fork of the pool's owner.
// A worker ends when the queue is closed and no task is ready, when it has done as many tasks as it may, and when the owner has
// died: an idle worker looks at least ten times a second (SequenceCondition's longest sleep), a busy one after every 16th task;
// and the kernel kills it with its owner (parent_death.h).
#pragma once

#include <sys/types.h>

#include "runtime/pool/pool_options.h"
#include "runtime/pool/task_table.h"

namespace mp::internal {

/// Does at most options.maxtasksperchild tasks. REQUIRES: called in the worker's process, of which `owner` is the parent.
void run_worker(const TaskTable& table, WorkerIndex worker, pid_t owner, const PoolOptions& options);

}  // namespace mp::internal
