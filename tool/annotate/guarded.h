// Which variables and members are guarded by which lock: those that are never used without it, as long as threads run.
//
// Thread safety: none; the declarations live as long as the trees.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tool/fix/trees.h"
#include "tool/program/locked_access.h"

namespace clang {
class DeclaratorDecl;
class VarDecl;
}  // namespace clang

namespace check {

/// What Clang knows about the type of a lock.
enum class LockType {
  kCapability,  ///< annotated: it follows who takes it
  kSystem,      ///< of POSIX or C11 threads: plain C, which can be declared again with annotations
  kUnknown,     ///< no annotation could be checked
};

struct GuardingLock {
  std::string name;  ///< as it is written at the declaration of what it guards
  LockType type = LockType::kUnknown;
  std::string type_name;
  bool is_beside = false;                    ///< a member of the same class
  const clang::VarDecl* variable = nullptr;  ///< that it is, or is a part of; in the unit of the first use
};

/// One declaration in one unit; a header's is found in several.
struct Declared {
  const Tree* tree = nullptr;
  const clang::DeclaratorDecl* declaration = nullptr;
};

/// A variable or member, and what its accesses have in common.
struct Guarded {
  std::string name;
  std::vector<Declared> declared;  ///< the first in each unit
  GuardingLock lock;
  std::vector<Place> uses;
  std::string problem;  ///< why it cannot be annotated; empty when it may
};

/// All that is used under a lock at least once.
std::vector<Guarded> guarded_in(std::span<const LockedAccess> accesses, const std::vector<std::unique_ptr<Tree>>& trees);

}  // namespace check
