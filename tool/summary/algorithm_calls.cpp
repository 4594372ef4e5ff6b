// Library functions that call what they are given: algorithms with the elements of a range, std::visit with what a variant holds.
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "tool/summary/function_lowering.h"

namespace check {
namespace {

/// `&std::thread::join`, by itself or in a std::mem_fn: the method; nullptr if the expression is none.
const clang::CXXMethodDecl* named_method(const clang::Expr* given) {
  given = given->IgnoreParenImpCasts();
  if (const auto* temporary = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(given))
    given = temporary->getSubExpr()->IgnoreParenImpCasts();
  const auto* wrapper = llvm::dyn_cast<clang::CallExpr>(given);
  const clang::FunctionDecl* callee = wrapper == nullptr ? nullptr : wrapper->getDirectCallee();
  const bool is_wrapped = callee != nullptr && wrapper->getNumArgs() == 1 && callee->getQualifiedNameAsString() == "std::mem_fn";
  if (is_wrapped) given = wrapper->getArg(0)->IgnoreParenImpCasts();
  const auto* address = llvm::dyn_cast<clang::UnaryOperator>(given);
  if (address == nullptr || address->getOpcode() != clang::UO_AddrOf) return nullptr;
  const auto* name = llvm::dyn_cast<clang::DeclRefExpr>(address->getSubExpr()->IgnoreParens());
  return name == nullptr ? nullptr : llvm::dyn_cast<clang::CXXMethodDecl>(name->getDecl());
}

}  // namespace

/// A closure or function that is given to the library to be called; nothing if it is none.
Reg FunctionLowering::callee_of(const clang::Expr* given) {
  const clang::QualType type = given->getType().getNonReferenceType().getCanonicalType();
  const clang::CXXRecordDecl* record = type->getAsCXXRecordDecl();
  if (record != nullptr && record->isLambda()) {
    const clang::CXXMethodDecl* method = call_operator(*record);
    if (method == nullptr) return kNoReg;
    return emit_.bind(Op::kBind, {emit_.function(unit_.function(*method)), value(given)});
  }
  const bool is_function = type->isFunctionPointerType() || type->isFunctionType() || unit_.kind_of(type) == ClassKind::kCallable;
  return is_function ? callable(given, {}) : kNoReg;
}

/// Where the range that an algorithm is given begins and ends: two iterators, or a whole container.
std::optional<std::pair<Reg, Reg>> FunctionLowering::range_of(const Call& call) {
  const auto is_pointer = [&](const clang::Expr* given) {
    const clang::QualType type = given->getType().getNonReferenceType();
    return unit_.kind_of(type) == ClassKind::kIterator || (type->isPointerType() && !type->isFunctionPointerType());
  };
  // The algorithms of std::ranges are objects that are called.
  const llvm::ArrayRef<const clang::Expr*> given = llvm::ArrayRef(call.arguments).drop_front(call.is_method ? 1 : 0);
  if (given.size() < 2) return std::nullopt;
  const clang::Expr* first = given[0];
  if (is_pointer(first) && is_pointer(given[1])) return std::pair(pointer_like(first), pointer_like(given[1]));
  const ClassKind kind = unit_.kind_of(first->getType().getNonReferenceType());
  if (kind != ClassKind::kContainer && kind != ClassKind::kArray) return std::nullopt;
  const Reg elements = emit_.elements(value(first));
  return std::pair(elements, emit_.library(Model::kEnd, {elements}, mark(first)));
}

/// The range that an algorithm of std looks at; with a middle given, what is on both sides of it.
std::optional<std::pair<Reg, Reg>> FunctionLowering::whole_range(const Call& call, const std::string& name) {
  const std::size_t last = begins_with_three(name) ? 2 : 1;
  if (!name.starts_with("std::") || name.starts_with("std::ranges::") || call.arguments.size() <= last) return std::nullopt;
  const clang::QualType type = call.arguments[0]->getType().getNonReferenceType();
  const bool points =
      unit_.kind_of(type) == ClassKind::kIterator || (type->isPointerType() && type->getPointeeType()->isObjectType());
  if (!points || !context_.hasSameUnqualifiedType(type, call.arguments[last]->getType().getNonReferenceType()))
    return std::nullopt;
  return std::pair(pointer_like(call.arguments[0]), pointer_like(call.arguments[last]));
}

void FunctionLowering::touch_range(Reg first, Reg last, AccessKind kind, const Mark& place) {
  for_each(first, last, [&](Reg element) { emit_.touch(element, kind, place); });
}

/// An algorithm calls what it is given, with the elements of the range that stands before it.
void FunctionLowering::call_callables(const Call& call) {
  const Mark place = mark(call.expr->getBeginLoc(), kNoSymbol);
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const clang::CXXMethodDecl* method = named_method(call.arguments[i]);
    const bool joins = method != nullptr && method->getIdentifier() != nullptr && method->getName() == "join";
    const Reg body = joins ? kNoReg : callee_of(call.arguments[i]);
    if (body == kNoReg && !joins) continue;
    const std::optional<std::pair<Reg, Reg>> range = i == 0 ? std::nullopt : range_of(call);
    if (joins && range) {
      emit_.library(Model::kJoinAll, {emit_.any_element(range->first)}, place);
    } else if (range) {
      call_for_each(body, range->first, range->second, place);
    } else if (!joins) {
      emit_.call(Op::kCallPointer, kNoSymbol, {body, emit_.unknown(), emit_.unknown()}, place);
    }
  }
}

