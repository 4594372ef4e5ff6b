// Containers: a structure, which some methods change, and elements, which references, pointers and iterators lead to.
#include <algorithm>
#include <array>
#include <optional>

#include "clang/AST/ASTContext.h"
#include "tool/summary/function_lowering.h"

namespace check {
namespace {

template <std::size_t size>
bool is_one_of(std::string_view name, const std::array<std::string_view, size>& names) {
  return std::ranges::find(names, name) != names.end();
}

/// [container.requirements.dataraces]: these count as const, whatever they answer.
constexpr std::array<std::string_view, 28> kReaders = {
    "begin", "end",      "cbegin", "cend",       "rbegin",      "rend",        "crbegin",     "crend", "front", "back",
    "data",  "find",     "at",     "operator[]", "lower_bound", "upper_bound", "equal_range", "top",   "size",  "empty",
    "count", "contains", "c_str",  "max_size",   "capacity",    "length",      "length",      "substr"};
constexpr std::array<std::string_view, 9> kInserters = {"push_back", "emplace_back", "push_front",  "emplace_front",   "push",
                                                        "emplace",   "insert",       "try_emplace", "insert_or_assign"};
/// These change the number of elements by more than one.
constexpr std::array<std::string_view, 8> kSizers = {"resize",     "assign", "clear", "append",
                                                     "operator+=", "splice", "merge", "insert_range"};
constexpr std::array<std::string_view, 6> kFirst = {"begin", "cbegin", "data", "c_str", "rbegin", "crbegin"};

bool is_associative(const clang::CXXRecordDecl& record) { return record.getName().contains("map"); }

/// The type of the elements: the first argument of the template, the second of a map.
clang::QualType element_type(clang::QualType container) {
  const auto* instance =
      llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(container.getNonReferenceType()->getAsCXXRecordDecl());
  if (instance == nullptr) return {};
  const std::size_t index = is_associative(*instance) ? 1 : 0;
  if (instance->getTemplateArgs().size() <= index) return {};
  const clang::TemplateArgument& argument = instance->getTemplateArgs()[static_cast<unsigned>(index)];
  return argument.getKind() == clang::TemplateArgument::Type ? argument.getAsType() : clang::QualType();
}

/// Whether the container is a map.
bool leads_from_keys(clang::QualType container) {
  const clang::CXXRecordDecl* record = container.getNonReferenceType()->getAsCXXRecordDecl();
  return record != nullptr && is_associative(*record);
}

/// Whether an element keeps its number while others come and go: only the end of a vector moves.
bool keeps_numbers(clang::QualType container) {
  const clang::CXXRecordDecl* record = container.getNonReferenceType()->getAsCXXRecordDecl();
  return record != nullptr &&
         (record->getName() == "vector" || record->getName() == "array" || record->getName() == "basic_string");
}

/// Whether an insertion makes it longer by one, so that its length can be followed.
bool counts_elements(clang::QualType container) {
  constexpr std::array<std::string_view, 5> kCounted = {"vector", "deque", "list", "queue", "stack"};
  const clang::CXXRecordDecl* record = container.getNonReferenceType()->getAsCXXRecordDecl();
  return record != nullptr && is_one_of(record->getName(), kCounted);
}

/// The number of elements of a std::array.
std::optional<std::int64_t> fixed_size(clang::QualType container) {
  const auto* instance =
      llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(container.getNonReferenceType()->getAsCXXRecordDecl());
  if (instance == nullptr || instance->getName() != "array" || instance->getTemplateArgs().size() != 2) return std::nullopt;
  const clang::TemplateArgument& size = instance->getTemplateArgs()[1];
  return size.getKind() == clang::TemplateArgument::Integral ? std::optional(size.getAsIntegral().getExtValue()) : std::nullopt;
}

}  // namespace

Reg FunctionLowering::call_container_method(const Call& call, ClassKind kind, std::string_view method) {
  const Reg object = object_of(call);
  const Mark place = mark(call.arguments[0]);
  const clang::QualType type = object_type(call);
  const Reg owner = kind == ClassKind::kSharedArray ? emit_.field(object, kSharedField) : object;
  const Reg elements = emit_.elements(owner);
  if (method == "get_lock") return emit_.field(object, kLockField);
  if (method == "operator=" && call.arguments.size() == 2) return assign_object(call);
  if (is_one_of(method, kInserters)) return insert_element(call, method);
  if (method == "swap" && call.arguments.size() == 2) return exchange_elements(call);
  const bool inserts_key = method == "operator[]" && leads_from_keys(type);
  const auto* declared = llvm::dyn_cast<clang::CXXMethodDecl>(call.function);
  const bool reads = !inserts_key && (is_one_of(method, kReaders) || declared == nullptr || declared->isConst());
  if (kind == ClassKind::kContainer && reads) emit_.touch(emit_.field(object, kStructureField), AccessKind::kRead, place);
  if (kind == ClassKind::kContainer && inserts_key) {
    emit_.touch(emit_.field(object, kStructureField), AccessKind::kUpdate, place);
    emit_.forget(emit_.field(object, kStructureField));  // it may have one element more now
  }
  if (!reads && !inserts_key) {
    emit_.touch(object, AccessKind::kUpdate, place);
    if (method == "clear" && kind == ClassKind::kContainer) destroy(object, type.getNonReferenceType(), place);
    if (method != "reserve" && method != "shrink_to_fit") emit_.forget(object);
    if (kind == ClassKind::kContainer && is_one_of(method, kSizers)) {
      emit_.hidden_store(emit_.field(object, kStructureField), method == "clear" ? emit_.number(0) : emit_.unknown());
    }
  }
  if (const auto size = fixed_size(type)) {
    if (method == "size") return emit_.number(*size);
    if (method == "end" || method == "cend") return emit_.element(elements, emit_.number(*size));
  }
  if (counts_elements(type) && (method == "size" || method == "empty")) {
    const Reg count = emit_.hidden_load(emit_.field(object, kStructureField));
    return method == "size" ? count : emit_.apply(Operation::kEqual, {count, emit_.number(0)});
  }
  if (method == "operator[]" || method == "at") {
    const bool by_number = call.arguments.size() == 2 && call.arguments[1]->getType()->isIntegralOrEnumerationType();
    const Reg element = by_number ? emit_.element(elements, value(call.arguments[1])) : emit_.any_element(elements);
    return leads_from_keys(type) ? emit_.field(element, kMappedField) : element;
  }
  if (is_one_of(method, kFirst) || method == "operator basic_string_view") return elements;
  // What stands in front of a queue changes, and its number does not follow it.
  if (method == "front") return keeps_numbers(type) ? elements : emit_.any_element(elements);
  if (method == "end" || method == "cend") return emit_.library(Model::kEnd, {elements}, place);
  const bool holds_threads = unit_.kind_of(element_type(type)) == ClassKind::kThread;  // which are joined one by one
  if (method == "back" && keeps_numbers(type) && counts_elements(type) && !holds_threads) {
    const Reg count = emit_.hidden_load(emit_.field(object, kStructureField));
    return emit_.element(elements, emit_.apply(Operation::kSubtract, {count, emit_.number(1)}));
  }
  const clang::QualType answer = call.expr->getType();
  if (call.expr->isPRValue() && is_object(answer)) return destination(call.expr);
  const bool leads_inside = call.expr->isGLValue() || answer->isPointerType() || unit_.kind_of(answer) == ClassKind::kIterator;
  if (!leads_inside) return emit_.unknown();
  return is_same_object(answer, type) ? object : emit_.element(elements, emit_.unknown());
}

/// What each of the two has, the other one has afterwards.
Reg FunctionLowering::exchange_elements(const Call& call) {
  const Reg first = object_of(call);
  const Reg second = value(call.arguments[1]);
  emit_.touch(first, AccessKind::kUpdate, mark(call.arguments[0]));
  emit_.touch(second, AccessKind::kUpdate, mark(call.arguments[1]));
  const Reg kept = temporary();
  emit_.move(kept, first);
  emit_.move(first, second);
  emit_.move(second, kept);
  return kNoReg;
}

bool FunctionLowering::is_same_object(clang::QualType answer, clang::QualType object) {
  return context_.hasSameUnqualifiedType(answer.getNonReferenceType(), object.getNonReferenceType());
}

Reg FunctionLowering::insert_element(const Call& call, std::string_view method) {
  const Reg object = object_of(call);
  const Mark place = mark(call.arguments[0]);
  const clang::QualType type = element_type(object_type(call));
  llvm::ArrayRef<const clang::Expr*> given = llvm::ArrayRef(call.arguments).drop_front();
  while (!given.empty() && llvm::isa<clang::CXXDefaultArgExpr>(given.back())) given = given.drop_back();
  if (!given.empty() && unit_.kind_of(given[0]->getType()) == ClassKind::kIterator) given = given.drop_front();
  emit_.touch(emit_.field(object, kStructureField), AccessKind::kUpdate, place);
  const Reg elements = emit_.elements(object);
  const Mark at_call = mark(call.expr->getBeginLoc(), place.text);
  const bool has_key = leads_from_keys(object_type(call)) && given.size() > 1;
  if (!type.isNull()) {
    const Reg element = new_element(elements, object_type(call), at_call);
    fill_element(element, type, has_key ? given.drop_front() : given, method.find("emplace") != method.npos, at_call);
  }
  const clang::QualType answer = call.expr->getType();
  if (call.expr->isPRValue() && is_object(answer)) {
    const Reg pair = destination(call.expr);
    emit_.hidden_store(emit_.field(pair, "first"), emit_.any_element(elements));
    return pair;
  }
  return call.expr->isGLValue() || unit_.kind_of(answer) == ClassKind::kIterator ? emit_.any_element(elements) : emit_.unknown();
}

/// The place of a new element; in a map that of its value.
Reg FunctionLowering::new_element(Reg elements, clang::QualType container, const Mark& place) {
  const Reg element = emit_.library(Model::kInsert, {elements}, place);
  return leads_from_keys(container) ? emit_.field(element, kMappedField) : element;
}

/// A guard in a container: made over a lock, or moved there. False for other elements.
bool FunctionLowering::fill_guard(Reg guard, ClassKind kind, llvm::ArrayRef<const clang::Expr*> given, const Mark& place) {
  if ((kind != ClassKind::kUniqueGuard && kind != ClassKind::kSharedGuard) || given.empty()) return false;
  const bool shared = kind == ClassKind::kSharedGuard;
  if (unit_.kind_of(given[0]->getType()) == kind) {
    emit_.library(Model::kGuardMove, {guard, value(given[0])}, place);
  } else if (given.size() == 1) {
    emit_.library(shared ? Model::kGuardOpenShared : Model::kGuardOpen, {guard, as_lock(value(given[0]), *given[0])}, place,
                  shared ? 1 : 0);
  }
  return true;
}

void FunctionLowering::fill_element(Reg element, clang::QualType type, llvm::ArrayRef<const clang::Expr*> given, bool in_place,
                                    const Mark& place) {
  emit_.touch(element, AccessKind::kWrite, place);
  const ClassKind kind = unit_.kind_of(type);
  if (fill_guard(element, kind, given, place)) return;
  if (is_value(kind)) {
    emit_.hidden_store(element, make_value(kind, type, given, place));
  } else if (is_object(type)) {
    if (in_place) {
      construct_in_place(element, type, given, place);
    } else if (given.size() == 1 && context_.hasSameUnqualifiedType(given[0]->getType().getNonReferenceType(), type)) {
      copy_object(element, given[0]);
    }
  } else if (given.size() == 1) {
    emit_.hidden_store(element, decayed_copy(given[0], place));
  }
}

Reg FunctionLowering::VisitCXXStdInitializerListExpr(const clang::CXXStdInitializerListExpr* expr) {
  const auto* list = llvm::dyn_cast<clang::InitListExpr>(expr->getSubExpr()->IgnoreImplicit());
  const clang::QualType type = element_type(expr->getType());
  if (list == nullptr || type.isNull()) return value(expr->getSubExpr());
  const Reg object = destination(expr);
  const Mark place = mark(expr->getBeginLoc(), kNoSymbol);
  emit_.hidden_store(emit_.field(object, kStructureField), emit_.number(0));
  const Reg elements = emit_.elements(object);
  for (const clang::Expr* given : list->inits()) {
    fill_element(new_element(elements, expr->getType(), place), type, {given->IgnoreImplicitAsWritten()}, false, place);
  }
  return object;
}

/// From a list of elements, from the range between two iterators, or with one value in all elements.
void FunctionLowering::fill_container(const clang::CXXConstructExpr& expr, Reg object) {
  const clang::QualType type = element_type(expr.getType());
  if (type.isNull() || expr.getNumArgs() == 0) return;
  const Mark place = mark(expr.getBeginLoc(), kNoSymbol);
  const Reg elements = emit_.elements(object);
  const clang::Expr* first = expr.getArg(0)->IgnoreImplicit();
  if (const auto* braces = llvm::dyn_cast<clang::CXXStdInitializerListExpr>(first)) {
    const auto* list = llvm::dyn_cast<clang::InitListExpr>(braces->getSubExpr()->IgnoreImplicit());
    if (list == nullptr) return;
    for (const clang::Expr* given : list->inits()) {
      fill_element(new_element(elements, expr.getType(), place), type, {given->IgnoreImplicitAsWritten()}, false, place);
    }
  } else if (unit_.kind_of(first->getType()) == ClassKind::kIterator) {
    const Reg source = emit_.any_element(pointer_like(first));
    emit_.touch(source, AccessKind::kRead, mark(first));
    if (!is_object(type)) emit_.hidden_store(emit_.any_element(elements), emit_.hidden_load(source));
  } else if (expr.getNumArgs() > 1 && first->getType()->isIntegralOrEnumerationType() && type->isArithmeticType() &&
             expr.getArg(1)->getType()->isArithmeticType()) {
    emit_.hidden_store(emit_.any_element(elements), decayed_copy(expr.getArg(1), place));
  }
}

}  // namespace check
