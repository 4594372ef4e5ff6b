#include "tool/summary/own_barrier.h"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

namespace check {
namespace {

/// The statement, and all in it, with the bodies of closures; until `visit` answers true.
bool any_part(const clang::Stmt* code, const std::function<bool(const clang::Stmt&)>& visit) {
  if (code == nullptr) return false;
  if (visit(*code)) return true;
  if (const auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(code)) return any_part(lambda->getBody(), visit);
  for (const clang::Stmt* part : code->children()) {
    if (any_part(part, visit)) return true;
  }
  return false;
}

const clang::Expr* without_address(const clang::Expr* given) {
  const auto* address = llvm::dyn_cast<clang::UnaryOperator>(given->IgnoreParenImpCasts());
  return address != nullptr && address->getOpcode() == clang::UO_AddrOf ? address->getSubExpr() : given;
}

/// The place that the expression changes: by ++, an assignment, or an operation on an atomic; nullptr if it changes none.
const clang::Expr* changed_place(const clang::Stmt& code) {
  if (const auto* step = llvm::dyn_cast<clang::UnaryOperator>(&code))
    return step->isIncrementDecrementOp() ? step->getSubExpr() : nullptr;
  if (const auto* assignment = llvm::dyn_cast<clang::BinaryOperator>(&code))
    return assignment->isAssignmentOp() ? assignment->getLHS() : nullptr;
  if (const auto* method = llvm::dyn_cast<clang::CXXMemberCallExpr>(&code)) {
    const clang::CXXMethodDecl* callee = method->getMethodDecl();
    const std::string name = callee != nullptr && callee->getIdentifier() != nullptr ? callee->getName().str() : "";
    const bool changes = name == "store" || name == "exchange" || name.starts_with("fetch_");
    return changes ? method->getImplicitObjectArgument() : nullptr;
  }
  if (const auto* call = llvm::dyn_cast<clang::CXXOperatorCallExpr>(&code)) {
    const clang::OverloadedOperatorKind kind = call->getOperator();
    const bool changes = call->isAssignmentOp() || kind == clang::OO_PlusPlus || kind == clang::OO_MinusMinus;
    return changes ? call->getArg(0) : nullptr;
  }
  if (const auto* atomic = llvm::dyn_cast<clang::AtomicExpr>(&code)) {
    const bool loads = atomic->getOp() == clang::AtomicExpr::AO__c11_atomic_load ||
                       atomic->getOp() == clang::AtomicExpr::AO__atomic_load ||
                       atomic->getOp() == clang::AtomicExpr::AO__atomic_load_n;
    return loads ? nullptr : without_address(atomic->getPtr());
  }
  const auto* call = llvm::dyn_cast<clang::CallExpr>(&code);
  const clang::FunctionDecl* callee = call == nullptr ? nullptr : call->getDirectCallee();
  const bool is_builtin = callee != nullptr && callee->getIdentifier() != nullptr && call->getNumArgs() > 0 &&
                          callee->getName().starts_with("__sync_");
  return is_builtin ? without_address(call->getArg(0)) : nullptr;
}

/// The variable that a place is, or the field; nullptr for others.
const clang::ValueDecl* declaration_of(const clang::Expr* place) {
  if (place == nullptr) return nullptr;
  place = place->IgnoreParenImpCasts();
  if (const auto* member = llvm::dyn_cast<clang::MemberExpr>(place))
    return llvm::dyn_cast<clang::FieldDecl>(member->getMemberDecl());
  const auto* name = llvm::dyn_cast<clang::DeclRefExpr>(place);
  return name == nullptr ? nullptr : name->getDecl();
}

/// Other threads may reach it.
bool is_shared(const clang::ValueDecl* declaration, const clang::FunctionDecl& function) {
  if (declaration == nullptr || llvm::isa<clang::FieldDecl>(declaration)) return declaration != nullptr;
  const auto* variable = llvm::dyn_cast<clang::VarDecl>(declaration);
  if (variable == nullptr || variable->getTLSKind() != clang::VarDecl::TLS_None) return false;
  return variable->hasGlobalStorage() || variable->getType()->isReferenceType() || variable->getDeclContext() != &function;
}

std::vector<const clang::Expr*> changed_places(const clang::Stmt* code, const clang::FunctionDecl& function) {
  std::vector<const clang::Expr*> places;
  any_part(code, [&](const clang::Stmt& part) {
    const clang::Expr* place = changed_place(part);
    if (is_shared(declaration_of(place), function)) places.push_back(place->IgnoreParenImpCasts());
    return false;
  });
  return places;
}

bool reads(const clang::Stmt* code, const clang::ValueDecl* declaration) {
  return any_part(code, [&](const clang::Stmt& part) {
    const auto* expr = llvm::dyn_cast<clang::Expr>(&part);
    return expr != nullptr && declaration_of(expr) == declaration;
  });
}

/// Compared with what the thread itself knows: the value from before, or that of the next round.
bool is_compared_with_own(const clang::Stmt* condition, const clang::ValueDecl* declaration,
                          const clang::FunctionDecl& function) {
  return reads(condition, declaration) && any_part(condition, [&](const clang::Stmt& part) {
           const auto* name = llvm::dyn_cast<clang::DeclRefExpr>(&part);
           const auto* variable = name == nullptr ? nullptr : llvm::dyn_cast<clang::VarDecl>(name->getDecl());
           if (variable == nullptr || variable == declaration || variable->getType()->isPointerType()) return false;
           return variable->hasLocalStorage() || variable->getTLSKind() != clang::VarDecl::TLS_None ||
                  !is_shared(variable, function);
         });
}

/// A loop that goes on until the place differs, or a wait with such a predicate.
bool waits_for(const clang::Stmt* code, const clang::ValueDecl* declaration, const clang::FunctionDecl& function) {
  return any_part(code, [&](const clang::Stmt& part) {
    if (const auto* loop = llvm::dyn_cast<clang::WhileStmt>(&part))
      return is_compared_with_own(loop->getCond(), declaration, function);
    if (const auto* loop = llvm::dyn_cast<clang::DoStmt>(&part))
      return is_compared_with_own(loop->getCond(), declaration, function);
    const auto* call = llvm::dyn_cast<clang::CXXMemberCallExpr>(&part);
    const clang::CXXMethodDecl* callee = call == nullptr ? nullptr : call->getMethodDecl();
    const bool is_wait = callee != nullptr && callee->getIdentifier() != nullptr && callee->getName() == "wait";
    return is_wait && is_compared_with_own(call, declaration, function);
  });
}

/// What follows the statement, in the block that holds it.
std::vector<const clang::Stmt*> what_follows(const clang::Stmt* body, const clang::Stmt* statement) {
  std::vector<const clang::Stmt*> following;
  any_part(body, [&](const clang::Stmt& part) {
    const auto* block = llvm::dyn_cast<clang::CompoundStmt>(&part);
    if (block == nullptr) return false;
    bool is_behind = false;
    for (const clang::Stmt* each : block->body()) {
      if (is_behind) following.push_back(each);
      is_behind = is_behind || each == statement;
    }
    return is_behind;
  });
  return following;
}

/// The last expression among the statements of a branch.
const clang::Stmt* last_expression(const clang::Stmt* branch) {
  const auto* block = llvm::dyn_cast<clang::CompoundStmt>(branch);
  const auto* last = llvm::dyn_cast<clang::Expr>(branch);
  if (block != nullptr) {
    for (const clang::Stmt* each : block->body()) {
      if (const auto* expr = llvm::dyn_cast<clang::Expr>(each)) last = expr;
    }
  }
  return last == nullptr ? nullptr : last->IgnoreImplicit();
}

/// Something is counted up or down in the function, but not by the last one only.
bool counts(const clang::FunctionDecl& function, const clang::Stmt* last, const clang::ValueDecl* generation) {
  std::vector<const clang::Expr*> all = changed_places(function.getBody(), function);
  const std::vector<const clang::Expr*> by_last = changed_places(last, function);
  std::erase_if(all, [&](const clang::Expr* place) {
    return declaration_of(place) == generation || std::ranges::find(by_last, place) != by_last.end();
  });
  return !all.empty();
}

std::optional<OwnBarrier> as_barrier(const clang::FunctionDecl& function, const clang::IfStmt& choice, bool is_last_first) {
  const clang::Stmt* last = is_last_first ? choice.getThen() : choice.getElse();
  const clang::Stmt* other = is_last_first ? choice.getElse() : choice.getThen();
  if (last == nullptr || last_expression(last) == nullptr) return std::nullopt;
  std::vector<const clang::Stmt*> waiting = {other};
  if (other == nullptr) waiting = what_follows(function.getBody(), &choice);
  for (const clang::Expr* place : changed_places(last, function)) {
    const clang::ValueDecl* generation = declaration_of(place);
    const bool is_awaited =
        std::ranges::any_of(waiting, [&](const clang::Stmt* code) { return waits_for(code, generation, function); });
    if (!is_awaited || !counts(function, last, generation)) continue;
    const auto* member = llvm::dyn_cast<clang::MemberExpr>(place);
    if (member != nullptr && !llvm::isa<clang::CXXThisExpr, clang::DeclRefExpr>(member->getBase()->IgnoreParenImpCasts()))
      continue;
    return OwnBarrier{.choice = &choice, .is_last_first = is_last_first, .last_step = last_expression(last), .member = member};
  }
  return std::nullopt;
}

}  // namespace

std::optional<OwnBarrier> find_own_barrier(const clang::FunctionDecl& function) {
  std::optional<OwnBarrier> barrier;
  any_part(function.getBody(), [&](const clang::Stmt& part) {
    const auto* choice = llvm::dyn_cast<clang::IfStmt>(&part);
    if (choice == nullptr) return false;
    barrier = as_barrier(function, *choice, true);
    if (!barrier) barrier = as_barrier(function, *choice, false);
    return barrier.has_value();
  });
  return barrier;
}

}  // namespace check
