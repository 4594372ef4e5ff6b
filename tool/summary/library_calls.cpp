// Calls of library functions: those with a meaning of their own, and the rest by what their signatures allow.
#include <algorithm>

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "tool/summary/constants.h"
#include "tool/summary/function_lowering.h"

namespace check {
namespace {

bool is_opaque(clang::QualType type) {
  if (type->isFunctionType()) return true;
  const clang::RecordDecl* record = type.getCanonicalType()->getAsRecordDecl();
  if (record == nullptr) return false;
  return record->getDefinition() == nullptr || is_synchronisation_type(library_name(*record));
}

/// Parameter `index` of the function, counted without the object; null for what varies in number.
clang::QualType parameter_type(const clang::FunctionDecl& function, std::size_t index) {
  return index < function.getNumParams() ? function.getParamDecl(static_cast<unsigned>(index))->getType() : clang::QualType();
}

/// Whether the parameter is declared `T&&`, which binds to anything: fmt::print, std::format, std::make_unique. Such functions
/// read.
bool is_forwarded(const clang::FunctionDecl& function, std::size_t index) {
  const clang::FunctionTemplateDecl* primary = function.getPrimaryTemplate();
  if (primary == nullptr || primary->getTemplatedDecl()->param_empty()) return false;
  const llvm::ArrayRef<clang::ParmVarDecl*> parameters = primary->getTemplatedDecl()->parameters();
  clang::QualType type = parameters[std::min(index, parameters.size() - 1)]->getType();
  if (const auto* pack = type->getAs<clang::PackExpansionType>()) type = pack->getPattern();
  return type->isRValueReferenceType() && type->getPointeeType()->isTemplateTypeParmType();
}

}  // namespace

Reg FunctionLowering::call_library(const Call& call, const CalleeInfo& callee) {
  if (callee.by_user != nullptr) return call_by_user(call, *callee.by_user);
  if (callee.kind != ClassKind::kNone) {
    const std::string method = callee.name.substr(callee.name.rfind("::") + 2);
    if (call.arguments.empty()) return emit_.unknown();
    if (callee.call != nullptr) return call_model(call, *callee.call);
    const bool is_followed_value = is_value(callee.kind) && callee.kind != ClassKind::kAtomicReference;
    return is_followed_value ? call_value_method(call, callee.kind, method) : call_object_method(call, callee.kind, method);
  }
  if (callee.call != nullptr) return call_model(call, *callee.call);
  return call_named(call, callee.name);
}

Reg FunctionLowering::call_model(const Call& call, const LibraryCall& meaning) {
  const Mark place = mark(call.arguments.empty() ? call.expr : call.arguments[0]);
  const Mark at_call = mark(call.expr->getBeginLoc(), place.text);
  std::vector<Reg> inputs;
  std::size_t next = 0;
  const auto take = [&](std::size_t index) {
    if (index >= call.arguments.size()) return;
    const bool is_callable =
        (meaning.model == Model::kStart && inputs.empty()) || (meaning.model == Model::kOnce && inputs.size() == 1) ||
        (meaning.model == Model::kRunTasks && inputs.empty()) || (meaning.model == Model::kGuardWait && index >= 2);
    const clang::Expr* given = call.arguments[index];
    if (index == 0 && call.is_method) {
      inputs.push_back(as_lock(object_of(call), *call.arguments[0]));
    } else {
      // What a once calls gets its arguments as they are; a temporary is the value that it holds.
      const bool is_passed_on = meaning.model == Model::kOnce && inputs.size() > 1 && !is_object(given->getType());
      inputs.push_back(is_callable ? callable(given, at_call) : is_passed_on ? decayed_copy(given, at_call) : value(given));
    }
    next = index + 1;
  };
  for (const char argument : meaning.arguments) {
    if (argument != '+') {
      take(static_cast<std::size_t>(argument - '0'));
    } else {
      while (next < call.arguments.size()) take(next);
    }
  }
  // A guard is passed where a lock is expected: std::lock(first_guard, second_guard).
  Model model = meaning.model;
  if (model == Model::kAcquire && !call.is_method && !call.arguments.empty()) {
    const ClassKind kind = unit_.kind_of(call.arguments[0]->getType());
    if (kind == ClassKind::kUniqueGuard || kind == ClassKind::kSharedGuard) model = Model::kGuardLock;
  }
  if (model == Model::kBarrierWait && unit_.kind_of(object_type(call)) == ClassKind::kLatch) {
    // Who waits at a latch counts it down, too, for those who only wait for it.
    emit_.library(Model::kSignalPost, inputs, at_call);
    emit_.library(Model::kBarrierWait, inputs, at_call);
    return emit_.library(Model::kSignalWait, std::move(inputs), at_call);
  }
  const bool is_recursive = model == Model::kAcquire && !call.arguments.empty() && is_recursive_object(*call.arguments[0]);
  return emit_.library(model, std::move(inputs), at_call, is_recursive ? kRecursive : meaning.answer, order_of(call));
}

/// Whether the lock's class lets the thread that has it take it again.
bool FunctionLowering::is_recursive_object(const clang::Expr& object) {
  clang::QualType type = object.getType().getNonReferenceType();
  if (type->isPointerType()) type = type->getPointeeType();
  const clang::CXXRecordDecl* record = type->getAsCXXRecordDecl();
  return record != nullptr && unit_.kind_of(type) != ClassKind::kNone && is_recursive_lock(library_name(*record));
}

/// What the object synchronises by. With the runtime's classes it lives in memory that processes share.
Reg FunctionLowering::as_lock(Reg address, const clang::Expr& object) {
  clang::QualType type = object.getType().getNonReferenceType();
  if (type->isPointerType()) type = type->getPointeeType();
  return as_lock(address, type);
}

Reg FunctionLowering::as_lock(Reg address, clang::QualType type) {
  const ClassKind kind = unit_.kind_of(type);
  if (kind == ClassKind::kMonitor) return emit_.hidden_load(emit_.field(address, kLockField));
  const bool orders =
      kind == ClassKind::kLock || kind == ClassKind::kSemaphore || kind == ClassKind::kEvent || kind == ClassKind::kBarrier;
  const bool is_shared = orders && library_name(*type->getAsRecordDecl()).starts_with("mp::");
  return is_shared ? emit_.field(address, kSharedField) : address;
}

Reg FunctionLowering::call_named(const Call& call, const std::string& name) {
  if (answers_its_argument(name) && !call.arguments.empty()) return value(call.arguments[0]);
  bool is_known = false;
  if (const Reg answer = call_system(call, name, is_known); is_known) return answer;
  if (allocates(name)) {
    const Reg object = make_shared_object(call);
    if (allocates_zeros(name)) emit_.zero(object);
    return object;
  }
  if (const Reg answer = call_sync_sum(call, name); answer != kNoReg) return answer;
  if (name == "pthread_create" && call.arguments.size() == 4) return start_posix(call, 2);
  if (name == "thrd_create" && call.arguments.size() == 3) return start_posix(call, 1);
  if (name == "std::async") return start_async(call);
  if (name == "std::bind" || name == "std::bind_front") {
    return bound(call.arguments, mark(call.expr->getBeginLoc(), kNoSymbol));
  }
  if (name == "std::ref" || name == "std::cref") return value(call.arguments[0]);
  if (name == "std::get" && call.arguments.size() == 1) return get_member(call);
  if (name == "std::begin" || name == "std::end" || name == "std::size" || name == "std::data") {
    if (call.arguments.size() == 1 && is_object(call.arguments[0]->getType())) {
      return call_container_method(call, unit_.kind_of(call.arguments[0]->getType()), name.substr(5));
    }
  }
  if (name == "std::exchange" && call.arguments.size() == 2) return exchange_value(call);
  if (name == "std::visit" && call.arguments.size() == 2) return visit_variant(call);
  if (name == "std::swap" && call.arguments.size() == 2 && !is_object(call.arguments[0]->getType())) return swap_values(call);
  if (name == "std::swap" && call.arguments.size() == 2 && unit_.kind_of(call.arguments[0]->getType()) == ClassKind::kContainer)
    return exchange_elements(call);
  const clang::OverloadedOperatorKind op = call.function->getOverloadedOperator();
  const bool compares = (op == clang::OO_EqualEqual || op == clang::OO_ExclaimEqual) && call.arguments.size() == 2;
  if (name.starts_with("std::optional::") && call.is_method) return call_optional_method(call, name.substr(name.rfind("::") + 2));
  if (name == "std::make_optional") {
    fill_optional(destination(call.expr), call.expr->getType(), call.arguments, true, mark(call.expr->getBeginLoc(), kNoSymbol));
    return destination(call.expr);
  }
  if (const Reg is_empty = compares ? compare_optional(call) : kNoReg; is_empty != kNoReg) return is_empty;
  if (compares && is_value(unit_.kind_of(call.arguments[0]->getType()))) {
    const Reg first = pointer_like(call.arguments[0]);
    const Operation operation = op == clang::OO_EqualEqual ? Operation::kEqual : Operation::kNotEqual;
    return emit_.apply(operation, {first, pointer_like(call.arguments[1])});
  }
  return call_unknown(call, name);
}

/// std::get of a pair, a tuple or an array, which structured bindings call, too. By type it may be any part of the object.
Reg FunctionLowering::get_member(const Call& call) {
  const Reg object = value(call.arguments[0]);
  const auto* record = call.arguments[0]->getType()->getAsCXXRecordDecl();
  const clang::TemplateArgument& which = call.function->getTemplateSpecializationArgs()->get(0);
  if (record == nullptr || which.getKind() != clang::TemplateArgument::Integral) return object;
  const std::int64_t index = number_of(which.getAsIntegral());
  if (record->getName() == "pair") return emit_.field(object, index == 0 ? "first" : kMappedField);
  if (record->getName() == "array") return emit_.element(emit_.elements(object), emit_.number(index));
  return emit_.field(object, "member " + std::to_string(index));
}

/// The new thread's id goes where the first argument points.
Reg FunctionLowering::start_posix(const Call& call, std::size_t function) {
  const Mark place = mark(call.expr->getBeginLoc(), kNoSymbol);
  const Reg thread = emit_.library(Model::kStart, {argument(call, function), argument(call, function + 1)}, place);
  emit_.hidden_store(argument(call, 0), thread);
  return emit_.number(0);
}

Reg FunctionLowering::swap_values(const Call& call) {
  const Reg first = value(call.arguments[0]);
  const Reg second = value(call.arguments[1]);
  const Reg held = emit_.load(first, AccessMode::kHidden, {});
  const Reg other = emit_.load(second, AccessMode::kHidden, {});
  emit_.touch(first, AccessKind::kUpdate, mark(call.arguments[0]));
  emit_.touch(second, AccessKind::kUpdate, mark(call.arguments[1]));
  emit_.hidden_store(first, other);
  emit_.hidden_store(second, held);
  return kNoReg;
}

/// std::exchange: what was there is answered, what is given takes its place.
Reg FunctionLowering::exchange_value(const Call& call) {
  const clang::Expr* object = call.arguments[0];
  const Mark place = mark(object);
  const Reg address = value(object);
  if (!is_object(object->getType())) {
    const Reg held = emit_.hidden_load(address);
    const Reg given = decayed_copy(call.arguments[1], place);
    emit_.touch(address, AccessKind::kUpdate, place);
    emit_.hidden_store(address, given);
    return held;
  }
  const Reg answer = destination(call.expr);
  const Reg given = value(call.arguments[1]);
  emit_.touch(address, AccessKind::kUpdate, place);
  emit_.move(answer, address);
  emit_.copy(address, given);
  return answer;
}

Reg FunctionLowering::call_unknown(const Call& call, const std::string& name) {
  if (blocks(name)) emit_.library(Model::kBlock, {}, mark(call.expr->getBeginLoc(), unit_.symbols.intern(name)));
  if (!is_harmless(name)) touch_arguments(call, name);
  if (fills_bytes(name) && (call.arguments.size() == 2 || constant_value(*call.arguments[1], context_) == 0))
    emit_.zero(value(call.arguments[0]));
  order_by_pipe(call, name);
  call_callables(call);
  const clang::QualType type = call.expr->getType();
  if (call.expr->isPRValue() && is_object(type)) return destination(call.expr);
  if (call.expr->isGLValue()) return answer_inside(call);
  return emit_.unknown();
}

void FunctionLowering::touch_arguments(const Call& call, const std::string& name) {
  const std::optional<std::pair<Reg, Reg>> range = call.is_method ? std::nullopt : whole_range(call, name);
  if (range) {
    const AccessKind kind = writes_range(name) ? AccessKind::kUpdate : AccessKind::kRead;
    touch_range(range->first, range->second, kind, mark(call.arguments[0]));
  }
  const std::size_t behind_range = !range ? 0 : begins_with_three(name) ? 3 : 2;
  for (std::size_t i = behind_range; i < call.arguments.size(); ++i) {
    const clang::Expr* given = call.arguments[i];
    if (i == 0 && call.is_method) {
      if (unit_.kind_of(given->getType()) == ClassKind::kSynchronised) continue;
      const auto* method = llvm::cast<clang::CXXMethodDecl>(call.function);
      const bool reads = method->isConst() || only_reads(std::string_view(name).substr(name.rfind("::") + 2));
      emit_.touch(object_of(call), reads ? AccessKind::kRead : AccessKind::kUpdate, mark(given));
      continue;
    }
    const std::size_t index = call.is_method ? i - 1 : i;
    clang::QualType type = parameter_type(*call.function, index);
    if (type.isNull() && given->getType()->isPointerType()) {
      const bool fills = name.find("scanf") != std::string::npos;
      type = fills || given->getType()->getPointeeType()->isAnyCharacterType() ? given->getType() : clang::QualType();
      if (!fills && !type.isNull()) type = context_.getPointerType(type->getPointeeType().withConst());
    }
    // The algorithms of std::ranges forward their range as well, and may write into it.
    if (!type.isNull() && type->isReferenceType() && is_forwarded(*call.function, index) && !name.starts_with("std::ranges::")) {
      type = context_.getLValueReferenceType(type->getPointeeType().withConst());
    }
    if (!type.isNull()) touch_argument(given, type, name);
  }
}

void FunctionLowering::touch_argument(const clang::Expr* given, clang::QualType type, const std::string& name) {
  const ClassKind kind = unit_.kind_of(type.getNonReferenceType());
  if (kind == ClassKind::kSynchronised || kind == ClassKind::kAtomic) return;
  if (kind == ClassKind::kIterator) {
    emit_.touch(pointer_like(given), writes_range(name) ? AccessKind::kUpdate : AccessKind::kRead, mark(given));
    return;
  }
  const bool by_reference = type->isLValueReferenceType();
  if (!by_reference && !type->isPointerType()) return;
  const clang::QualType target = type->getPointeeType();
  if (is_opaque(target) || (by_reference && given->isPRValue() && !is_object(given->getType()))) return;
  if (by_reference && llvm::isa<clang::MaterializeTemporaryExpr>(given->IgnoreParenImpCasts())) return;
  const Reg address = value(given);
  emit_.touch(address, target.isConstQualified() ? AccessKind::kRead : AccessKind::kWrite, mark(given));
  if (!target.isConstQualified()) emit_.forget(address);
}

/// A reference that a library function answers leads into the object it was given.
Reg FunctionLowering::answer_inside(const Call& call) {
  if (call.arguments.empty()) return emit_.unknown();
  const clang::Expr* owner = call.arguments[0];
  const clang::QualType answer = call.expr->getType().getNonReferenceType();
  const Reg object = call.is_method ? object_of(call) : value(owner);
  if (context_.hasSameUnqualifiedType(answer, owner->getType().getNonReferenceType())) return object;
  return emit_.any_element(emit_.elements(object));
}

}  // namespace check
