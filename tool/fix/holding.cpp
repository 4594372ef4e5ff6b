#include "tool/fix/holding.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <vector>

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "tool/library_names.h"
#include "tool/summary/symbol_names.h"

namespace check {
namespace {

/// Whether a step of this meaning can wait, or lets others wait.
bool waits(Model model) {
  using enum Model;
  static const std::set<Model> kHarmless = {
      kNone,          kGuardOwns,          kGuardLet,         kGuardMutex, kGuardDefer,  kForget,         kSemaphorePost,
      kSemaphoreOpen, kBarrierOpen,        kSignalPost,       kAtomicLoad, kAtomicStore, kAtomicExchange, kAtomicUpdate,
      kAtomicCompare, kAtomicCompareValue, kAtomicCompareOld, kFence,      kEnd,         kInsert,         kTaskState,
      kMapShared};
  return !kHarmless.contains(model);
}

bool sleeps(std::string_view name) {
  static const std::set<std::string_view> kNames = {"sleep",
                                                    "usleep",
                                                    "nanosleep",
                                                    "clock_nanosleep",
                                                    "thrd_sleep",
                                                    "poll",
                                                    "select",
                                                    "epoll_wait",
                                                    "accept",
                                                    "connect",
                                                    "recv",
                                                    "read",
                                                    "getchar",
                                                    "fgets",
                                                    "scanf",
                                                    "getline",
                                                    "system",
                                                    "pause",
                                                    "sigwait",
                                                    "std::this_thread::sleep_for",
                                                    "std::this_thread::sleep_until",
                                                    "std::getline"};
  return kNames.contains(name);
}

bool is_thread_or_guard(ClassKind kind) {
  return (kind >= ClassKind::kThread && kind <= ClassKind::kFuture) || kind == ClassKind::kGuard ||
         kind == ClassKind::kUniqueGuard || kind == ClassKind::kSharedGuard || kind == ClassKind::kPool;
}

struct Caller {
  bool waits = false;
  std::vector<std::string> callees;
};

void look_at(const UnitSummary& unit, const FunctionSummary& function, Caller& caller) {
  for (const Block& block : function.blocks) {
    for (const Step& step : block.steps) {
      if (step.op == Op::kCall) caller.callees.push_back(unit.text(step.symbol));
      const bool anything = step.op == Op::kCallPointer || step.op == Op::kCallVirtual;
      caller.waits = caller.waits || anything || (step.op == Op::kLibrary && waits(step.model));
    }
  }
}

class Obstacles : public clang::RecursiveASTVisitor<Obstacles> {
 public:
  Obstacles(const std::map<std::string, bool>& known, const UserNames& named, clang::ASTContext& context)
      : known_(known), named_(named), names_(context) {}

  std::string found;

  bool shouldVisitImplicitCode() const { return true; }
  // What stands in a lambda is done by whoever calls it; a call of a lambda is a call of its operator.
  bool TraverseLambdaExpr(clang::LambdaExpr* /*lambda*/) { return true; }

  bool VisitCallExpr(clang::CallExpr* call) {
    if (const clang::FunctionDecl* function = call->getDirectCallee()) {
      const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(function);
      if (method != nullptr && method->isVirtual() && !is_in_system(*method))
        found = fmt::format("it calls '{}', which is virtual", function->getNameAsString());
      else
        look_at(*function);
    } else if (!call->isTypeDependent() && !call->isValueDependent() && call->getBuiltinCallee() == 0) {
      found = "it calls a function through a pointer";
    }
    return found.empty();
  }

  bool VisitCXXConstructExpr(clang::CXXConstructExpr* call) {
    const clang::CXXConstructorDecl* constructor = call->getConstructor();
    const ClassKind kind = class_kind(library_name(*constructor->getParent()));
    if (is_thread_or_guard(kind))
      found = fmt::format("it makes a '{}'", constructor->getParent()->getQualifiedNameAsString());
    else if (!is_in_system(*constructor))
      look_at(*constructor);
    return found.empty();
  }

  bool VisitCoawaitExpr(clang::CoawaitExpr* /*wait*/) {
    found = "it waits for a coroutine";
    return false;
  }

 private:
  void look_at(const clang::FunctionDecl& function) {
    const std::string name = function.getNameAsString();
    const std::string qualified = library_name(function);
    if (named_.contains(qualified)) {
      found = fmt::format("it calls '{}', which takes a lock, waits or starts something", name);
      return;
    }
    const auto known = known_.find(names_.key(*function.getCanonicalDecl()));
    if (known != known_.end()) {
      if (known->second) found = fmt::format("it calls '{}', which takes a lock, waits or starts something", name);
      return;
    }
    const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&function);
    const ClassKind kind = method == nullptr ? ClassKind::kNone : class_kind(library_name(*method->getParent()));
    const LibraryCall* meaning = method == nullptr ? library_function(qualified) : library_method(kind, name);
    if ((meaning != nullptr && waits(meaning->model)) || is_thread_or_guard(kind) || sleeps(qualified) ||
        qualified == "pthread_create" || qualified == "thrd_create")
      found = fmt::format("it calls '{}'", name);
  }

  const std::map<std::string, bool>& known_;
  const UserNames& named_;
  SymbolNames names_;
};

}  // namespace

Holding::Holding(std::span<const UnitSummary> units, const UserNames& names) : names_(names) {
  std::map<std::string, Caller> callers;
  for (const UnitSummary& unit : units) {
    for (const FunctionSummary& function : unit.functions) look_at(unit, function, callers[unit.text(function.key)]);
  }
  for (const auto& [key, caller] : callers) waits_[key] = caller.waits;
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [key, caller] : callers) {
      if (waits_[key]) continue;
      const auto is_slow = [&](const std::string& callee) { return waits_.contains(callee) && waits_[callee]; };
      if (!std::ranges::any_of(caller.callees, is_slow)) continue;
      waits_[key] = true;
      changed = true;
    }
  }
}

std::string Holding::obstacle(const clang::Stmt& statement, clang::ASTContext& context) const {
  Obstacles obstacles(waits_, names_, context);
  obstacles.TraverseStmt(const_cast<clang::Stmt*>(&statement));
  return obstacles.found;
}

}  // namespace check
