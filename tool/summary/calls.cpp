// Calls: of functions that have a body somewhere in the program, through pointers and virtual methods.
#include "clang/AST/ASTContext.h"
#include "clang/Basic/Builtins.h"
#include "tool/summary/function_lowering.h"

namespace check {

FunctionLowering::Call FunctionLowering::dissect(const clang::CallExpr& expr) {
  Call call{.expr = &expr, .function = expr.getDirectCallee(), .arguments = {}, .is_method = false};
  const auto* method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(call.function);
  call.is_method = method != nullptr && method->isInstance();
  if (const auto* on_object = llvm::dyn_cast<clang::CXXMemberCallExpr>(&expr); on_object != nullptr && call.is_method) {
    call.arguments.push_back(on_object->getImplicitObjectArgument());
  }
  call.arguments.insert(call.arguments.end(), expr.arg_begin(), expr.arg_end());
  return call;
}

/// The address of the object that a method is called on.
Reg FunctionLowering::object_of(const Call& call) {
  const clang::Expr* object = call.arguments[0];
  if (object->getType()->isPointerType() || object->isGLValue() || is_object(object->getType())) return value(object);
  const Reg place = temporary();
  emit_.hidden_store(place, value(object));
  return place;
}

/// The class of the object that a method is called on, directly or through a pointer.
clang::QualType FunctionLowering::object_type(const Call& call) {
  const clang::QualType type = call.arguments[0]->getType().getNonReferenceType();
  return type->isPointerType() ? type->getPointeeType() : type;
}

Reg FunctionLowering::argument(const Call& call, std::size_t index) { return value(call.arguments[index]); }

std::vector<Reg> FunctionLowering::arguments_of(const Call& call) {
  std::vector<Reg> inputs;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    inputs.push_back(i == 0 && call.is_method ? object_of(call) : argument(call, i));
  }
  return inputs;
}

Reg FunctionLowering::VisitCallExpr(const clang::CallExpr* expr) {
  if (expr->getBuiltinCallee() == clang::Builtin::BI__builtin_expect) return value(expr->getArg(0));
  if (expr->isUnevaluatedBuiltinCall(context_)) return emit_.unknown();
  const Call call = dissect(*expr);
  if (call.function == nullptr) return call_pointer(*expr);
  const CalleeInfo& callee = unit_.callee(*call.function);
  return callee.from_library ? call_library(call, callee) : call_function(call);
}

Reg FunctionLowering::call_function(const Call& call) {
  const Mark place = mark(call.expr->getBeginLoc(), kNoSymbol);
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(call.function);
  if (method != nullptr && method->isTrivial() && method->isCopyAssignmentOperator()) return assign_object(call);
  if (method != nullptr && method->isTrivial() && method->isMoveAssignmentOperator()) return assign_object(call);
  std::vector<Reg> inputs = arguments_of(call);
  const bool gives_object = call.expr->isPRValue() && is_object(call.expr->getType());
  const Reg object = gives_object ? destination(call.expr) : kNoReg;
  // What varies in number would stand where the address of the result is expected.
  if (inputs.size() > call.function->getNumParams() + (call.is_method ? 1 : 0)) {
    inputs.resize(call.function->getNumParams() + (call.is_method ? 1 : 0));
  }
  if (gives_object) inputs.push_back(object);
  const auto* by_name = llvm::dyn_cast<clang::CXXMemberCallExpr>(call.expr);
  const auto* member = by_name == nullptr ? nullptr : llvm::dyn_cast<clang::MemberExpr>(by_name->getCallee()->IgnoreParens());
  const bool is_virtual = method != nullptr && method->isVirtual() && member != nullptr && !member->hasQualifier();
  const Reg result =
      emit_.call(is_virtual ? Op::kCallVirtual : Op::kCall, unit_.function(*call.function), std::move(inputs), place);
  return gives_object ? object : result;
}

Reg FunctionLowering::assign_object(const Call& call) {
  const Reg source = value(call.arguments[1]);
  const Reg object = object_of(call);
  emit_.touch(object, AccessKind::kWrite, mark(call.arguments[0]));
  transfer(object, source, *call.arguments[1]);
  return object;
}

/// A container that is moved from has no elements any more; what else a move leaves behind is not known.
void FunctionLowering::transfer(Reg to, Reg from, const clang::Expr& source) {
  const bool moves = source.isXValue() && unit_.kind_of(source.getType()) == ClassKind::kContainer;
  if (source.isGLValue()) emit_.touch(from, moves ? AccessKind::kUpdate : AccessKind::kRead, mark(&source));
  if (moves) {
    emit_.move(to, from);
  } else {
    emit_.copy(to, from);
  }
}

