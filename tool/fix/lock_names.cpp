#include "tool/fix/lock_names.h"

#include <algorithm>

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "tool/fix/source.h"
#include "tool/library_names.h"
#include "tool/summary/symbol_names.h"

namespace check {
namespace {

using namespace clang;

bool has_method(const CXXRecordDecl& record, const char* name) {
  if (!record.hasDefinition()) return false;
  const auto matches = [&](const CXXRecordDecl* in) {
    return std::ranges::any_of(in->methods(), [&](const CXXMethodDecl* method) { return method->getNameAsString() == name; });
  };
  if (matches(&record)) return true;
  return std::ranges::any_of(record.bases(), [&](const CXXBaseSpecifier& base) {
    const CXXRecordDecl* parent = base.getType()->getAsCXXRecordDecl();
    return parent != nullptr && has_method(*parent, name);
  });
}

const RecordDecl* record_of(QualType type) {
  type = type.getNonReferenceType();
  if (type->isPointerType()) type = type->getPointeeType();
  const RecordDecl* record = type->getAsRecordDecl();
  return record == nullptr ? nullptr : llvm::cast<RecordDecl>(record->getCanonicalDecl());
}

const Expr* without_address(const Expr* expr) {
  expr = expr->IgnoreParenImpCasts();
  const auto* operation = llvm::dyn_cast<UnaryOperator>(expr);
  return operation != nullptr && operation->getOpcode() == UO_AddrOf ? operation->getSubExpr()->IgnoreParenImpCasts() : expr;
}

/// The variable at the root of the expression, through members only.
const VarDecl* root_of(const Expr* expr) {
  expr = expr->IgnoreParenImpCasts();
  if (const auto* member = llvm::dyn_cast<MemberExpr>(expr)) return root_of(member->getBase());
  if (const auto* subscript = llvm::dyn_cast<ArraySubscriptExpr>(expr)) return root_of(subscript->getBase());
  if (const auto* call = llvm::dyn_cast<CXXMemberCallExpr>(expr)) return root_of(call->getImplicitObjectArgument());
  const auto* reference = llvm::dyn_cast<DeclRefExpr>(expr);
  return reference == nullptr ? nullptr : llvm::dyn_cast<VarDecl>(reference->getDecl());
}

bool is_local(const VarDecl& variable) { return variable.isLocalVarDeclOrParm(); }

class Naming {
 public:
  Naming(const KnownLock& lock, const Use& use) : lock_(lock), use_(use), source_(*use.spot.tree), lock_source_(*lock.tree) {}

  std::optional<std::string> name() const {
    if (const auto* reference = llvm::dyn_cast<DeclRefExpr>(lock_.expr)) return variable(*reference);
    if (const auto* member = llvm::dyn_cast<MemberExpr>(lock_.expr)) return of_member(*member);
    if (const auto* call = llvm::dyn_cast<CXXMemberCallExpr>(lock_.expr)) {
      const std::optional<std::string> owner = owner_with_lock(use_);
      if (owner) return *owner + "." + call->getMethodDecl()->getNameAsString() + "()";
    }
    if (const auto* subscript = llvm::dyn_cast<ArraySubscriptExpr>(lock_.expr)) return element(*subscript);
    return as_written();
  }

 private:
  SourceLocation use_location() const { return source_.manager().getComposedLoc(use_.spot.file, use_.spot.offset); }

  bool is_before_use(const VarDecl& variable) const {
    return std::ranges::any_of(variable.redecls(), [&](const VarDecl* declaration) {
      return source_.manager().isBeforeInTranslationUnit(declaration->getLocation(), use_location());
    });
  }

  /// The same variable in the unit of the use, declared before it.
  bool is_visible(const VarDecl& variable) const {
    if (is_local(variable)) {
      const auto* owner = llvm::dyn_cast<FunctionDecl>(variable.getDeclContext());
      return lock_.tree == use_.spot.tree && is_around(owner) && is_before_use(variable);
    }
    if (lock_.tree == use_.spot.tree) return is_before_use(variable);
    if (!variable.isExternallyVisible()) return false;
    const std::string name = variable.getQualifiedNameAsString();
    return std::ranges::any_of(use_.spot.tree->top_level(), [&](const Decl* declaration) {
      const auto* other = llvm::dyn_cast<VarDecl>(declaration);
      return other != nullptr && other->getQualifiedNameAsString() == name && is_before_use(*other);
    });
  }

  /// The function itself, or a lambda around the use.
  bool is_around(const FunctionDecl* owner) const {
    if (owner == use_.spot.function) return true;
    return std::ranges::any_of(use_.spot.chain, [&](const Stmt* statement) {
      const auto* lambda = llvm::dyn_cast<LambdaExpr>(statement);
      return lambda != nullptr && lambda->getCallOperator() == owner;
    });
  }

