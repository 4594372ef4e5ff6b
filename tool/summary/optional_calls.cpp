// std::optional: a value in the place of a first element, and in the structure's place a number, 1 if there is one and else 0.
//
//   std::optional<Job*> take();   // while (auto job = queue.take()) ...
#include "clang/AST/ASTContext.h"
#include "tool/summary/function_lowering.h"

namespace check {
namespace {

/// The type of the value; null if the type is no optional.
clang::QualType value_type(clang::QualType type) {
  const auto* instance =
      llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(type.getNonReferenceType()->getAsCXXRecordDecl());
  if (instance == nullptr || library_name(*instance) != "std::optional") return {};
  return instance->getTemplateArgs()[0].getAsType();
}

bool is_named(const clang::Expr& expr, llvm::StringRef name) {
  const clang::RecordDecl* record = expr.getType().getNonReferenceType()->getAsRecordDecl();
  return record != nullptr && record->getName() == name;
}

}  // namespace

bool FunctionLowering::is_optional(clang::QualType type) { return !value_type(type).isNull(); }

void FunctionLowering::empty_optional(Reg object) { emit_.hidden_store(emit_.field(object, kStructureField), emit_.number(0)); }

/// Gives it the value, which is made of these, as a container makes an element.
void FunctionLowering::fill_optional(Reg object, clang::QualType type, llvm::ArrayRef<const clang::Expr*> given, bool in_place,
                                     const Mark& place) {
  const clang::QualType held = value_type(type);
  const Reg value = emit_.elements(object);
  const ClassKind kind = unit_.kind_of(held);
  if (is_value(kind)) {
    emit_.hidden_store(value, make_value(kind, held, given, place));
  } else if (!is_object(held)) {
    emit_.hidden_store(value, given.size() == 1 ? decayed_copy(given[0], place) : emit_.number(0));
  } else if (given.size() == 1 && context_.hasSameUnqualifiedType(given[0]->getType().getNonReferenceType(), held)) {
    copy_object(value, given[0]);
  } else if (in_place) {
    construct_in_place(value, held, given, place);
  }
  emit_.hidden_store(emit_.field(object, kStructureField), emit_.number(1));
}

/// Empty, with a value, or with one that is made in place. Of another optional, whose value is of another type, nothing is known.
Reg FunctionLowering::make_optional(const clang::CXXConstructExpr& expr, Reg object) {
  const Mark place = mark(expr.getBeginLoc(), kNoSymbol);
  llvm::ArrayRef<const clang::Expr*> given(expr.getArgs(), expr.getNumArgs());
  while (!given.empty() && llvm::isa<clang::CXXDefaultArgExpr>(given.back())) given = given.drop_back();
  if (given.empty() || is_named(*given[0], "nullopt_t")) {
    empty_optional(object);
  } else if (is_optional(given[0]->getType())) {
    value(given[0]);
    emit_.forget(object);
  } else {
    const bool in_place = is_named(*given[0], "in_place_t");
    fill_optional(object, expr.getType(), in_place ? given.drop_front() : given, in_place, place);
  }
  return object;
}

Reg FunctionLowering::assign_optional(const Call& call) {
  const clang::Expr* given = call.arguments[1];
  if (is_optional(given->getType()) && is_same_object(given->getType(), object_type(call))) return assign_object(call);
  const Reg object = object_of(call);
  if (is_optional(given->getType())) value(given);
  emit_.touch(object, AccessKind::kWrite, mark(call.arguments[0]));
  if (is_named(*given, "nullopt_t")) {
    empty_optional(object);
  } else if (is_optional(given->getType())) {
    emit_.forget(object);
  } else {
    fill_optional(object, object_type(call), {given}, false, mark(call.arguments[0]));
  }
  return object;
}

Reg FunctionLowering::call_optional_method(const Call& call, std::string_view method) {
  const clang::QualType type = object_type(call);
  const Mark place = mark(call.arguments[0]);
  const Reg object = object_of(call);
  const Reg structure = emit_.field(object, kStructureField);
  if (method == "operator=" && call.arguments.size() == 2) return assign_optional(call);
  if (method == "operator*" || method == "operator->" || method == "value") return emit_.elements(object);
  if (method == "operator bool" || method == "has_value") {
    emit_.touch(structure, AccessKind::kRead, place);
    return emit_.hidden_load(structure);
  }
  if (method == "value_or" && call.arguments.size() == 2 && !is_object(call.expr->getType())) {
    emit_.touch(object, AccessKind::kRead, place);
    const Reg held = emit_.hidden_load(emit_.elements(object));
    const Reg otherwise = decayed_copy(call.arguments[1], place);
    return emit_.select(emit_.hidden_load(structure), held, otherwise, call.expr->getType()->isPointerType());
  }
  if (method == "emplace" || method == "reset") {
    emit_.touch(object, AccessKind::kWrite, place);
    if (method == "reset") {
      empty_optional(object);
      return kNoReg;
    }
    fill_optional(object, type, llvm::ArrayRef(call.arguments).drop_front(), true, place);
    return emit_.elements(object);
  }
  return call_unknown(call, "std::optional::" + std::string(method));
}

/// Whether an optional is empty, as `answer == std::nullopt` asks; kNoReg for other comparisons.
Reg FunctionLowering::compare_optional(const Call& call) {
  for (const std::size_t side : {0U, 1U}) {
    const clang::Expr* optional = call.arguments[side];
    if (!is_optional(optional->getType()) || !is_named(*call.arguments[1 - side], "nullopt_t")) continue;
    const Reg structure = emit_.field(value(optional), kStructureField);
    emit_.touch(structure, AccessKind::kRead, mark(optional));
    const bool asks_for_none = call.function->getOverloadedOperator() == clang::OO_EqualEqual;
    return emit_.apply(asks_for_none ? Operation::kEqual : Operation::kNotEqual, {emit_.hidden_load(structure), emit_.number(0)});
  }
  return kNoReg;
}

}  // namespace check
