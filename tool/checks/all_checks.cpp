#include "tool/checks/all_checks.h"

#include <algorithm>
#include <array>

namespace check {

std::span<const Check> all_checks() {
  static const std::array checks = {kInconsistentLock, kLockPerThread,   kRelaxedPublication,
                                    kTemporaryGuard,   kUnguardedUpdate, kWriteUnderSharedLock};
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
  }
  return "";
}

std::string_view name_of(Severity severity) { return severity == Severity::kRemark ? "remark" : "warning"; }

}  // namespace check
