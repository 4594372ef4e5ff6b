// What can be said of a process before it starts: mp::Process p(mp::ProcessOptions{.name = "reader", .daemon = true}, job);
#pragma once

#include <optional>
#include <string>

namespace mp {

struct ProcessOptions {
  /// Empty: "Process-1", "Process-2", ...; "Process-1:2" for the second child of Process-1.
  std::string name{};
  /// A daemon is ended, and not waited for, when the process that made it ends. Nothing: as that process.
  std::optional<bool> daemon{};
  /// Whether it is killed when the process that made it ends in whatever way: parent_death.h says what holds.
  bool dies_with_parent = true;
};

}  // namespace mp