  std::optional<std::string> variable(const DeclRefExpr& reference) const {
    const auto* variable = llvm::dyn_cast<VarDecl>(reference.getDecl());
    if (variable == nullptr) return std::nullopt;
    if (!is_visible(*variable)) return is_local(*variable) ? parameter_like(*variable) : std::nullopt;
    const DeclContext* scope = variable->getDeclContext();
    const bool is_plain = is_local(*variable) || scope->isTranslationUnit() || scope->Encloses(use_.spot.function);
    return is_plain ? variable->getNameAsString() : variable->getQualifiedNameAsString();
  }

  /// The one parameter of the function around the use that can be the same lock.
  std::optional<std::string> parameter_like(const VarDecl& variable) const {
    const ParmVarDecl* only = nullptr;
    for (const ParmVarDecl* parameter : use_.spot.function->parameters()) {
      const QualType wanted = variable.getType().getNonReferenceType().getUnqualifiedType();
      if (parameter->getType().getNonReferenceType().getUnqualifiedType().getAsString() != wanted.getAsString()) continue;
      if (only != nullptr) return std::nullopt;
      only = parameter;
    }
    return only == nullptr ? std::nullopt : std::optional(only->getNameAsString());
  }

  /// A member of the object that also holds what is accessed, or of one that the function has.
  std::optional<std::string> of_member(const MemberExpr& lock) const {
    if (llvm::isa<VarDecl>(lock.getMemberDecl())) return as_written();
    const RecordDecl* record = record_of(lock.getBase()->getType());
    const std::string name = lock.getMemberDecl()->getNameAsString();
    if (record == nullptr) return std::nullopt;
    for (const Stmt* part = use_.expr; part != nullptr;) {
      const auto* member = llvm::dyn_cast<MemberExpr>(part);
      if (member != nullptr && is_same(record_of(member->getBase()->getType()), record))
        return base_text(*member, *use_.spot.tree) + name;
      part = part->child_begin() == part->child_end() ? nullptr : *part->child_begin();
    }
    const auto* method = llvm::dyn_cast<CXXMethodDecl>(use_.spot.function);
    const bool has_this = method != nullptr && !method->isStatic();
    if (has_this && is_same(llvm::cast<RecordDecl>(method->getParent()->getCanonicalDecl()), record)) return name;
    return as_written();
  }

  bool is_same(const RecordDecl* a, const RecordDecl* b) const {
    return a == b || (a != nullptr && b != nullptr && a->getQualifiedNameAsString() == b->getQualifiedNameAsString());
  }

  /// locks[i] guards data[i]: the index is the one of the access.
  std::optional<std::string> element(const ArraySubscriptExpr& lock) const {
    const VarDecl* root = root_of(lock.getBase());
    for (const Stmt* part = use_.expr; part != nullptr;) {
      const auto* subscript = llvm::dyn_cast<ArraySubscriptExpr>(part);
      if (subscript != nullptr && root != nullptr && is_visible(*root))
        return lock_source_.text(*lock.getBase()) + "[" + source_.text(*subscript->getIdx()) + "]";
      part = part->child_begin() == part->child_end() ? nullptr : *part->child_begin();
    }
    return as_written();
  }

  std::optional<std::string> as_written() const {
    const VarDecl* root = root_of(lock_.expr);
    if (root == nullptr || !is_visible(*root)) return std::nullopt;
    return lock_source_.text(*lock_.expr);
  }