void FunctionLowering::call_for_each(Reg body, Reg first, Reg last, const Mark& place) {
  const Reg callee = temporary();
  emit_.hidden_store(callee, body);
  for_each(first, last,
           [&](Reg element) { emit_.call(Op::kCallPointer, kNoSymbol, {emit_.hidden_load(callee), element, element}, place); });
}

/// A loop over the range.
void FunctionLowering::for_each(Reg first, Reg last, const std::function<void(Reg)>& lower_round) {
  const Reg position = temporary();
  emit_.hidden_store(position, first);
  const Reg end = temporary();
  emit_.hidden_store(end, last);
  const std::uint32_t head = emit_.new_block();
  const std::uint32_t round = emit_.new_block();
  const std::uint32_t after = emit_.new_block();
  emit_.jump(head);
  emit_.enter_block(head);
  emit_.branch(emit_.apply(Operation::kNotEqual, {emit_.hidden_load(position), emit_.hidden_load(end)}), round, after);
  emit_.enter_block(round);
  lower_round(emit_.hidden_load(position));
  emit_.update(position, Operation::kAdd, emit_.number(1), false, AccessMode::kHidden, {});
  emit_.jump(head);
  emit_.enter_block(after);
}

/// Every operator() of the class, of its bases, and every instance of those that are templates.
std::vector<const clang::CXXMethodDecl*> FunctionLowering::call_operators(const clang::CXXRecordDecl& record) {
  std::vector<const clang::CXXMethodDecl*> found;
  if (!record.hasDefinition()) return found;
  const auto add = [&](const clang::FunctionDecl* function) {
    const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(function);
    if (method != nullptr && method->getOverloadedOperator() == clang::OO_Call && method->isDefined()) found.push_back(method);
  };
  for (const clang::Decl* member : record.decls()) {
    if (const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(member)) add(method);
    const auto* generic = llvm::dyn_cast<clang::FunctionTemplateDecl>(member);
    if (generic == nullptr) continue;
    for (const clang::FunctionDecl* instance : generic->specializations()) add(instance);
  }
  for (const clang::CXXBaseSpecifier& base : record.bases()) {
    const clang::CXXRecordDecl* parent = base.getType()->getAsCXXRecordDecl();
    if (parent == nullptr) continue;
    const std::vector<const clang::CXXMethodDecl*> inherited = call_operators(*parent);
    found.insert(found.end(), inherited.begin(), inherited.end());
  }
  return found;
}

/// std::visit calls one of the visitor's operators with what the variant holds: any of them.
Reg FunctionLowering::visit_variant(const Call& call) {
  const Mark place = mark(call.expr->getBeginLoc(), kNoSymbol);
  const clang::CXXRecordDecl* record = call.arguments[0]->getType().getNonReferenceType()->getAsCXXRecordDecl();
  const Reg visitor = value(call.arguments[0]);
  const Reg held = value(call.arguments[1]);
  const bool gives_object = call.expr->isPRValue() && is_object(call.expr->getType());
  const Reg object = gives_object ? destination(call.expr) : kNoReg;
  if (call.arguments[1]->isGLValue()) emit_.touch(held, AccessKind::kRead, mark(call.arguments[1]));
  if (record == nullptr) return gives_object ? object : emit_.unknown();
  const std::uint32_t after = emit_.new_block();
  for (const clang::CXXMethodDecl* method : call_operators(*record)) {
    if (method->isDependentContext() || method->getNumParams() != 1) continue;
    const std::uint32_t chosen = emit_.new_block();
    const std::uint32_t other = emit_.new_block();
    emit_.branch(emit_.unknown(), chosen, other);
    emit_.enter_block(chosen);
    const clang::QualType type = method->getParamDecl(0)->getType();
    const bool by_address = type->isReferenceType() || is_object(type);
    std::vector<Reg> inputs = {visitor, by_address ? held : emit_.hidden_load(held)};
    if (gives_object) inputs.push_back(object);
    emit_.call(Op::kCall, unit_.function(*method), std::move(inputs), place);
    emit_.jump(after);
    emit_.enter_block(other);
  }
  emit_.jump(after);
  emit_.enter_block(after);
  return gives_object ? object : emit_.unknown();
}

}  // namespace check
