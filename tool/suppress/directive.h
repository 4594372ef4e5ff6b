// The comments by which a source file asks to be spared: NOLINT, NOLINTNEXTLINE, NOLINTBEGIN and NOLINTEND, as clang-tidy reads
// them.
//
//     n += 1;  // NOLINT(racelab-unguarded-update) only the first thread is left here
//
// Only comments count, not strings. Thread safety: value types; the function is pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tool/finding.h"

namespace check {

enum class DirectiveKind {
  kLine,      ///< NOLINT: its own line
  kNextLine,  ///< NOLINTNEXTLINE
  kBegin,     ///< NOLINTBEGIN: from its line ...
  kEnd,       ///< NOLINTEND: ... to this one
};

struct Directive {
  DirectiveKind kind = DirectiveKind::kLine;
  Place place;                        ///< of its first letter
  std::optional<std::string> checks;  ///< what stood in parentheses, a list of globs; nothing: all checks of all tools
  std::string reason;                 ///< what follows in the comment; may be empty
};

/// "NOLINTNEXTLINE(racelab-*)": as it was written.
std::string spelling(const Directive& directive);

/// The directives of `source`, the text of `file`, in their order.
std::vector<Directive> directives_in(const std::string& file, const std::string& source);

}  // namespace check
