#include "runtime/process/parent_process.h"

namespace mp {
namespace internal {
namespace {

/// Never destroyed: code that runs after main may still ask for it.
std::optional<ParentProcess>& own_parent() {
  static std::optional<ParentProcess>& parent = *new std::optional<ParentProcess>;
  return parent;
}

}  // namespace

void become_child_of(ParentProcess parent) { own_parent() = std::move(parent); }

}  // namespace internal

std::optional<ParentProcess> parent_process() { return internal::own_parent(); }

}  // namespace mp
