// Questions about statements that a guard is put around.
//
// Thread safety: pure functions.
#pragma once

#include <set>
#include <vector>

#include "tool/fix/uses.h"

namespace clang {
class CompoundStmt;
}  // namespace clang

namespace check {

/// Whether `child` is a statement of its own in `parent`: in a list, or as the body of a loop or a branch.
bool is_own_statement(const clang::Stmt& parent, const clang::Stmt& child);

/// The part of the chain inside of the innermost lambda: it begins with the lambda's body, or the function's.
Chain within_body(const Chain& chain);

/// The first position in the chain that is a statement of its own, counted from its end.
std::size_t own_statement(const Chain& chain);

/// The first loop or branch in the chain in whose head, and not in whose body, the end of the chain stands; its position, or 0.
std::size_t outermost_head(const Chain& chain);

/// A `return`, `break` or `continue` that leaves the statements that were asked about.
struct Jump {
  const clang::Stmt* statement = nullptr;
  const clang::Stmt* parent = nullptr;
};

struct Jumps {
  std::vector<Jump> jumps;
  bool has_goto = false;  ///< or a label, or whatever else cannot be followed
};

Jumps jumps_out_of(const clang::Stmt& statement);

/// The variables that the statement declares for those behind it, or gives a new value.
std::set<const clang::Decl*> declared_in(const clang::Stmt& statement);
std::set<const clang::Decl*> assigned_in(const clang::Stmt& statement);
bool mentions(const clang::Stmt& statement, const std::set<const clang::Decl*>& declarations);

/// Whether evaluating the statement calls something.
bool has_call(const clang::Stmt& statement);

}  // namespace check
