// Other accesses to the same object in the line of an access.
//
// A finding names one access of a line, though the line may have several.
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "tool/fix/source.h"
#include "tool/fix/uses.h"

namespace check {
namespace {

using namespace clang;

bool is_part_of(const Stmt& outer, const Stmt& inner) {
  if (const auto* cast = llvm::dyn_cast<ImplicitCastExpr>(&outer)) return cast->getCastKind() != CK_LValueToRValue;
  if (const auto* subscript = llvm::dyn_cast<ArraySubscriptExpr>(&outer)) return subscript->getLHS() == &inner;
  return llvm::isa<ParenExpr, MemberExpr>(outer);
}

AccessKind kind_of(const Chain& chain) {
  for (std::size_t i = chain.size() - 1; i-- > 0;) {
    const Stmt& outer = *chain[i];
    const Stmt& inner = *chain[i + 1];
    if (is_part_of(outer, inner)) continue;
    if (const auto* operation = llvm::dyn_cast<BinaryOperator>(&outer))
      return operation->isAssignmentOp() && operation->getLHS() == &inner ? AccessKind::kUpdate : AccessKind::kRead;
    if (const auto* operation = llvm::dyn_cast<UnaryOperator>(&outer))
      return operation->isIncrementDecrementOp() ? AccessKind::kUpdate : AccessKind::kRead;
    if (const auto* call = llvm::dyn_cast<CXXMemberCallExpr>(&outer)) {
      const CXXMethodDecl* method = call->getMethodDecl();
      return method != nullptr && !method->isConst() ? AccessKind::kUpdate : AccessKind::kRead;
    }
    if (const auto* call = llvm::dyn_cast<CXXOperatorCallExpr>(&outer)) {
      const bool is_object = call->getNumArgs() > 0 && call->getArg(0) == &inner;
      return is_object && !inner.getBeginLoc().isInvalid() && !llvm::cast<Expr>(inner).getType().isConstQualified()
                 ? AccessKind::kUpdate
                 : AccessKind::kRead;
    }
    return AccessKind::kRead;
  }
  return AccessKind::kRead;
}

class Line {
 public:
  Line(const Use& use, std::vector<Use>& found) : use_(use), source_(*use.spot.tree), found_(found) {
    begin_ = source_.line_begin(use.spot.file, use.spot.offset);
    end_ = source_.line_end(use.spot.file, use.spot.offset);
  }

  void walk(const Stmt& statement) {
    chain_.push_back(&statement);
    const auto* expr = llvm::dyn_cast<Expr>(&statement);
    if (expr != nullptr && names_object(*expr)) add(*expr);
    const auto* lambda = llvm::dyn_cast<LambdaExpr>(&statement);
    for (const Stmt* child : statement.children()) {
      if (child == nullptr || (lambda != nullptr && child != lambda->getBody())) continue;  // a capture is no access
      const TextRange range = source_.expansion(child->getSourceRange());
      if (range.file == use_.spot.file && range.begin < end_ && range.end >= begin_) walk(*child);
    }
    chain_.pop_back();
  }

 private:
  bool names_object(const Expr& expr) const {
    if (const auto* reference = llvm::dyn_cast<DeclRefExpr>(&expr))
      return use_.origin.variable != nullptr &&
             reference->getDecl()->getCanonicalDecl() == use_.origin.variable->getCanonicalDecl();
    const auto* member = llvm::dyn_cast<MemberExpr>(&expr);
    return member != nullptr && use_.origin.field != nullptr && member->getMemberDecl() == use_.origin.field;
  }

  void add(const Expr& expr) {
    const TextRange range = source_.expansion(expr.getSourceRange());
    const bool is_here = range.begin >= begin_ && range.begin < end_ && range.begin != use_.spot.offset;
    if (!is_here || expr.getBeginLoc().isMacroID()) return;
    Use other = use_;
    other.spot.offset = range.begin;
    other.spot.chain = chain_;
    other.expr = &expr;
    other.kind = kind_of(chain_);
    other.origin = origin_of(expr);
    found_.push_back(std::move(other));
  }

  const Use& use_;
  Source source_;
  std::vector<Use>& found_;
  Chain chain_;
  unsigned begin_ = 0;
  unsigned end_ = 0;
};

}  // namespace

std::vector<Use> others_in_line(const Use& use) {
  std::vector<Use> found;
  if (use.expr == nullptr || use.spot.function == nullptr) return found;
  Line(use, found).walk(*use.spot.function->getBody());
  return found;
}

}  // namespace check
