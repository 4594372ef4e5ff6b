// What one check is, apart from how it finds: its name, what it says in one sentence, and the page that teaches it.
//
// Thread safety: constants; they live as long as the program.
// A check's page is docs/checks/<id>.md. The build puts it into the program, so `--explain`, the help in SARIF and the
// documentation are one text.
#pragma once

#include <span>
#include <string_view>

namespace check {

/// What goes wrong when the check is right.
enum class CheckClass {
  kAtomicity,    ///< something that must be one step can be interrupted
  kOrder,        ///< something happens before what it needs
  kLock,         ///< a lock is used wrongly
  kDeadlock,     ///< threads wait for each other, or for themselves, for ever
  kPerformance,  ///< right, and slower than it need be
};

/// How loudly a finding speaks. It does not change the exit code.
enum class Severity {
  kWarning,  ///< the program is wrong
  kRemark,   ///< the program is right, and could be better
};

struct Check {
  std::string_view id;       ///< stable: users write it into suppressions
  std::string_view summary;  ///< one sentence; the first of the page
  std::string_view page;     ///< Markdown
  CheckClass check_class;
  Severity severity = Severity::kWarning;
  bool on_by_default = false;  ///< for those that say "a data race"; others are on when they are asked for
};

/// Every check there is, ordered by id.
std::span<const Check> all_checks();

/// The check with this id; nullptr when there is none.
const Check* find_check(std::string_view id);

/// "atomicity", as printed.
std::string_view name_of(CheckClass check_class);

/// "warning", as printed.
std::string_view name_of(Severity severity);

}  // namespace check
