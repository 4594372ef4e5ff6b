// The forms in which findings are written.
//
// Thread safety: constants.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace check {

enum class Format {
  kText,    ///< Clang's diagnostics, for people
  kSarif,   ///< SARIF 2.1.0, for code scanning services and editors
  kJson,    ///< racecheck's own, for programs
  kJunit,   ///< a test report, for build servers
  kGithub,  ///< workflow commands that GitHub shows as annotations
};

std::optional<Format> format_by_name(std::string_view name);

/// "text, sarif, json, junit, github".
std::string format_names();

}  // namespace check
