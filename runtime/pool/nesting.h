// How deep a task is inside tasks of other pools. A task may make a pool of its own; one that runs itself in it never comes to
// an end, and is told so before the machine is full of processes.
//
// Thread and process safety: a worker process says once how deep it is, each thread of a pool for itself. Fork safety: a fork
// is as deep as whoever forked it.
#pragma once

namespace mp::internal {

inline constexpr unsigned kDeepestPool = 8;

/// 0 outside of all tasks.
unsigned tasks_around() noexcept;
/// What the caller does from now on is so deep: for a thread of a pool, or the first thread of a worker process.
void be_inside_tasks(unsigned tasks) noexcept;
/// Throws ValueError where a pool would be more than kDeepestPool deep.
void require_room_for_a_pool();

}  // namespace mp::internal