Reg FunctionLowering::call_pointer(const clang::CallExpr& expr) {
  const clang::Expr* callee = expr.getCallee();
  std::vector<Reg> inputs;
  if (const auto* through_member = llvm::dyn_cast<clang::BinaryOperator>(callee->IgnoreParens());
      through_member != nullptr && through_member->isPtrMemOp()) {
    inputs = {value(through_member->getRHS()), value(through_member->getLHS())};
  } else {
    inputs = {value(callee)};
  }
  for (const clang::Expr* given : expr.arguments()) inputs.push_back(value(given));
  const bool gives_object = expr.isPRValue() && is_object(expr.getType());
  const Reg object = gives_object ? destination(&expr) : kNoReg;
  if (gives_object) inputs.push_back(object);
  const Reg result = emit_.call(Op::kCallPointer, kNoSymbol, std::move(inputs), mark(expr.getBeginLoc(), kNoSymbol));
  return gives_object ? object : result;
}

/// An expression that can be called, as one value: a function, or a function with the closure that it is a method of.
Reg FunctionLowering::callable(const clang::Expr* expr, const Mark& place) {
  const clang::QualType type = expr->getType().getNonReferenceType().getCanonicalType();
  const ClassKind kind = unit_.kind_of(type);
  if (is_value(kind) && kind != ClassKind::kReference) return pointer_like(expr);
  if (type->isFunctionType()) return value(expr);
  const clang::QualType functor = kind == ClassKind::kReference ? referred(type) : type;
  const clang::CXXRecordDecl* record = functor.isNull() ? nullptr : functor->getAsCXXRecordDecl();
  if (record == nullptr) return expr->isGLValue() ? emit_.load(value(expr), AccessMode::kPlain, mark(expr)) : value(expr);
  if (unit_.kind_of(functor) == ClassKind::kCallable) return emit_.hidden_load(pointer_like(expr));
  const Reg closure = kind == ClassKind::kReference ? pointer_like(expr) : decayed_copy(expr, place);
  const clang::CXXMethodDecl* body = call_operator(*record);
  return body == nullptr ? emit_.unknown() : emit_.bind(Op::kBind, {emit_.function(unit_.function(*body)), closure});
}

/// What a reference_wrapper refers to.
clang::QualType FunctionLowering::referred(clang::QualType wrapper) {
  const auto* instance = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(wrapper->getAsCXXRecordDecl());
  if (instance == nullptr || instance->getTemplateArgs().size() == 0) return {};
  const clang::TemplateArgument& argument = instance->getTemplateArgs()[0];
  return argument.getKind() == clang::TemplateArgument::Type ? argument.getAsType() : clang::QualType();
}

/// The one that is not a template, or the one instance of a template; nullptr when there is a choice.
const clang::CXXMethodDecl* FunctionLowering::call_operator(const clang::CXXRecordDecl& record) {
  const clang::CXXMethodDecl* found = nullptr;
  for (const clang::CXXMethodDecl* method : record.methods()) {
    if (method->getOverloadedOperator() == clang::OO_Call) found = method;
  }
  if (found != nullptr || !record.isLambda()) return found;
  const clang::FunctionTemplateDecl* generic = record.getDependentLambdaCallOperator();
  if (generic == nullptr) return nullptr;
  for (const clang::FunctionDecl* instance : generic->specializations()) {
    if (instance->hasBody()) found = llvm::dyn_cast<clang::CXXMethodDecl>(instance);
  }
  return found;
}

/// A copy that belongs to the callee, as std::thread makes one of each argument; scalars are their own copy.
Reg FunctionLowering::decayed_copy(const clang::Expr* expr, const Mark& place) {
  const clang::QualType type = expr->getType().getNonReferenceType();
  if (is_value(unit_.kind_of(type))) return pointer_like(expr);
  if (type->isArrayType()) return emit_.first_element(value(expr));
  if (type->isFunctionType()) return value(expr);
  if (!is_object(type)) return expr->isGLValue() ? read(expr) : value(expr);
  const Reg source = value(expr);
  const Reg copy = emit_.allocate(place);
  if (expr->isLValue()) emit_.touch(source, AccessKind::kRead, mark(expr));
  emit_.copy(copy, source);
  return copy;
}

/// A callable with its first arguments, as std::bind and std::thread take them.
Reg FunctionLowering::bound(llvm::ArrayRef<const clang::Expr*> callable_and_arguments, const Mark& place) {
  std::vector<Reg> inputs = {callable(callable_and_arguments[0], place)};
  for (const clang::Expr* given : callable_and_arguments.drop_front()) inputs.push_back(decayed_copy(given, place));
  return emit_.bind(Op::kBind, std::move(inputs));
}

}  // namespace check
