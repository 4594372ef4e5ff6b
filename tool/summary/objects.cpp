// Expressions that make objects: constructors, closures, lists, new.
#include "clang/AST/ASTContext.h"
#include "tool/summary/function_lowering.h"

namespace check {

Reg FunctionLowering::VisitMaterializeTemporaryExpr(const clang::MaterializeTemporaryExpr* expr) {
  const clang::Expr* held = expr->getSubExpr();
  if (is_object(held->getType()) || held->isGLValue()) return value(held);
  const Reg place = temporary();
  initialise(place, held->getType(), *held);
  destinations_[held->IgnoreParenNoopCasts(context_)] = place;
  return place;
}

Reg FunctionLowering::VisitCompoundLiteralExpr(const clang::CompoundLiteralExpr* expr) {
  if (is_object(expr->getType())) return value(expr->getInitializer());
  const Reg place = temporary();
  initialise(place, expr->getType(), *expr->getInitializer());
  return expr->isGLValue() ? place : emit_.hidden_load(place);
}

Reg FunctionLowering::VisitInitListExpr(const clang::InitListExpr* expr) {
  const clang::InitListExpr* list = expr->isSemanticForm() ? expr : expr->getSemanticForm();
  if (list == nullptr) return emit_.unknown();
  if (list->isTransparent() || (!is_object(list->getType()) && !list->getType()->isArrayType())) {
    return list->getNumInits() == 0 ? emit_.number(0) : value(list->getInit(0));
  }
  const Reg object = destination(list);
  if (!list->getType()->isArrayType()) initialise_aggregate(object, *list, list->inits());
  return object;
}

Reg FunctionLowering::VisitCXXParenListInitExpr(const clang::CXXParenListInitExpr* expr) {
  const Reg object = destination(expr);
  initialise_aggregate(object, *expr, const_cast<clang::CXXParenListInitExpr*>(expr)->getInitExprs());
  return object;
}

Reg FunctionLowering::VisitCXXConstructExpr(const clang::CXXConstructExpr* expr) {
  const clang::QualType type = expr->getType();
  if (type->isArrayType()) {
    const Reg place = destination(expr);
    const clang::QualType element = context_.getBaseElementType(type);
    if (is_object(element)) construct(*expr, emit_.any_element(emit_.first_element(place)));
    return place;
  }
  const ClassKind kind = unit_.kind_of(type);
  if (is_value(kind)) {
    const std::vector<const clang::Expr*> arguments(expr->arg_begin(), expr->arg_end());
    return make_value(kind, type, arguments, mark(expr->getBeginLoc(), kNoSymbol));
  }
  const Reg object = destination(expr);
  if (expr->isElidable()) {
    value(expr->getArg(0)->IgnoreImplicit());
    return object;
  }
  return construct(*expr, object);
}

Reg FunctionLowering::copy_object(Reg to, const clang::Expr* from) {
  const Reg source = value(from);
  transfer(to, source, *from);
  // What the program's own constructor does besides.
  const clang::CXXRecordDecl* record = from->getType()->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition() || is_in_system(*record) || !from->isGLValue()) return to;
  for (const clang::CXXConstructorDecl* constructor : record->ctors()) {
    const bool fits = from->isXValue() ? constructor->isMoveConstructor() : constructor->isCopyConstructor();
    if (!fits || !constructor->isUserProvided()) continue;
    emit_.call(Op::kCall, unit_.function(*constructor), {to, source}, mark(from));
    break;
  }
  return to;
}

Reg FunctionLowering::construct(const clang::CXXConstructExpr& expr, Reg object) {
  const clang::CXXConstructorDecl* constructor = expr.getConstructor();
  const clang::CXXRecordDecl* record = constructor->getParent();
  const ClassKind kind = unit_.kind_of(context_.getRecordType(record));
  if (kind != ClassKind::kNone) return make_library_object(expr, kind, object);
  const bool copies = constructor->isCopyOrMoveConstructor() && expr.getNumArgs() > 0;
  if (copies && (constructor->isTrivial() || is_in_system(*record))) return copy_object(object, expr.getArg(0));
  if (record->isPolymorphic() && expr.getConstructionKind() == clang::CXXConstructionKind::Complete) {
    emit_.hidden_store(emit_.field(object, kClassField), emit_.bind(Op::kClass, {}, unit_.dynamic_class(*record)));
  }
  if (constructor->isTrivial()) return object;
  if (is_optional(context_.getRecordType(record))) return make_optional(expr, object);
  Call call{.expr = &expr, .function = constructor, .arguments = {expr.arg_begin(), expr.arg_end()}, .is_method = false};
  if (is_in_system(*record)) {
    touch_arguments(call, "");
    return object;
  }
  std::vector<Reg> inputs = {object};
  for (std::size_t i = 0; i < call.arguments.size(); ++i) inputs.push_back(argument(call, i));
  emit_.call(Op::kCall, unit_.function(*constructor), std::move(inputs), mark(expr.getBeginLoc(), kNoSymbol));
  return object;
}

Reg FunctionLowering::VisitLambdaExpr(const clang::LambdaExpr* expr) {
  const Reg closure = destination(expr);
  auto field = expr->getLambdaClass()->field_begin();
  for (const clang::Expr* init : expr->capture_inits()) {
    if (init != nullptr && !field->hasCapturedVLAType()) {
      initialise(emit_.field(closure, field_name(**field)), field->getType(), *init);
    }
    ++field;
  }
  if (const clang::CXXMethodDecl* body = expr->getCallOperator(); !body->isDependentContext()) unit_.request(*body);
  return closure;
}

Reg FunctionLowering::new_object(const clang::CXXNewExpr& expr) {
  const auto built = destinations_.find(&expr);
  if (built != destinations_.end()) return built->second;
  const bool in_given_place = expr.getNumPlacementArgs() == 1 && expr.getPlacementArg(0)->getType()->isPointerType();
  const Reg object = in_given_place ? value(expr.getPlacementArg(0)) : emit_.allocate(mark(expr.getBeginLoc(), kNoSymbol));
  return destinations_[&expr] = object;
}

Reg FunctionLowering::VisitCXXNewExpr(const clang::CXXNewExpr* expr) {
  const Reg object = new_object(*expr);
  const clang::Expr* init = expr->getInitializer();
  if (init == nullptr) return object;
  const auto* construction = llvm::dyn_cast<clang::CXXConstructExpr>(init);
  const bool is_zero = construction == nullptr ? llvm::isa<clang::ImplicitValueInitExpr, clang::CXXScalarValueInitExpr>(init)
                                               : construction->requiresZeroInitialization();
  if (is_zero) emit_.zero(object);
  initialise(object, init->getType(), *init);
  return object;
}

Reg FunctionLowering::VisitCXXDeleteExpr(const clang::CXXDeleteExpr* expr) {
  const Reg object = value(expr->getArgument());
  const Mark place = mark(expr->getArgument());
  destroy(object, expr->getDestroyedType(), place);
  emit_.touch(object, AccessKind::kWrite, place);
  return kNoReg;
}

}  // namespace check
