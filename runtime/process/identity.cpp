#include "runtime/process/identity.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>

namespace mp {
namespace internal {
namespace {

/// Made at its first use and never destroyed: code that runs after main may still ask for a name.
Identity& own_identity() {
  static Identity& identity = *new Identity{.name = "MainProcess", .numbers = {}};
  return identity;
}

constinit std::atomic<unsigned> children = 0;

}  // namespace

Identity next_child(std::string_view kind, std::string name) {
  std::vector<unsigned> numbers = own_identity().numbers;
  numbers.push_back(++children);
  if (name.empty()) name = fmt::format("{}-{}", kind, fmt::join(numbers, ":"));
  return {std::move(name), std::move(numbers), own_identity().daemon};
}

const Identity& become(Identity identity) {
  children = 0;
  return own_identity() = std::move(identity);
}

bool in_main_process() { return own_identity().numbers.empty(); }

}  // namespace internal

CurrentProcess current_process() {
  const internal::Identity& identity = internal::own_identity();
  return {identity.name, ::getpid(), identity.daemon};
}

}  // namespace mp
