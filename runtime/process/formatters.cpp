#include "runtime/process/formatters.h"

#include <fmt/format.h>

#include "runtime/error.h"

namespace mp {

std::string repr(const Thread& thread) {
  const std::string& name = thread.name();
  try {
    const pid_t ident = thread.ident();
    if (ident == 0) return fmt::format("<Thread({}, initial)>", name);
    return fmt::format("<Thread({}, {} {})>", name, thread.is_alive() ? "started" : "stopped", ident);
  } catch (const ValueError&) {  // a forked child has no copy of the thread
    return fmt::format("<Thread({}, unknown)>", name);
  }
}

}  // namespace mp
