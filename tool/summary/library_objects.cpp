// Objects of library classes whose meaning the library gives: guards, semaphores, shared values, pools.
#include "clang/AST/ASTContext.h"
#include "tool/summary/function_lowering.h"

namespace check {
namespace {

/// What the tasks of the pool or executor are whose method is called: the policy is its template's argument.
ThreadKind kind_of_tasks(const clang::FunctionDecl& function) {
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&function);
  const auto* pool = method == nullptr ? nullptr : llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(method->getParent());
  const auto* where = pool == nullptr ? nullptr : pool->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
  return where != nullptr && where->getName() == "Threads" ? ThreadKind::kThread : ThreadKind::kProcess;
}

/// "adopt_lock_t" when the expression is a tag that tells a guard what to do; empty otherwise.
std::string tag_of(const clang::Expr* expr) {
  const clang::RecordDecl* record = expr->getType().getNonReferenceType()->getAsRecordDecl();
  if (record == nullptr || !is_in_system(*record)) return "";
  const std::string name = record->getNameAsString();
  return name == "adopt_lock_t" || name == "defer_lock_t" || name == "try_to_lock_t" ? name : "";
}

}  // namespace

/// `std::unique_lock<std::mutex>(m);` declares a guard called m.
void FunctionLowering::note_shadowing(const clang::CXXConstructExpr& expr, Reg guard, const Mark& place) {
  const auto target = targets_.find(&expr);
  if (target == targets_.end() || target->second.kind != Target::Kind::kVariable) return;
  const auto* variable = llvm::dyn_cast<clang::VarDecl>(target->second.declaration);
  if (variable == nullptr) return;
  for (const clang::DeclContext* around = variable->getDeclContext(); around != nullptr; around = around->getLookupParent()) {
    for (const clang::NamedDecl* other : around->lookup(variable->getDeclName())) {
      const auto* shadowed = llvm::dyn_cast<clang::ValueDecl>(other);
      if (shadowed == nullptr || shadowed == variable) continue;
      if (unit_.kind_of(shadowed->getType().getNonReferenceType()) != ClassKind::kLock) continue;
      const Symbol name = unit_.symbols.intern(variable->getNameAsString());
      emit_.library(Model::kGuardShadow, {guard}, {.line = place.line, .column = place.column, .text = name});
      return;
    }
  }
}

/// The method of the program's own class that a guard calls; nullptr where the library gives the lock its meaning.
const clang::CXXMethodDecl* FunctionLowering::own_lock_method(clang::QualType lock, llvm::StringRef name) {
  const clang::CXXRecordDecl* record = lock.getNonReferenceType()->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition() || is_in_system(*record) || unit_.kind_of(lock) != ClassKind::kNone)
    return nullptr;
  for (const clang::CXXMethodDecl* method : record->methods()) {
    const bool is_called = method->getIdentifier() != nullptr && method->getName() == name && method->getNumParams() == 0;
    if (is_called && (method->hasBody() || method->getTemplateInstantiationPattern() != nullptr)) return method;
  }
  return nullptr;
}

/// A guard over one of the program's own classes does what its methods do: they are kept beside the lock.
void FunctionLowering::remember_methods(Reg guard, std::int64_t number, clang::QualType lock, bool shared) {
  const clang::CXXMethodDecl* take = own_lock_method(lock, shared ? "lock_shared" : "lock");
  const clang::CXXMethodDecl* give_up = own_lock_method(lock, shared ? "unlock_shared" : "unlock");
  if (take == nullptr || give_up == nullptr) return;
  const Reg methods = emit_.first_element(emit_.field(guard, kLockMethodsField));
  emit_.hidden_store(emit_.element(methods, emit_.number(2 * number)), emit_.function(unit_.function(*take)));
  emit_.hidden_store(emit_.element(methods, emit_.number(2 * number + 1)), emit_.function(unit_.function(*give_up)));
}

