// Moves the declaration of a lock to where it can be named.
//
// Thread safety: pure functions.
#pragma once

#include <vector>

#include "tool/finding.h"
#include "tool/fix/trees.h"

namespace clang {
class DeclaratorDecl;
class VarDecl;
}  // namespace clang

namespace check {

/// The edits that put the lock's declaration before what it guards: first what is put there. Empty if it stands there already, or
/// does not stand on a line of its own in the same file.
std::vector<Edit> moved_before(const clang::VarDecl& lock, const clang::DeclaratorDecl& guarded, const Tree& tree);

}  // namespace check
