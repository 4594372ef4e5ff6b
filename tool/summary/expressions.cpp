// Expressions that compute: literals, operators, choices, casts.
#include <limits>

#include "clang/AST/ASTContext.h"
#include "tool/summary/constants.h"
#include "tool/summary/function_lowering.h"

namespace check {
namespace {

Operation operation_of(clang::BinaryOperatorKind kind) {
  switch (kind) {
    case clang::BO_Add:
    case clang::BO_AddAssign:
      return Operation::kAdd;
    case clang::BO_Sub:
    case clang::BO_SubAssign:
      return Operation::kSubtract;
    case clang::BO_Mul:
    case clang::BO_MulAssign:
      return Operation::kMultiply;
    case clang::BO_Div:
    case clang::BO_DivAssign:
      return Operation::kDivide;
    case clang::BO_Rem:
    case clang::BO_RemAssign:
      return Operation::kRemainder;
    case clang::BO_EQ:
      return Operation::kEqual;
    case clang::BO_NE:
      return Operation::kNotEqual;
    case clang::BO_LT:
      return Operation::kLess;
    case clang::BO_LE:
      return Operation::kLessEqual;
    case clang::BO_GT:
      return Operation::kGreater;
    case clang::BO_GE:
      return Operation::kGreaterEqual;
    case clang::BO_LAnd:
      return Operation::kAnd;
    case clang::BO_LOr:
      return Operation::kOr;
    case clang::BO_And:
    case clang::BO_AndAssign:
      return Operation::kBits;
    default:
      return Operation::kOther;
  }
}

/// n if the expression is `x & (n - 1)` for a power of two: the remainder of x, which is an index and not negative.
std::optional<std::int64_t> divisor_of_mask(const clang::BinaryOperator& expr, const clang::ASTContext& context) {
  if (expr.getOpcode() != clang::BO_And) return std::nullopt;
  const std::optional<std::int64_t> mask = constant_value(*expr.getRHS(), context);
  if (!mask || *mask <= 0 || *mask == std::numeric_limits<std::int64_t>::max() || (*mask & (*mask + 1)) != 0) return std::nullopt;
  return *mask + 1;
}

/// What a shift by a number multiplies by, or divides by.
std::optional<std::int64_t> factor_of_shift(const clang::BinaryOperator& expr, const clang::ASTContext& context) {
  constexpr std::int64_t kFarthest = 62;
  if (!expr.isShiftOp()) return std::nullopt;
  const std::optional<std::int64_t> distance = constant_value(*expr.getRHS(), context);
  if (!distance || *distance < 0 || *distance > kFarthest) return std::nullopt;
  return std::int64_t{1} << *distance;
}

}  // namespace

Reg FunctionLowering::value(const clang::Expr* expr) {
  const auto known = values_.find(expr);
  return known != values_.end() ? known->second : fresh_value(expr);
}

Reg FunctionLowering::fresh_value(const clang::Expr* expr) {
  const Reg result = Visit(expr);
  values_[expr] = result;
  return result;
}

Reg FunctionLowering::VisitExpr(const clang::Expr* expr) {
  if (expr->isPRValue() && is_object(expr->getType())) return destination(expr);
  return emit_.unknown();
}

Reg FunctionLowering::VisitIntegerLiteral(const clang::IntegerLiteral* expr) { return emit_.number(low_bits(expr->getValue())); }
Reg FunctionLowering::VisitCharacterLiteral(const clang::CharacterLiteral* expr) { return emit_.number(expr->getValue()); }
Reg FunctionLowering::VisitCXXBoolLiteralExpr(const clang::CXXBoolLiteralExpr* expr) { return emit_.number(expr->getValue()); }
Reg FunctionLowering::VisitCXXNullPtrLiteralExpr(const clang::CXXNullPtrLiteralExpr*) { return emit_.number(0); }
Reg FunctionLowering::VisitGNUNullExpr(const clang::GNUNullExpr*) { return emit_.number(0); }

Reg FunctionLowering::VisitImplicitValueInitExpr(const clang::ImplicitValueInitExpr* expr) {
  return is_object(expr->getType()) ? destination(expr) : emit_.number(0);
}
Reg FunctionLowering::VisitCXXScalarValueInitExpr(const clang::CXXScalarValueInitExpr*) { return emit_.number(0); }

Reg FunctionLowering::VisitUnaryExprOrTypeTraitExpr(const clang::UnaryExprOrTypeTraitExpr* expr) {
  const std::optional<std::int64_t> size = constant_value(*expr, context_);
  return size ? emit_.number(*size) : emit_.unknown();
}

Reg FunctionLowering::VisitParenExpr(const clang::ParenExpr* expr) { return value(expr->getSubExpr()); }
Reg FunctionLowering::VisitFullExpr(const clang::FullExpr* expr) { return value(expr->getSubExpr()); }
Reg FunctionLowering::VisitCXXBindTemporaryExpr(const clang::CXXBindTemporaryExpr* expr) { return value(expr->getSubExpr()); }
Reg FunctionLowering::VisitSubstNonTypeTemplateParmExpr(const clang::SubstNonTypeTemplateParmExpr* expr) {
  return value(expr->getReplacement());
}
Reg FunctionLowering::VisitGenericSelectionExpr(const clang::GenericSelectionExpr* expr) {
  return expr->isResultDependent() ? emit_.unknown() : value(expr->getResultExpr());
}
Reg FunctionLowering::VisitChooseExpr(const clang::ChooseExpr* expr) { return value(expr->getChosenSubExpr()); }
Reg FunctionLowering::VisitOpaqueValueExpr(const clang::OpaqueValueExpr* expr) {
  return expr->getSourceExpr() == nullptr ? emit_.unknown() : value(expr->getSourceExpr());
}
Reg FunctionLowering::VisitCXXRewrittenBinaryOperator(const clang::CXXRewrittenBinaryOperator* expr) {
  return value(expr->getSemanticForm());
}
Reg FunctionLowering::VisitCXXDefaultInitExpr(const clang::CXXDefaultInitExpr* expr) { return value(expr->getExpr()); }

Reg FunctionLowering::VisitCXXDefaultArgExpr(const clang::CXXDefaultArgExpr* expr) {
  // All calls share this tree: what it was at another call is not what it is here.
  std::unordered_map<const clang::Expr*, Reg> of_this_call;
  std::swap(values_, of_this_call);
  const Reg result = value(expr->getExpr());
  std::swap(values_, of_this_call);
  return result;
}

Reg FunctionLowering::VisitStmtExpr(const clang::StmtExpr* expr) {
  const clang::Stmt* last = expr->getSubStmt()->getStmtExprResult();
  const auto* result = llvm::dyn_cast_or_null<clang::Expr>(last);
  return result == nullptr || result->getType()->isVoidType() ? emit_.unknown() : value(result);
}

Reg FunctionLowering::VisitUnaryOperator(const clang::UnaryOperator* expr) {
  const clang::Expr* operand = expr->getSubExpr();
  switch (expr->getOpcode()) {
    case clang::UO_AddrOf:
    case clang::UO_Deref:
    case clang::UO_Plus:
    case clang::UO_Extension:
      return value(operand);
    case clang::UO_Minus:
      return emit_.apply(Operation::kSubtract, {emit_.number(0), value(operand)});
    case clang::UO_LNot:
      return emit_.apply(Operation::kNot, {value(operand)});
    case clang::UO_PreInc:
    case clang::UO_PreDec:
    case clang::UO_PostInc:
    case clang::UO_PostDec: {
      const Reg step = emit_.number(expr->isIncrementOp() ? 1 : -1);
      const Reg result = update(operand, Operation::kAdd, step, expr->isPostfix());
      return expr->isGLValue() ? value(operand) : result;
    }
    default:
      return emit_.unknown();
  }
}

Reg FunctionLowering::VisitBinaryOperator(const clang::BinaryOperator* expr) {
  const clang::Expr* left = expr->getLHS();
  const clang::Expr* right = expr->getRHS();
  if (expr->getOpcode() == clang::BO_Comma) {
    value(left);
    return value(right);
  }
  if (expr->isCompoundAssignmentOp()) {
    const Reg operand = value(right);
    const Reg result = update(left, operation_of(expr->getOpcode()), operand, false);
    return expr->isGLValue() ? value(left) : result;
  }
  if (expr->getOpcode() == clang::BO_Assign) {
    const Reg assigned = value(right);
    const Reg address = value(left);
    if (is_object(left->getType())) {
      emit_.touch(address, AccessKind::kWrite, mark(left));
      emit_.copy(address, assigned);
      return address;
    }
    write(left, address, assigned);
    return expr->isGLValue() ? address : assigned;
  }
  if (expr->isPtrMemOp()) return emit_.any_element(value(left));
  if (const auto known = constant_value(*expr, context_)) return emit_.number(*known);
  const Reg first = value(left);
  if (const auto factor = factor_of_shift(*expr, context_)) {
    value(right);
    const Operation operation = expr->getOpcode() == clang::BO_Shl ? Operation::kMultiply : Operation::kDivide;
    return emit_.apply(operation, {first, emit_.number(*factor)});
  }
  if (const auto divisor = divisor_of_mask(*expr, context_)) {
    value(right);
    return emit_.apply(Operation::kRemainder, {first, emit_.number(*divisor)});
  }
  return emit_.apply(operation_of(expr->getOpcode()), {first, value(right)});
}

Reg FunctionLowering::VisitAbstractConditionalOperator(const clang::AbstractConditionalOperator* expr) {
  if (expr->isPRValue() && is_object(expr->getType())) {
    value(expr->getTrueExpr());
    value(expr->getFalseExpr());
    return destination(expr);
  }
  const Reg condition = value(expr->getCond());
  const Reg yes = value(expr->getTrueExpr());
  const bool is_pointer = expr->isGLValue() || expr->getType()->isPointerType();
  return emit_.select(condition, yes, value(expr->getFalseExpr()), is_pointer);
}

Reg FunctionLowering::VisitCastExpr(const clang::CastExpr* expr) {
  const clang::Expr* operand = expr->getSubExpr();
  if (expr->getCastKind() == clang::CK_BitCast) {
    if (const Reg container = container_of(*expr); container != kNoReg) return container;
  }
  switch (expr->getCastKind()) {
    case clang::CK_LValueToRValue:
      return is_object(expr->getType()) ? read_object(operand, *expr) : read(operand);
    case clang::CK_ArrayToPointerDecay:
      return emit_.first_element(value(operand));
    case clang::CK_NullToPointer:
    case clang::CK_NullToMemberPointer:
      return emit_.number(0);
    case clang::CK_IntegralToBoolean:
    case clang::CK_PointerToBoolean:
      return emit_.apply(Operation::kNotEqual, {value(operand), emit_.number(0)});
    case clang::CK_AtomicToNonAtomic:
    case clang::CK_NonAtomicToAtomic:
    default:
      return value(operand);
  }
}

}  // namespace check
