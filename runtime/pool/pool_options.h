// How a pool is made: how many workers, what each does first, and how long it serves.
//
//   mp::Pool pool(mp::PoolOptions{.processes = 4, .initializer = open_database, .maxtasksperchild = 100});
#pragma once

#include <cstddef>
#include <functional>
#include <optional>

#include "runtime/process/cpu_count.h"

namespace mp {

struct PoolOptions {
  unsigned processes = cpu_count();
  /// Each worker calls it once, before its first task. A worker in which it throws answers each of its tasks with that exception.
  std::function<void()> initializer = {};
  /// After so many tasks a worker ends, and a new process takes its place. A task is a chunk of map, or one call of apply.
  std::optional<std::size_t> maxtasksperchild = {};
  /// Whether an initializer that fails ends the whole pool with BrokenProcessPool, as that of an executor does.
  bool broken_by_initializer = false;
};

}  // namespace mp
