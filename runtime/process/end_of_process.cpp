#include "runtime/process/end_of_process.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <iterator>
#include <limits>
#include <vector>

#include "runtime/error.h"
#include "runtime/futex/deadline.h"
#include "runtime/process/children.h"
#include "runtime/process/current_exception.h"
#include "runtime/process/finalizers.h"
#include "runtime/process/identity.h"
#include "runtime/process/logging.h"
#include "runtime/process/started_child.h"

namespace mp::internal {
namespace {

void run_finalizers(int least) {
  while (const std::function<void()> finalizer = take_next_finalizer(least)) {
    try {
      finalizer();
    } catch (...) {
      report_uncaught_exception("Finalizer of", current_process().name());
    }
  }
}

void end_children() {
  const auto all = children();
  std::vector<std::shared_ptr<const StartedChild>> daemons;
  std::ranges::copy_if(all, std::back_inserter(daemons), [](const auto& child) { return child->daemon(); });
  for (const auto& daemon : daemons) get_logger().info("calling terminate() for daemon {}", daemon->name());
  end_daemons(daemons);
  for (const auto& child : all) {
    get_logger().info("calling join() for process {}", child->name());
    child->join_until(futex::kNever);
  }
}

}  // namespace

void end_daemons(std::span<const std::shared_ptr<const StartedChild>> daemons) {
  if (daemons.empty()) return;  // most have none; to ask for the time costs a forked child a dozen page faults
  for (const auto& daemon : daemons) daemon->send(SIGTERM);
  const futex::Deadline patience = futex::deadline_after(kPatienceWithDaemons);
  for (const auto& daemon : daemons) {
    if (!daemon->join_until(patience)) daemon->send(SIGKILL);
  }
}

void arrange_end_of_process() {
  static constinit std::atomic<bool> arranged = false;  // a fork has the functions of its parent
  if (!arranged.exchange(true)) MP_CHECK(std::atexit([] { end_of_process(); }) == 0);
}

void end_of_process() noexcept {
  get_logger().info("process shutting down");
  get_logger().debug("running all \"atexit\" finalizers with priority >= 0");
  run_finalizers(0);
  end_children();
  get_logger().debug("running the remaining \"atexit\" finalizers");
  run_finalizers(std::numeric_limits<int>::min());
}

}  // namespace mp::internal
