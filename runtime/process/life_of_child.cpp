#include "runtime/process/life_of_child.h"

#include <unistd.h>

#include <utility>

#include "runtime/memory/arena.h"
#include "runtime/process/current_exception.h"
#include "runtime/process/end_of_process.h"
#include "runtime/process/exit.h"
#include "runtime/process/logging.h"
#include "runtime/process/standard_streams.h"
#include "runtime/trace.h"

namespace mp::internal {

void live(Birth birth, const std::function<void()>& body) noexcept {
  int code = 0;
  const std::string& name = become(std::move(birth.identity)).name;
  try {
    if (birth.fate) birth.fate->arm();
    memory::family_arena().names().tell(::getpid(), name);
    become_child_of(std::move(birth.parent));
    const CatchesSystemExit scope;
    trace::tell_of_process(trace::Kind::kProcessBegins, ::getpid(), 0, name);
    get_logger().info("child process calling self.run()");
    body();
  } catch (const SystemExit& request) {
    code = request.code;
  } catch (...) {
    report_uncaught_exception("Process", name);
    code = 1;
  }
  end_of_process();
  trace::tell_of_process(trace::Kind::kProcessEnds, ::getpid(), code, name);
  get_logger().info("process exiting with exitcode {}", code);
  flush_standard_streams();
  ::_exit(code);
}

}  // namespace mp::internal
