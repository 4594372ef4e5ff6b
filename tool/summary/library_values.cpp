// Objects of library classes that are one value: threads, futures, smart pointers, callables, iterators.
#include "clang/AST/ASTContext.h"
#include "tool/summary/constants.h"
#include "tool/summary/function_lowering.h"

namespace check {
namespace {

bool is_thread_like(ClassKind kind) {
  return kind == ClassKind::kThread || kind == ClassKind::kJoinedThread || kind == ClassKind::kPrepared ||
         kind == ClassKind::kFuture;
}

bool is_same_class(clang::QualType a, clang::QualType b) {
  return a.getNonReferenceType().getCanonicalType().getUnqualifiedType() ==
         b.getNonReferenceType().getCanonicalType().getUnqualifiedType();
}

/// Where the state of a promise keeps the pointer that it was given.
constexpr std::string_view kResult = "(result)";

}  // namespace

/// A pointer, or an object that holds one.
bool FunctionLowering::leads_somewhere(clang::QualType type) {
  return type->isPointerType() || unit_.kind_of(type.getNonReferenceType()) == ClassKind::kPointer;
}

Reg FunctionLowering::make_value(ClassKind kind, clang::QualType type, llvm::ArrayRef<const clang::Expr*> given,
                                 const Mark& place) {
  while (!given.empty() && llvm::isa<clang::CXXDefaultArgExpr>(given.back())) given = given.drop_back();
  if (given.empty()) return kind == ClassKind::kPromise ? emit_.allocate(place) : emit_.number(0);
  if (is_same_class(given[0]->getType(), type)) return pointer_like(given[0]);
  if (is_view(type)) return make_view(type, given[0]);
  switch (kind) {
    case ClassKind::kThread:
    case ClassKind::kJoinedThread:
      return start(ThreadKind::kThread, given, place);
    case ClassKind::kPrepared:
      if (unit_.kind_of(given[0]->getType()) == ClassKind::kNone && is_options(given[0]->getType())) given = given.drop_front();
      return given.empty() ? emit_.number(0) : bound_shared(given, place);
    case ClassKind::kTask:
      return emit_.bind(Op::kTask, {emit_.allocate(place), callable(given[0], place)});
    case ClassKind::kCallable:
      return callable(given[0], place);
    case ClassKind::kReference:
    case ClassKind::kAtomicReference:
      return value(given[0]);
    case ClassKind::kPromise:
      return emit_.allocate(place);
    default:
      return given[0]->getType()->isNullPtrType() ? emit_.number(0) : pointer_like(given[0]);
  }
}

bool FunctionLowering::is_options(clang::QualType type) {
  const clang::RecordDecl* record = type.getNonReferenceType()->getAsRecordDecl();
  return record != nullptr && check::is_options(library_name(*record));
}

/// As bound(), but an object in shared memory that is named goes by reference: both processes use the same one.
Reg FunctionLowering::bound_shared(llvm::ArrayRef<const clang::Expr*> callable_and_arguments, const Mark& place) {
  std::vector<Reg> inputs = {callable(callable_and_arguments[0], place)};
  for (const clang::Expr* given : callable_and_arguments.drop_front()) {
    const clang::CXXRecordDecl* record = given->getType()->getAsCXXRecordDecl();
    const bool is_shared = record != nullptr && library_name(*record).starts_with("mp::");
    inputs.push_back(is_shared && given->isLValue() ? value(given) : decayed_copy(given, place));
  }
  return emit_.bind(Op::kBind, std::move(inputs));
}

bool FunctionLowering::wants_stop_token(const clang::Expr* callable_expr) {
  const clang::QualType type = callable_expr->getType().getNonReferenceType();
  const clang::FunctionProtoType* prototype = nullptr;
  if (const clang::CXXRecordDecl* record = type->getAsCXXRecordDecl()) {
    const clang::CXXMethodDecl* body = call_operator(*record);
    prototype = body == nullptr ? nullptr : body->getType()->getAs<clang::FunctionProtoType>();
  } else {
    const clang::QualType function = type->isPointerType() ? type->getPointeeType() : type;
    prototype = function->getAs<clang::FunctionProtoType>();
  }
  if (prototype == nullptr || prototype->getNumParams() == 0) return false;
  const clang::RecordDecl* first = prototype->getParamType(0).getNonReferenceType()->getAsRecordDecl();
  return first != nullptr && library_name(*first) == "std::stop_token";
}

Reg FunctionLowering::start(ThreadKind kind, llvm::ArrayRef<const clang::Expr*> callable_and_arguments, const Mark& place) {
  std::vector<Reg> inputs = {callable(callable_and_arguments[0], place)};
  if (wants_stop_token(callable_and_arguments[0])) inputs.push_back(emit_.unknown());
  for (const clang::Expr* given : callable_and_arguments.drop_front()) inputs.push_back(decayed_copy(given, place));
  return emit_.library(Model::kStart, std::move(inputs), place, static_cast<std::int64_t>(kind));
}

Reg FunctionLowering::start_async(const Call& call) {
  llvm::ArrayRef<const clang::Expr*> given = call.arguments;
  const Mark place = mark(call.expr->getBeginLoc(), kNoSymbol);
  if (!given.empty() && given[0]->getType().getNonReferenceType()->isEnumeralType()) {
    const std::optional<std::int64_t> policy = constant_value(*given[0], context_);
    given = given.drop_front();
    constexpr std::int64_t kDeferred = 2;
    if (policy == kDeferred && !given.empty()) {
      // Runs in whoever asks for the result; here is where its captures were made, and nobody else has them.
      emit_.call(Op::kCallPointer, kNoSymbol, {bound(given, place)}, place);
      return emit_.number(0);
    }
  }
  return given.empty() ? emit_.unknown() : start(ThreadKind::kThread, given, place);
}

Reg FunctionLowering::assign_value(const Call& call) {
  const clang::Expr* given = call.arguments[1];
  const ClassKind kind = unit_.kind_of(call.arguments[0]->getType());
  const Mark place = mark(call.expr->getBeginLoc(), kNoSymbol);
  const bool same = is_same_class(given->getType(), call.arguments[0]->getType());
  const Reg assigned = same ? pointer_like(given) : make_value(kind, call.arguments[0]->getType(), {given}, place);
  const Reg object = object_of(call);
  if (kind == ClassKind::kJoinedThread) emit_.library(Model::kJoin, {emit_.hidden_load(object)}, place);
  const bool is_data = kind == ClassKind::kPointer || kind == ClassKind::kCallable || kind == ClassKind::kIterator;
  emit_.store(object, assigned, is_data ? AccessMode::kPlain : AccessMode::kHidden, mark(call.arguments[0]));
  return object;
}

Reg FunctionLowering::call_value_method(const Call& call, ClassKind kind, std::string_view method) {
  const bool is_followed_view = is_view(call.arguments[0]->getType());
  const bool is_assigned = method == "operator=" && call.arguments.size() == 2;
  if (is_followed_view && (!is_assigned || !is_view(call.arguments[1]->getType()))) return call_view_method(call, method);
  if (method == "operator=") return is_assigned ? assign_value(call) : emit_.unknown();
  if (is_thread_like(kind)) return call_thread_method(call, kind, method);
  const Mark place = mark(call.expr->getBeginLoc(), kNoSymbol);
  if (kind == ClassKind::kCallable || kind == ClassKind::kTask) {
    const Reg held = emit_.load(object_of(call), kind == ClassKind::kCallable ? AccessMode::kPlain : AccessMode::kHidden,
                                mark(call.arguments[0]));
    if (method == "get_future") return emit_.library(Model::kTaskState, {held}, place);
    if (method != "operator()") return emit_.number(1);
    std::vector<Reg> inputs = {held};
    for (std::size_t i = 1; i < call.arguments.size(); ++i) inputs.push_back(argument(call, i));
    return emit_.call(Op::kCallPointer, kNoSymbol, std::move(inputs), place);
  }
  if (kind == ClassKind::kPromise) {
    const Reg state = emit_.hidden_load(object_of(call));
    if (!method.starts_with("set_")) return state;
    if (call.arguments.size() > 1 && leads_somewhere(call.arguments[1]->getType()))
      emit_.hidden_store(emit_.field(state, kResult), pointer_like(call.arguments[1]));
    return emit_.library(Model::kSignalPost, {state}, place);
  }
  if (kind == ClassKind::kReference && call.function->isOverloadedOperator() && method == "operator()") {
    return emit_.call(Op::kCallPointer, kNoSymbol, {callable(call.arguments[0], place)}, place);
  }
  return call_pointer_method(call, kind, method);
}

Reg FunctionLowering::call_thread_method(const Call& call, ClassKind kind, std::string_view method) {
  const Mark place = mark(call.expr->getBeginLoc(), kNoSymbol);
  const Reg object = object_of(call);
  const Reg held = emit_.hidden_load(object);
  if (method == "start") {
    const auto* record = llvm::cast<clang::CXXMethodDecl>(call.function)->getParent();
    const ThreadKind started = record->getName() == "Process" ? ThreadKind::kProcess : ThreadKind::kThread;
    emit_.hidden_store(object, emit_.library(Model::kStart, {held}, place, static_cast<std::int64_t>(started)));
    return kNoReg;
  }
  if (method == "join" || method == "get" || method == "wait" || method == "result") {
    emit_.library(Model::kJoin, {held}, place);
    if (method == "get" && leads_somewhere(call.expr->getType())) {
      const Reg result = emit_.field(held, kResult);
      return call.expr->isGLValue() ? result : emit_.hidden_load(result);
    }
    return call.expr->isPRValue() && is_object(call.expr->getType()) ? destination(call.expr) : emit_.unknown();
  }
  if (method == "detach") return emit_.library(Model::kForget, {held}, place);
  if (method == "joinable" || method == "valid") return emit_.library(Model::kJoinable, {held}, place);
  if (method == "share" || method == "native_handle") return held;
  if (method == "swap" && call.arguments.size() == 2) return swap_values(call);
  if (kind == ClassKind::kPrepared && call.expr->isGLValue()) return emit_.unknown();
  return call.expr->isPRValue() && is_object(call.expr->getType()) ? destination(call.expr) : emit_.unknown();
}

Reg FunctionLowering::call_pointer_method(const Call& call, ClassKind kind, std::string_view method) {
  const Reg object = object_of(call);
  const AccessMode access = kind == ClassKind::kPointer ? AccessMode::kPlain : AccessMode::kHidden;
  const Mark place = mark(call.arguments[0]);
  if (method == "operator++" || method == "operator--") {
    const Reg step = emit_.number(method == "operator++" ? 1 : -1);
    const Reg result = emit_.update(object, Operation::kAdd, step, call.arguments.size() > 1, access, place);
    return call.expr->isGLValue() ? object : result;
  }
  if (method == "reset" || method == "release") {
    const Reg held = emit_.hidden_load(object);
    const bool takes_new =
        method == "reset" && call.arguments.size() > 1 && !llvm::isa<clang::CXXDefaultArgExpr>(call.arguments[1]);
    emit_.store(object, takes_new ? pointer_like(call.arguments[1]) : emit_.number(0), access, place);
    return held;
  }
  if (method == "swap" && call.arguments.size() == 2) return swap_values(call);
  const Reg held = emit_.load(object, access, place);
  if (method == "operator[]") return emit_.element(held, argument(call, 1));
  if (method == "operator+" || method == "operator-") {
    const bool is_distance = call.expr->getType()->isIntegerType();
    if (is_distance || call.arguments.size() < 2) return emit_.unknown();
    if (method == "operator+") return emit_.element(held, argument(call, 1));
    return emit_.element(held, emit_.apply(Operation::kSubtract, {emit_.number(0), argument(call, 1)}));
  }
  if (method == "operator+=" || method == "operator-=") {
    emit_.hidden_store(object, emit_.any_element(held));
    return object;
  }
  if (method == "operator bool") return emit_.apply(Operation::kNotEqual, {held, emit_.number(0)});
  if (method == "use_count" || method == "expired" || method == "get_deleter") return emit_.unknown();
  return held;  // operator*, operator->, get, lock, base, conversions
}

}  // namespace check
