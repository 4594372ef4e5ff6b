#include "tool/checks/all_checks.h"

#include <algorithm>
#include <array>

namespace check {

std::span<const Check> all_checks() {
  static const std::array checks = {kDoubleLock,     kInconsistentLock, kJoinBeforeDrain, kLockNotReleased,     kLockOrderCycle,
                                    kLockPerThread,  kOverLocked,       kPrivateCopy,     kRelaxedPublication,  kSplitUpdate,
                                    kTemporaryGuard, kUnguardedUpdate,  kWaitWithoutLoop, kWriteUnderSharedLock};
  return checks;
}

const Check* find_check(std::string_view id) {
  const std::span<const Check> checks = all_checks();
  const auto found = std::ranges::find(checks, id, &Check::id);
  return found == checks.end() ? nullptr : &*found;
}

std::string_view name_of(CheckClass check_class) {
  switch (check_class) {
    case CheckClass::kAtomicity:
      return "atomicity";
    case CheckClass::kOrder:
      return "order";
    case CheckClass::kLock:
      return "lock";
    case CheckClass::kDeadlock:
      return "deadlock";
    case CheckClass::kPerformance:
      return "performance";
  }
  return "";
}

std::string_view name_of(Severity severity) { return severity == Severity::kRemark ? "remark" : "warning"; }

}  // namespace check
