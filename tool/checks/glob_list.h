// A list of globs in clang-tidy's syntax: "racelab-*,-racelab-over-locked".
//
// Globs are separated by commas; spaces and line ends around them do not count. '*' stands for any text, a '-' in front excludes
// what the glob matches, and of the globs that match a name the last one decides. Thread safety: a value type.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace check {

/// Whether `glob` matches the whole of `text`.
bool glob_matches(std::string_view glob, std::string_view text);

struct Glob {
  std::string pattern;  ///< without its '-'
  bool excludes = false;
};

class GlobList {
 public:
  explicit GlobList(std::string_view text);

  /// Whether the list takes `name` in or shuts it out; nothing when no glob matches it.
  std::optional<bool> verdict(std::string_view name) const;

  const std::vector<Glob>& globs() const { return globs_; }

 private:
  std::vector<Glob> globs_;
};

}  // namespace check
