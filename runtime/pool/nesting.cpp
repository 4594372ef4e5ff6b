#include "runtime/pool/nesting.h"

#include <fmt/format.h>

#include "runtime/error.h"

namespace mp::internal {
namespace {

thread_local unsigned depth = 0;

}  // namespace

unsigned tasks_around() noexcept { return depth; }

void be_inside_tasks(unsigned tasks) noexcept { depth = tasks; }

void require_room_for_a_pool() {
  if (tasks_around() < kDeepestPool) return;
  throw ValueError(fmt::format(
      "this would be a pool inside tasks of {} pools inside each other, and {} are the most: a task that makes a pool "
      "for tasks like itself never ends, so do the work in the task, or give the inner tasks to the outer pool",
      tasks_around(), kDeepestPool));
}

}  // namespace mp::internal
