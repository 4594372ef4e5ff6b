// What can be said of a process before it starts: mp::Process p(mp::ProcessOptions{.name = "reader", .daemon = true}, job);
#pragma once

#include <optional>
#include <string>

#include "runtime/process/start_method.h"

namespace mp {

struct ProcessOptions {
  /// Empty: "Process-1", "Process-2", ...; "Process-1:2" for the second child of Process-1.
  std::string name{};
  /// A daemon is ended, and not waited for, when the process that made it ends. Nothing: as that process.
  std::optional<bool> daemon{};
  /// Whether it is killed when the process that made it ends in whatever way: parent_death.h says what holds.
  bool dies_with_parent = true;
  /// How it begins. Nothing: as set_start_method() says.
  std::optional<Context> context{};
  /// It may be a fork although objects of mp::Thread run in this process: start_method.h says what the danger is.
  bool allow_threads = false;
};

}  // namespace mp