Reg FunctionLowering::open_guard(const clang::CXXConstructExpr& expr, ClassKind kind, Reg guard) {
  const Mark place = mark(expr.getBeginLoc(), kNoSymbol);
  std::vector<Reg> inputs = {guard};
  Symbol text = kNoSymbol;
  std::string tag;
  bool recursive = false;
  for (const clang::Expr* given : expr.arguments()) {
    if (llvm::isa<clang::CXXDefaultArgExpr>(given)) continue;
    if (const std::string found = tag_of(given); !found.empty()) {
      tag = found;
    } else if (inputs.size() == 1 || kind == ClassKind::kGuard) {
      inputs.push_back(as_lock(value(given), *given));
      remember_methods(guard, static_cast<std::int64_t>(inputs.size()) - 2, given->getType(), kind == ClassKind::kSharedGuard);
      recursive = recursive || is_recursive_object(*given);
      if (text == kNoSymbol) text = mark(given).text;
    } else {
      tag = "try_to_lock_t";  // until when, or how long, it tries
    }
  }
  const bool shared = kind == ClassKind::kSharedGuard;
  const std::int64_t mode = shared ? 1 : recursive ? kRecursive : 0;
  const Mark named{.line = place.line, .column = place.column, .text = text};
  if (inputs.size() == 1) {
    note_shadowing(expr, guard, place);
    return guard;
  }
  if (unit_.kind_of(expr.getArg(0)->getType()) == kind && kind != ClassKind::kGuard) {
    emit_.library(Model::kGuardMove, std::move(inputs), named);
  } else if (tag == "adopt_lock_t") {
    emit_.library(Model::kGuardAdopt, std::move(inputs), named);
  } else if (tag == "defer_lock_t") {
    emit_.library(Model::kGuardDefer, std::move(inputs), named, mode);
  } else if (tag == "try_to_lock_t") {
    emit_.library(shared ? Model::kGuardTryShared : Model::kGuardTry, std::move(inputs), named, mode);
  } else {
    emit_.library(shared ? Model::kGuardOpenShared : Model::kGuardOpen, std::move(inputs), named, mode);
  }
  return guard;
}

Reg FunctionLowering::make_library_object(const clang::CXXConstructExpr& expr, ClassKind kind, Reg object) {
  const Mark place = mark(expr.getBeginLoc(), kNoSymbol);
  const bool copies = expr.getConstructor()->isCopyOrMoveConstructor() && expr.getNumArgs() > 0;
  switch (kind) {
    case ClassKind::kGuard:
    case ClassKind::kUniqueGuard:
    case ClassKind::kSharedGuard:
      return open_guard(expr, kind, object);
    case ClassKind::kMonitor: {
      const bool has_own = copies || expr.getNumArgs() == 0 || unit_.kind_of(expr.getArg(0)->getType()) != ClassKind::kLock;
      const Reg lock = has_own ? emit_.field(object, kSharedField) : as_lock(value(expr.getArg(0)), *expr.getArg(0));
      emit_.hidden_store(emit_.field(object, kLockField), lock);
      return object;
    }
    case ClassKind::kSemaphore:
      if (expr.getNumArgs() > 0) {
        emit_.library(Model::kSemaphoreOpen, {as_lock(object, expr.getType()), value(expr.getArg(0))}, place);
      }
      return object;
    case ClassKind::kLatch:
    case ClassKind::kBarrier:
      if (expr.getNumArgs() > 0) {
        std::vector<Reg> inputs = {as_lock(object, expr.getType()), value(expr.getArg(0))};
        const bool has_completion = expr.getNumArgs() > 1 && !llvm::isa<clang::CXXDefaultArgExpr>(expr.getArg(1));
        if (has_completion) inputs.push_back(callable(expr.getArg(1), place));
        emit_.library(Model::kBarrierOpen, std::move(inputs), place);
      }
      return object;
    case ClassKind::kAtomic:
      emit_.hidden_store(object, expr.getNumArgs() == 0 ? emit_.number(0) : value(expr.getArg(0)));
      return object;
    case ClassKind::kContainer:
    case ClassKind::kArray:
      if (copies) return copy_object(object, expr.getArg(0));
      if (kind == ClassKind::kContainer) {  // so many elements
        const bool is_empty =
            expr.getNumArgs() == 0 || llvm::isa<clang::CXXStdInitializerListExpr>(expr.getArg(0)->IgnoreImplicit());
        emit_.hidden_store(emit_.field(object, kStructureField), is_empty ? emit_.number(0) : emit_.unknown());
      }
      fill_container(expr, object);
      return object;
    default:
      return object;
  }
}

