// Calls of the system that make memory, semaphores and pipes, which threads and processes share by name, key or descriptor; and
// values that each thread has of its own.
//
// A descriptor or an identifier is, to the analysis, the address of what it stands for.
#include <algorithm>

#include "clang/AST/ASTContext.h"
#include "tool/summary/constants.h"
#include "tool/summary/function_lowering.h"

namespace check {
namespace {

constexpr std::int64_t kMapShared = 1;
constexpr std::int64_t kSetValue = 16;  ///< SETVAL
/// Of one semop().
constexpr std::int64_t kMostChanges = 4;

std::string text_of(const clang::Expr* expr) {
  const clang::Expr* plain = expr->IgnoreParenCasts();
  if (const auto* literal = llvm::dyn_cast<clang::StringLiteral>(plain)) return literal->getString().str();
  if (const auto* name = llvm::dyn_cast<clang::DeclRefExpr>(plain)) return name->getDecl()->getQualifiedNameAsString();
  if (const auto* member = llvm::dyn_cast<clang::MemberExpr>(plain)) return member->getMemberDecl()->getQualifiedNameAsString();
  return "";
}

bool sends(std::string_view name) { return name == "write" || name == "send" || name == "sendto" || name == "sendmsg"; }
bool receives(std::string_view name) { return name == "read" || name == "recv" || name == "recvfrom" || name == "recvmsg"; }

}  // namespace

/// The one object of this kind with this name, wherever it is asked for.
Reg FunctionLowering::named_object(std::string_view kind, const clang::Expr* name) {
  return emit_.global(unit_.named(std::string(kind) + " " + text_of(name), kind == "thread specific"));
}

Reg FunctionLowering::call_system(const Call& call, std::string_view name, bool& is_known) {
  const Mark place = mark(call.expr->getBeginLoc(), kNoSymbol);
  const std::size_t given = call.arguments.size();
  is_known = true;
  if ((name == "pthread_setspecific" || name == "tss_set") && given == 2) {
    emit_.hidden_store(named_object("thread specific", call.arguments[0]), value(call.arguments[1]));
    return emit_.number(0);
  }
  if ((name == "pthread_getspecific" || name == "tss_get") && given == 1)
    return emit_.hidden_load(named_object("thread specific", call.arguments[0]));
  if (name == "sem_open" && given >= 2) {
    const Reg semaphore = named_object("semaphore", call.arguments[0]);
    if (given == 4) emit_.library(Model::kSemaphoreOpen, {semaphore, value(call.arguments[3])}, place);
    return semaphore;
  }
  if (name == "shm_open" && given >= 1) return emit_.field(named_object("shared memory", call.arguments[0]), kSharedField);
  if (name == "shmget" && given == 3) {
    const bool is_private = constant_value(*call.arguments[0], context_) == 0;
    return emit_.field(is_private ? emit_.allocate(place) : named_object("segment", call.arguments[0]), kSharedField);
  }
  if (name == "semget" && given == 3) {
    const bool is_private = constant_value(*call.arguments[0], context_) == 0;
    return emit_.field(is_private ? emit_.allocate(place) : named_object("semaphore set", call.arguments[0]), kSharedField);
  }
  if (name == "semctl" && given == 4 && constant_value(*call.arguments[2], context_) == kSetValue) {
    const Reg count =
        is_object(call.arguments[3]->getType()) ? emit_.hidden_load(value(call.arguments[3])) : value(call.arguments[3]);
    emit_.library(Model::kSemaphoreOpen, {semaphore_of_set(call, value(call.arguments[1])), count}, place);
    return emit_.number(0);
  }
  if (name == "semop" && given == 3) return change_semaphores(call);
  if (name == "shmat" && given == 3) return map_shared(value(call.arguments[0]), place);
  if (name == "mmap" && given == 6) return map_memory(call);
  if ((name == "pipe" || name == "pipe2" || name == "socketpair") && given >= 1) {
    const Reg ends = value(call.arguments.back()->getType()->isPointerType() ? call.arguments.back() : call.arguments[0]);
    const Reg pipe = emit_.allocate(place);
    for (const std::int64_t end : {0, 1}) emit_.hidden_store(emit_.element(ends, emit_.number(end)), pipe);
    return emit_.number(0);
  }
  if (frees(name) && given >= 1) {
    emit_.touch(value(call.arguments[0]), AccessKind::kWrite, mark(call.arguments[0]));
    return kNoReg;
  }
  is_known = false;
  return kNoReg;
}

Reg FunctionLowering::semaphore_of_set(const Call& call, Reg number) { return emit_.element(value(call.arguments[0]), number); }

/// Each element of the array says which semaphore of the set is changed, and by how much.
Reg FunctionLowering::change_semaphores(const Call& call) {
  const Mark place = mark(call.expr->getBeginLoc(), kNoSymbol);
  const Reg first = value(call.arguments[1]);
  const std::int64_t changes =
      std::clamp<std::int64_t>(constant_value(*call.arguments[2], context_).value_or(1), 1, kMostChanges);
  for (std::int64_t i = 0; i < changes; ++i) {
    const Reg change = i == 0 ? first : emit_.element(first, emit_.number(i));
    const Reg semaphore = semaphore_of_set(call, emit_.hidden_load(emit_.field(change, "sem_num")));
    emit_.library(Model::kSemaphoreChange, {semaphore, emit_.hidden_load(emit_.field(change, "sem_op"))}, place);
  }
  return emit_.number(0);
}

/// Memory of this process alone, or what the descriptor stands for, or new memory for all that are forked later.
Reg FunctionLowering::map_memory(const Call& call) {
  const Mark place = mark(call.expr->getBeginLoc(), kNoSymbol);
  const bool is_shared = (constant_value(*call.arguments[3], context_).value_or(0) & kMapShared) != 0;
  if (is_shared) return map_shared(value(call.arguments[4]), place);
  const Reg memory = emit_.allocate(place);
  emit_.zero(memory);
  return memory;
}

/// New memory of the system begins with zeros.
Reg FunctionLowering::map_shared(Reg descriptor, const Mark& place) {
  const Reg memory = emit_.library(Model::kMapShared, {descriptor}, place);
  emit_.zero(memory);
  return memory;
}

/// Who reads from a pipe goes on after somebody has written into it.
void FunctionLowering::order_by_pipe(const Call& call, std::string_view name) {
  if (call.is_method || call.arguments.size() < 2 || (!sends(name) && !receives(name))) return;
  const Mark place = mark(call.expr->getBeginLoc(), kNoSymbol);
  emit_.library(sends(name) ? Model::kSemaphorePost : Model::kSemaphoreWait, {value(call.arguments[0])}, place);
}

/// The object around a member whose address is given: `(T*)((char*)member - offsetof(T, field))`; nothing for another cast.
Reg FunctionLowering::container_of(const clang::CastExpr& cast) {
  const auto* minus = llvm::dyn_cast<clang::BinaryOperator>(cast.getSubExpr()->IgnoreParenCasts());
  if (minus == nullptr || minus->getOpcode() != clang::BO_Sub || !cast.getType()->isPointerType()) return kNoReg;
  const auto* offset = llvm::dyn_cast<clang::OffsetOfExpr>(minus->getRHS()->IgnoreParenCasts());
  if (offset == nullptr) return kNoReg;
  Reg object = value(minus->getLHS());
  for (unsigned i = offset->getNumComponents(); i > 0; --i) {
    const clang::OffsetOfNode& part = offset->getComponent(i - 1);
    if (part.getKind() != clang::OffsetOfNode::Field) return kNoReg;
    object = emit_.container(object, field_name(*part.getField()));
  }
  return object;
}

}  // namespace check