  const KnownLock& lock_;
  const Use& use_;
  Source source_;
  Source lock_source_;
};

/// The call chain's first part: of `v.value`, `v[i]`, `v.get_obj()`.
const Expr* owner_of(const Use& use) {
  const Expr* expr = use.expr;
  while (expr != nullptr) {
    expr = expr->IgnoreParenImpCasts();
    const CXXRecordDecl* record = expr->getType().getNonReferenceType()->getAsCXXRecordDecl();
    const ClassKind kind = record == nullptr ? ClassKind::kNone : class_kind(library_name(*record));
    if (kind == ClassKind::kSharedValue || kind == ClassKind::kSharedArray) return expr;
    if (const auto* member = llvm::dyn_cast<MemberExpr>(expr))
      expr = member->getBase();
    else if (const auto* call = llvm::dyn_cast<CXXMemberCallExpr>(expr))
      expr = call->getImplicitObjectArgument();
    else if (const auto* operation = llvm::dyn_cast<CXXOperatorCallExpr>(expr))
      expr = operation->getNumArgs() > 0 ? operation->getArg(0) : nullptr;
    else if (const auto* subscript = llvm::dyn_cast<ArraySubscriptExpr>(expr))
      expr = subscript->getBase();
    else
      expr = nullptr;
  }
  return nullptr;
}

}  // namespace

std::optional<Taking> taking_of(const QualType& written, const ASTContext& context) {
  QualType type = written.getNonReferenceType();
  if (type->isPointerType()) type = type->getPointeeType();
  const std::string name = type.getUnqualifiedType().getAsString(context.getPrintingPolicy());
  if (name == "pthread_mutex_t") return Taking{.form = Taking::Form::kCalls};
  if (name == "pthread_rwlock_t")
    return Taking{.form = Taking::Form::kCalls, .take = "pthread_rwlock_wrlock", .give = "pthread_rwlock_unlock"};
  if (name == "pthread_spinlock_t")
    return Taking{.form = Taking::Form::kCalls, .take = "pthread_spin_lock", .give = "pthread_spin_unlock"};
  if (name == "mtx_t") return Taking{.form = Taking::Form::kCalls, .take = "mtx_lock", .give = "mtx_unlock"};
  const CXXRecordDecl* record = type->getAsCXXRecordDecl();
  if (record == nullptr || !has_method(*record, "lock") || !has_method(*record, "unlock")) return std::nullopt;
  if (context.getLangOpts().CPlusPlus17) return Taking{};
  const std::string guarded = "<" + name + ">";
  return Taking{.block_guard = "std::lock_guard" + guarded, .early_guard = "std::unique_lock" + guarded};
}

Taking taking_of_new_mutex(const ASTContext& context) {
  if (!context.getLangOpts().CPlusPlus) return {.form = Taking::Form::kCalls};
  if (context.getLangOpts().CPlusPlus17) return {};
  return {.block_guard = "std::lock_guard<std::mutex>", .early_guard = "std::unique_lock<std::mutex>"};
}

std::optional<KnownLock> find_lock(const std::vector<std::unique_ptr<Tree>>& trees, const HeldLock& held) {
  for (const std::string& text : {held.name, "&" + held.name}) {
    const std::optional<Found> found = find_text_from(trees, held.acquired, text);
    if (!found || found->expr == nullptr) continue;
    KnownLock lock{.expr = without_address(found->expr), .tree = found->spot.tree};
    lock.is_pointer = lock.expr->getType()->isPointerType();
    const std::optional<Taking> taking = taking_of(lock.expr->getType(), found->spot.tree->context());
    if (!taking) continue;
    lock.taking = *taking;
    return lock;
  }
  return std::nullopt;
}

std::optional<TakenLock> lock_at(const KnownLock& lock, const Use& use) {
  const std::optional<std::string> name = Naming(lock, use).name();
  if (!name) return std::nullopt;
  const bool calls = lock.taking.form == Taking::Form::kCalls;
  if (lock.is_pointer) return TakenLock{lock.taking, (calls ? "" : "*") + *name};
  return TakenLock{lock.taking, (calls ? "&" : "") + *name};
}

std::optional<std::string> owner_with_lock(const Use& use) {
  const Expr* owner = owner_of(use);
  if (owner == nullptr || has_owner_without_lock(use)) return std::nullopt;
  return Source(*use.spot.tree).text(*owner);
}

bool has_owner_without_lock(const Use& use) {
  const Expr* owner = owner_of(use);
  const CXXRecordDecl* record = owner == nullptr ? nullptr : owner->getType().getNonReferenceType()->getAsCXXRecordDecl();
  return record != nullptr && !has_method(*record, "get_lock");
}

std::vector<Edit> captures_for(const Use& use, const VarDecl* variable, const std::string& name) {
  const Source source(*use.spot.tree);
  std::vector<Edit> edits;
  for (const Stmt* statement : use.spot.chain) {
    const auto* lambda = llvm::dyn_cast<LambdaExpr>(statement);
    if (lambda == nullptr || lambda->getCaptureDefault() == LCD_ByRef) continue;
    const bool has_it = std::ranges::any_of(lambda->captures(), [&](const LambdaCapture& capture) {
      return variable != nullptr && capture.capturesVariable() && capture.getCapturedVar() == variable;
    });
    const bool is_own = variable != nullptr && lambda->getCallOperator() == llvm::dyn_cast<Decl>(variable->getDeclContext());
    if (has_it || is_own) continue;
    const TextRange list = source.expansion(lambda->getIntroducerRange());
    edits.push_back(source.insertion(list.file, list.end - 1, (list.end - list.begin > 2 ? ", &" : "&") + name));
  }
  return edits;
}

const VarDecl* local_variable_of(const KnownLock& lock) {
  const VarDecl* root = root_of(lock.expr);
  return root != nullptr && is_local(*root) && !root->isStaticLocal() ? root : nullptr;
}

std::string base_text(const MemberExpr& member, const Tree& tree) {
  if (member.isImplicitAccess()) return "";
  return Source(tree).text(*member.getBase()) + (member.isArrow() ? "->" : ".");
}

}  // namespace check
