// What a lock is called where an access stands.
//
// Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tool/fix/taking.h"
#include "tool/fix/uses.h"

namespace clang {
class QualType;
}  // namespace clang

namespace check {

/// A lock that the program takes somewhere.
struct KnownLock {
  const clang::Expr* expr = nullptr;  ///< the lock itself, without `&`, or a pointer to it
  const Tree* tree = nullptr;
  bool is_pointer = false;
  Taking taking = {};
};

/// How a lock of this type is taken; nothing if it is none that is known.
std::optional<Taking> taking_of(const clang::QualType& type, const clang::ASTContext& context);

/// A mutex that is new: std::mutex, or in C pthread_mutex_t.
Taking taking_of_new_mutex(const clang::ASTContext& context);

/// The lock that was taken at a place under this name.
std::optional<KnownLock> find_lock(const std::vector<std::unique_ptr<Tree>>& trees, const HeldLock& held);

/// What to write at the use to take the lock; nothing if it has no name there.
std::optional<TakenLock> lock_at(const KnownLock& lock, const Use& use);

/// The object that brings its own lock, mp::Value or mp::Array, and whose element the use is: "v"; nothing if it is none.
std::optional<std::string> owner_with_lock(const Use& use);

/// Whether the object lies in such an owner that has no lock.
bool has_owner_without_lock(const Use& use);

/// What lets the lambdas around the use see the local variable.
std::vector<Edit> captures_for(const Use& use, const clang::VarDecl* variable, const std::string& name);

/// The local variable that the lock is, or whose part it is; nullptr if others can see it without a capture.
const clang::VarDecl* local_variable_of(const KnownLock& lock);

/// "p->": what stands before a member of the same object; empty behind an implicit `this`.
std::string base_text(const clang::MemberExpr& member, const Tree& tree);

}  // namespace check
