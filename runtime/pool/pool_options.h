// How a pool is made: how many workers, what each does first, how long it serves, and how it begins.
//
//   mp::Pool pool(mp::PoolOptions{.processes = 4, .initializer = open_database, .maxtasksperchild = 100});
//   mp::Pool other(4, mp::Context::forkserver());
#pragma once

#include <cstddef>
#include <optional>

#include "runtime/pool/initializer.h"
#include "runtime/process/cpu_count.h"
#include "runtime/process/start_method.h"

namespace mp {

struct PoolOptions {
  unsigned processes = cpu_count();
  /// Each worker calls it once, before its first task. A worker in which it throws answers each of its tasks with that exception.
  Initializer initializer = {};
  /// After so many tasks a worker ends, and a new process takes its place. A task is a chunk of map, or one call of apply.
  std::optional<std::size_t> maxtasksperchild = {};
  /// How a worker that is a process begins (start_method.h). Nothing: as set_start_method() says when the pool is made. A pool
  /// may fork while threads run, since it must replace a worker at any time.
  std::optional<Context> context = {};
  /// Whether an initializer that fails ends the whole pool with BrokenProcessPool, as that of an executor does.
  bool broken_by_initializer = false;
};

}  // namespace mp
