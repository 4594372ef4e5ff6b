#include "runtime/process/creator.h"

#include <fmt/format.h>

#include "runtime/error.h"
#include "runtime/process/identity.h"

namespace mp::internal {

void Creator::require_caller(std::string_view verb, std::string_view name) const {
  if (is_caller()) return;
  const CurrentProcess caller = current_process();
  throw ValueError(fmt::format("{} (pid {}) cannot {} {}: only the process that made it can (pid {}); make a process of your own",
                               caller.name(), caller.pid(), verb, name, pid_));
}

}  // namespace mp::internal