Reg FunctionLowering::call_object_method(const Call& call, ClassKind kind, std::string_view method) {
  const Mark place = mark(call.expr->getBeginLoc(), kNoSymbol);
  switch (kind) {
    case ClassKind::kContainer:
    case ClassKind::kArray:
    case ClassKind::kSharedArray:
      return call_container_method(call, kind, method);
    case ClassKind::kAtomic:
    case ClassKind::kAtomicReference:
      return call_atomic_method(call, kind, method);
    case ClassKind::kPool:
      return call_pool_method(call, method);
    case ClassKind::kMonitor:
      if (method.starts_with("wait")) return wait_in_monitor(call);
      break;
    case ClassKind::kSharedValue:
      if (method == "get_lock") return emit_.field(object_of(call), kLockField);
      break;
    case ClassKind::kUniqueGuard:
    case ClassKind::kSharedGuard:
      if (method == "operator=" && call.arguments.size() == 2) {
        return emit_.library(Model::kGuardMove, {object_of(call), value(call.arguments[1])}, place);
      }
      break;
    default:
      for (std::size_t i = 1; i < call.arguments.size(); ++i) {
        if (is_object(call.arguments[i]->getType()) && call.arguments[i]->isGLValue()) {
          emit_.touch(value(call.arguments[i]), AccessKind::kRead, mark(call.arguments[i]));
        }
      }
      break;
  }
  if (call.expr->isPRValue() && is_object(call.expr->getType())) return destination(call.expr);
  return call.expr->isGLValue() ? object_of(call) : emit_.unknown();
}

/// The lock is given up and taken back; with a predicate, it is asked under the lock and holds at the end.
Reg FunctionLowering::wait_in_monitor(const Call& call) {
  const Mark place = mark(call.expr->getBeginLoc(), kNoSymbol);
  const Reg lock = as_lock(object_of(call), *call.arguments[0]);
  const auto* predicate = call.arguments.size() > 1 ? call.arguments[1]->getType()->getAsCXXRecordDecl() : nullptr;
  if (predicate != nullptr && call_operator(*predicate) != nullptr) {
    emit_.library(Model::kGuardWait, {lock, lock, callable(call.arguments[1], place)}, place);
  } else {
    const std::string name = call.function->getNameAsString();
    emit_.library(Model::kWait, {lock, lock}, place, name == "wait" && call.arguments.size() == 1 ? 0 : kTimed);
  }
  return emit_.unknown();
}

