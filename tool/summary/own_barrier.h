// Barriers that a program writes itself: a function that counts who comes, in which the last one to come lets the others go on.
//
//   const int before = generation;
//   if (++count == parties) { count = 0; ++generation; wake all } else wait while generation == before
//
// Thread safety: functions without state.
#pragma once

#include <optional>

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"

namespace check {

struct OwnBarrier {
  const clang::IfStmt* choice = nullptr;      ///< whether this is the last one to come
  bool is_last_first = true;                  ///< it is if the condition holds
  const clang::Stmt* last_step = nullptr;     ///< the last one that it does before the others go on
  const clang::MemberExpr* member = nullptr;  ///< what the others look at, if that is a member: its object is the barrier
};

/// Nothing if the function is none.
std::optional<OwnBarrier> find_own_barrier(const clang::FunctionDecl& function);

}  // namespace check
