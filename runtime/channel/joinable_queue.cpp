#include "runtime/channel/joinable_queue.h"

#include <fmt/format.h>

#include "runtime/error.h"

namespace mp::internal {

void throw_too_many_done(const std::source_location& created) {
  throw ValueError(
      fmt::format("task_done() of the mp::JoinableQueue created at {}:{}: called too many times; call it once for each get()",
                  created.file_name(), created.line()));
}

}  // namespace mp::internal