/// The tasks of a pool or an executor: a batch, or one whose result is waited for later.
Reg FunctionLowering::call_pool_method(const Call& call, std::string_view method) {
  const Mark place = mark(call.expr->getBeginLoc(), kNoSymbol);
  const Reg tasks = emit_.any_element(emit_.elements(object_of(call)));
  const auto kind = static_cast<std::int64_t>(kind_of_tasks(*call.function));
  if (method == "join" || method == "terminate" || method == "shutdown") return emit_.library(Model::kJoinAll, {tasks}, place);
  if (call.arguments.size() < 2) return emit_.unknown();
  llvm::ArrayRef<const clang::Expr*> given = llvm::ArrayRef(call.arguments).drop_front();
  if (is_options(given[0]->getType())) given = given.drop_front();
  if (given.empty()) return emit_.unknown();
  if (method == "map" || method == "starmap" || method == "imap" || method == "imap_unordered") {
    emit_.library(Model::kRunTasks, {callable(given[0], place), emit_.unknown()}, place, kind);
  } else if (method == "map_async" || method == "starmap_async") {
    const Reg all = emit_.library(Model::kStartTasks, {callable(given[0], place), emit_.unknown()}, place, kind);
    emit_.hidden_store(tasks, all);
    return all;
  } else if (method == "apply") {
    emit_.library(Model::kJoin, {emit_.library(Model::kStart, {bound_shared(given, place)}, place, kind)}, place);
  } else if (method == "apply_async" || method == "submit") {
    const Reg task = emit_.library(Model::kStart, {bound_shared(given, place)}, place, kind);
    emit_.hidden_store(tasks, task);
    return task;
  }
  return call.expr->isPRValue() && is_object(call.expr->getType()) ? destination(call.expr) : emit_.unknown();
}

/// make_shared, make_unique, malloc: a new object, constructed if it has a constructor whose arguments are plain to see.
Reg FunctionLowering::make_shared_object(const Call& call) {
  const Mark place = mark(call.expr->getBeginLoc(), kNoSymbol);
  const Reg object = emit_.allocate(place);
  const auto* instance = call.function->getTemplateSpecializationArgs();
  if (instance == nullptr || instance->size() == 0 || (*instance)[0].getKind() != clang::TemplateArgument::Type) return object;
  const clang::QualType type = (*instance)[0].getAsType();
  if (type->isArrayType()) return object;
  if (!is_object(type)) {
    const ClassKind kind = unit_.kind_of(type);
    if (is_value(kind)) emit_.hidden_store(object, make_value(kind, type, call.arguments, place));
    if (!is_value(kind) && call.arguments.size() == 1) emit_.hidden_store(object, decayed_copy(call.arguments[0], place));
    return object;
  }
  construct_in_place(object, type, call.arguments, place);
  return object;
}

/// Calls the constructor that takes these arguments: the library does so where the syntax tree does not show it.
void FunctionLowering::construct_in_place(Reg object, clang::QualType type, llvm::ArrayRef<const clang::Expr*> given,
                                          const Mark& place) {
  const clang::CXXRecordDecl* record = type->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition()) return;
  if (unit_.kind_of(type) == ClassKind::kAtomic) {
    emit_.hidden_store(object, given.empty() ? emit_.number(0) : decayed_copy(given[0], place));
    return;
  }
  if (unit_.kind_of(type) != ClassKind::kNone) return;
  const bool copies = given.size() == 1 && context_.hasSameUnqualifiedType(given[0]->getType().getNonReferenceType(), type);
  if (copies) {
    copy_object(object, given[0]);
    return;
  }
  if (record->isPolymorphic()) {
    emit_.hidden_store(emit_.field(object, kClassField), emit_.bind(Op::kClass, {}, unit_.dynamic_class(*record)));
  }
  for (const clang::CXXConstructorDecl* constructor : record->ctors()) {
    if (constructor->isCopyOrMoveConstructor() || constructor->isDeleted() || is_in_system(*record)) continue;
    if (given.size() < constructor->getMinRequiredArguments() || given.size() > constructor->getNumParams()) continue;
    std::vector<Reg> inputs = {object};
    for (std::size_t i = 0; i < constructor->getNumParams(); ++i) {
      const bool by_reference = constructor->getParamDecl(static_cast<unsigned>(i))->getType()->isReferenceType();
      if (i >= given.size()) {
        inputs.push_back(emit_.unknown());
      } else {
        inputs.push_back(by_reference ? value(given[i]) : decayed_copy(given[i], place));
      }
    }
    emit_.call(Op::kCall, unit_.function(*constructor), std::move(inputs), place);
    return;
  }
}

}  // namespace check
