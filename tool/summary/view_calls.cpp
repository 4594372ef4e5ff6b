// std::span, std::string_view and the bits of a vector<bool>: one value, the address of the first element of a part of something
// else. What is reached through a span lies in that part, and parts that begin elsewhere are others: a span is taken to end where
// the next one begins, unless it is of all of a container or an array.
#include "clang/AST/ASTContext.h"
#include "tool/summary/function_lowering.h"

namespace check {
namespace {

/// One element of a vector of bools: its neighbours share a word with it.
bool is_bit(const clang::CXXRecordDecl& record) { return record.getName() == "_Bit_reference"; }

bool is_span(const clang::CXXRecordDecl& record) { return record.getName() == "span"; }

}  // namespace

bool FunctionLowering::is_view(clang::QualType type) {
  const clang::CXXRecordDecl* record = type.getNonReferenceType()->getAsCXXRecordDecl();
  if (record == nullptr || !is_in_system(*record) || unit_.kind_of(type.getNonReferenceType()) != ClassKind::kIterator)
    return false;
  return is_span(*record) || is_bit(*record) || record->getName() == "basic_string_view";
}

/// The view that begins at this address.
Reg FunctionLowering::view_from(Reg first, clang::QualType type) {
  const bool is_part = is_span(*type.getNonReferenceType()->getAsCXXRecordDecl());
  return is_part ? emit_.first_element(emit_.field(first, kPartField)) : first;
}

/// A view of all of a container or an array, or of what a pointer leads to, which is a part.
Reg FunctionLowering::make_view(clang::QualType type, const clang::Expr* given) {
  const clang::QualType source = given->getType().getNonReferenceType();
  const ClassKind kind = unit_.kind_of(source);
  if (is_view(source)) return pointer_like(given);
  if (source->isArrayType()) return emit_.first_element(value(given));
  if (kind != ClassKind::kContainer && kind != ClassKind::kArray) return view_from(pointer_like(given), type);
  const Reg object = value(given);
  if (kind == ClassKind::kContainer) emit_.touch(emit_.field(object, kStructureField), AccessKind::kRead, mark(given));
  return emit_.elements(object);
}

Reg FunctionLowering::call_view_method(const Call& call, std::string_view method) {
  const clang::QualType type = call.arguments[0]->getType();
  const Reg held = emit_.hidden_load(object_of(call));
  if (is_bit(*type.getNonReferenceType()->getAsCXXRecordDecl())) {
    const Reg word = emit_.any_element(held);
    emit_.touch(word, method == "operator bool" ? AccessKind::kRead : AccessKind::kUpdate, mark(call.arguments[0]));
    return call.expr->isGLValue() ? object_of(call) : emit_.unknown();
  }
  const bool has_number = call.arguments.size() > 1 && call.arguments[1]->getType()->isIntegralOrEnumerationType();
  if (method == "begin" || method == "cbegin" || method == "data" || method == "front") return held;
  if (method == "operator[]" || method == "at") return emit_.element(held, argument(call, 1));
  if (method == "end" || method == "cend") return emit_.library(Model::kEnd, {held}, mark(call.arguments[0]));
  if (method == "back" || method == "rbegin" || method == "rend") return emit_.any_element(held);
  if (method == "first") return view_from(held, type);
  if (method == "last") return view_from(emit_.any_element(held), type);
  if (method == "subspan" || method == "substr")
    return view_from(has_number ? emit_.element(held, argument(call, 1)) : held, type);
  if (method == "size" || method == "empty" || method == "length") {  // not known, but the same at each call
    const Reg size = emit_.hidden_load(emit_.field(held, kStructureField));
    return method == "empty" ? emit_.apply(Operation::kEqual, {size, emit_.number(0)}) : size;
  }
  if (method == "size_bytes") return emit_.unknown();
  if (method == "remove_prefix" || method == "remove_suffix") {
    if (method == "remove_prefix") emit_.hidden_store(object_of(call), emit_.any_element(held));
    return kNoReg;
  }
  emit_.touch(emit_.any_element(held), AccessKind::kRead, mark(call.arguments[0]));  // find, starts_with, compare
  return emit_.unknown();
}

}  // namespace check
