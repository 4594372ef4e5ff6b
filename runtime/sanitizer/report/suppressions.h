// Races that shall not be reported, as a file lists them, in the manner of ThreadSanitizer's suppressions:
//
//   # comment
//   race:update_statistics        a function, file or object type in whose name this occurs, in either stack
//   race:^third_party/*.cpp$      * stands for anything; ^ and $ for the beginning and the end
//
// Lines of other kinds (thread:, mutex:, ...) are ThreadSanitizer's, and mean nothing here: one file may serve both.
// Thread safety: read only. The text is not copied and must outlive the object. No allocation.
#pragma once

#include <string_view>

#include "runtime/sanitizer/report/told_race.h"

namespace race {

class Suppressions {
 public:
  constexpr Suppressions() = default;
  explicit Suppressions(std::string_view text) : text_(text) {}

  /// The first line that is not of the form kind:pattern; empty: all are.
  std::string_view wrong_line() const;

  bool suppress(const ToldRace& race) const;

 private:
  std::string_view text_;
};

/// Whether `pattern` occurs in `name`.
bool occurs(std::string_view pattern, std::string_view name);

}  // namespace race
