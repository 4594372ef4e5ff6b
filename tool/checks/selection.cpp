#include "tool/checks/selection.h"

#include <algorithm>

#include "tool/checks/glob_list.h"

namespace check {

Selection::Selection() {
  for (const Check& check : all_checks()) {
    if (check.on_by_default) on_.insert(check.id);
  }
}

std::string Selection::apply(std::string_view globs) {
  const GlobList list(globs);
  for (const Glob& glob : list.globs()) {
    const auto matches = [&glob](const Check& check) { return glob_matches(glob.pattern, check.id); };
    if (std::ranges::none_of(all_checks(), matches)) return "no check matches '" + glob.pattern + "'; --list-checks names them";
  }
  for (const Check& check : all_checks()) {
    const std::optional<bool> verdict = list.verdict(check.id);
    if (verdict == true) on_.insert(check.id);
    if (verdict == false) on_.erase(check.id);
  }
  return on_.empty() ? "the list '" + std::string(globs) + "' leaves no check on; --checks='*' turns all on" : "";
}

}  // namespace check
