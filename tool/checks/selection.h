// Which checks are on: those that are on by default, changed by lists of globs, one after the other.
//
// Thread safety: a value type.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "tool/checks/check.h"

namespace check {

class Selection {
 public:
  /// The checks that are on by default.
  Selection();

  /// Turns checks on and off, in clang-tidy's syntax: "*", "racelab-lock-*,-racelab-over-locked", "-*,racelab-double-lock".
  /// Returns a sentence when a glob matches no check or no check is left on; empty when all is well.
  std::string apply(std::string_view globs);

  bool is_on(std::string_view id) const { return on_.contains(id); }

 private:
  std::set<std::string_view> on_;  // ids; they live as long as the program
};

}  // namespace check
