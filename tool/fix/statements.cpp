#include "tool/fix/statements.h"

#include <algorithm>

#include "clang/AST/Decl.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

namespace check {
namespace {

using namespace clang;

bool is_loop(const Stmt& statement) { return llvm::isa<WhileStmt, ForStmt, DoStmt, CXXForRangeStmt>(statement); }

bool is_body(const Stmt& parent, const Stmt& child) {
  if (const auto* branch = llvm::dyn_cast<IfStmt>(&parent)) return branch->getThen() == &child || branch->getElse() == &child;
  if (const auto* loop = llvm::dyn_cast<WhileStmt>(&parent)) return loop->getBody() == &child;
  if (const auto* counted = llvm::dyn_cast<ForStmt>(&parent)) return counted->getBody() == &child;
  if (const auto* range = llvm::dyn_cast<CXXForRangeStmt>(&parent)) return range->getBody() == &child;
  if (const auto* repeated = llvm::dyn_cast<DoStmt>(&parent)) return repeated->getBody() == &child;
  if (const auto* choice = llvm::dyn_cast<SwitchStmt>(&parent)) return choice->getBody() == &child;
  return false;
}

void find_jumps(const Stmt& statement, const Stmt* parent, bool breaks_inside, bool continues_inside, Jumps& found) {
  if (llvm::isa<LambdaExpr>(statement)) return;
  const bool leaves = llvm::isa<ReturnStmt>(statement) || (llvm::isa<BreakStmt>(statement) && !breaks_inside) ||
                      (llvm::isa<ContinueStmt>(statement) && !continues_inside);
  if (leaves) found.jumps.push_back({&statement, parent});
  if (llvm::isa<GotoStmt, LabelStmt, IndirectGotoStmt, GCCAsmStmt>(statement)) found.has_goto = true;
  const bool loop = is_loop(statement);
  for (const Stmt* child : statement.children()) {
    if (child == nullptr) continue;
    find_jumps(*child, &statement, breaks_inside || loop || llvm::isa<SwitchStmt>(statement), continues_inside || loop, found);
  }
}

template <class Visit>
void visit_all(const Stmt& statement, const Visit& visit) {
  visit(statement);
  for (const Stmt* child : statement.children()) {
    if (child != nullptr) visit_all(*child, visit);
  }
}

const Decl* variable_of(const Expr& expr) {
  const auto* reference = llvm::dyn_cast<DeclRefExpr>(expr.IgnoreParenImpCasts());
  return reference == nullptr ? nullptr : reference->getDecl();
}

}  // namespace

bool is_own_statement(const Stmt& parent, const Stmt& child) {
  if (const auto* labelled = llvm::dyn_cast<LabelStmt>(&parent)) return labelled->getSubStmt() == &child;
  if (const auto* choice = llvm::dyn_cast<SwitchCase>(&parent)) return choice->getSubStmt() == &child;
  return llvm::isa<CompoundStmt>(parent) || is_body(parent, child);
}

Chain within_body(const Chain& chain) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    const auto* lambda = llvm::dyn_cast<LambdaExpr>(chain[i]);
    if (lambda != nullptr && chain[i + 1] == lambda->getBody()) begin = i + 1;
  }
  return {chain.begin() + static_cast<std::ptrdiff_t>(begin), chain.end()};
}

std::size_t own_statement(const Chain& chain) {
  for (std::size_t i = chain.size(); i-- > 1;) {
    if (is_own_statement(*chain[i - 1], *chain[i])) return i;
  }
  return 0;
}

std::size_t outermost_head(const Chain& chain) {
  for (std::size_t i = 1; i + 1 < chain.size(); ++i) {
    const bool has_head = is_loop(*chain[i]) || llvm::isa<IfStmt, SwitchStmt>(chain[i]);
    if (has_head && !is_body(*chain[i], *chain[i + 1])) return i;
  }
  return 0;
}

Jumps jumps_out_of(const Stmt& statement) {
  Jumps found;
  find_jumps(statement, nullptr, false, false, found);
  return found;
}

std::set<const Decl*> declared_in(const Stmt& statement) {
  std::set<const Decl*> declared;
  if (const auto* declaration = llvm::dyn_cast<DeclStmt>(&statement))
    declared.insert(declaration->decl_begin(), declaration->decl_end());
  return declared;
}

std::set<const Decl*> assigned_in(const Stmt& statement) {
  std::set<const Decl*> assigned = declared_in(statement);
  visit_all(statement, [&](const Stmt& part) {
    const auto* operation = llvm::dyn_cast<BinaryOperator>(&part);
    const auto* step = llvm::dyn_cast<UnaryOperator>(&part);
    const Decl* variable = nullptr;
    if (operation != nullptr && operation->isAssignmentOp()) variable = variable_of(*operation->getLHS());
    if (step != nullptr && step->isIncrementDecrementOp()) variable = variable_of(*step->getSubExpr());
    if (variable != nullptr) assigned.insert(variable);
  });
  return assigned;
}

bool mentions(const Stmt& statement, const std::set<const Decl*>& declarations) {
  bool found = false;
  visit_all(statement, [&](const Stmt& part) {
    const auto* reference = llvm::dyn_cast<DeclRefExpr>(&part);
    found = found || (reference != nullptr && declarations.contains(reference->getDecl()));
  });
  return found;
}

bool has_call(const Stmt& statement) {
  bool found = false;
  visit_all(statement, [&](const Stmt& part) { found = found || llvm::isa<CallExpr, CXXConstructExpr>(part); });
  return found;
}

}  // namespace check
