#include "tests/checker/mutation/lock_uses.h"

#include <algorithm>
#include <optional>
#include <set>

#include "clang/AST/ASTContext.h"
#include "clang/AST/ParentMapContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "tool/library_names.h"
#include "tool/summary/symbol_names.h"

namespace checker {
namespace {

using check::ClassKind;
using check::LibraryCall;
using check::Model;

const clang::CXXRecordDecl* record_of(clang::QualType type) {
  type = type.getNonReferenceType();
  if (type->isPointerType()) type = type->getPointeeType();
  return type->getAsCXXRecordDecl();
}

/// A class, or the nearest of its bases that means something: std::mutex is a lock by its base's methods.
ClassKind kind_of(const clang::CXXRecordDecl* record) {
  return record == nullptr ? ClassKind::kNone : check::class_kind(check::library_name(*record));
}

std::optional<UseKind> use_of(Model model) {
  switch (model) {
    case Model::kAcquire:
    case Model::kAcquireShared:
    case Model::kTryAcquire:
    case Model::kTryAcquireShared:
      return UseKind::kTake;
    case Model::kRelease:
      return UseKind::kGiveUp;
    case Model::kJoin:
    case Model::kWaitProcess:
      return UseKind::kJoin;
    case Model::kSemaphoreWait:
    case Model::kBarrierWait:
    case Model::kSignalWait:
      return UseKind::kWait;
    default:
      return std::nullopt;
  }
}

class Uses : public clang::RecursiveASTVisitor<Uses> {
 public:
  explicit Uses(clang::ASTContext& context) : context_(context), sources_(context.getSourceManager()) {}

  bool shouldVisitTemplateInstantiations() const { return true; }

  bool VisitFunctionDecl(clang::FunctionDecl* function) {
    if (!function->doesThisDeclarationHaveABody()) return true;
    note_body(function->getBody());
    if (function->isMain()) main_ = range(function->getBody()->getSourceRange());
    return true;
  }

  bool VisitLambdaExpr(clang::LambdaExpr* lambda) {
    note_body(lambda->getBody());
    return true;
  }

  bool VisitDeclRefExpr(clang::DeclRefExpr* reference) {
    if (llvm::isa<clang::VarDecl>(reference->getDecl())) names_.insert(range(reference->getSourceRange()));
    return true;
  }

  bool VisitCXXThisExpr(clang::CXXThisExpr* self) {
    if (!self->isImplicit()) names_.insert(range(self->getSourceRange()));
    return true;
  }

  bool VisitCallExpr(clang::CallExpr* call) {
    note_tidying(*call);
    if (llvm::isa<clang::CXXMemberCallExpr>(call)) return true;
    const clang::FunctionDecl* callee = call->getDirectCallee();
    const LibraryCall* meaning = callee == nullptr ? nullptr : check::library_function(check::library_name(*callee));
    const bool names_one_lock = meaning != nullptr && meaning->arguments.find('+') == std::string_view::npos;
    const std::optional<UseKind> kind = names_one_lock ? use_of(meaning->model) : std::nullopt;
    if (!kind) return true;
    LockUse use = described(*kind, *call, call->getCallee()->getSourceRange());
    const clang::Expr* lock = call->getNumArgs() == 0 ? nullptr : call->getArg(0);
    if (lock != nullptr && lock->getType()->isPointerType()) {
      use.lock = range(lock->getSourceRange());
      use.lock_type = lock->getType()->getPointeeType().getUnqualifiedType().getAsString(policy());
    }
    use.is_shared_mutex = meaning->model == Model::kAcquire && use.lock_type == "pthread_rwlock_t";
    if (!call->getType()->isVoidType()) use.done = std::to_string(meaning->model == Model::kTryAcquire ? meaning->answer : 0);
    add(std::move(use));
    return true;
  }

  bool VisitCXXMemberCallExpr(clang::CXXMemberCallExpr* call) {
    const auto* member = llvm::dyn_cast<clang::MemberExpr>(call->getCallee()->IgnoreParens());
    if (member == nullptr || member->isImplicitAccess() || member->getMemberDecl()->getIdentifier() == nullptr) return true;
    const clang::Expr* object = call->getImplicitObjectArgument();
    const clang::CXXRecordDecl* record = record_of(object->IgnoreParenImpCasts()->getType());
    const llvm::StringRef method = member->getMemberDecl()->getName();
    const std::optional<UseKind> kind = method_use(kind_of(record), method);
    if (!kind) return true;
    LockUse use = described(*kind, *call, member->getMemberLoc());
    use.is_method = true;
    use.lock = {use.place.begin, use.name.begin};
    use.lock_type = context_.getTypeDeclType(record).getAsString(policy());
    use.is_std_thread = kind_of(record) == ClassKind::kThread;
    use.is_shared_mutex = method == "lock" && is_shared(record);
    if (!call->getType()->isVoidType()) use.done = call->getType()->isBooleanType() ? "true" : "0";
    add(std::move(use));
    return true;
  }

  bool VisitDeclStmt(clang::DeclStmt* statement) {
    const auto* guard = statement->isSingleDecl() ? llvm::dyn_cast<clang::VarDecl>(statement->getSingleDecl()) : nullptr;
    if (guard == nullptr || guard->getTypeSourceInfo() == nullptr) return true;
    const ClassKind kind = kind_of(guard->getType()->getAsCXXRecordDecl());
    const bool is_guard = kind == ClassKind::kGuard || kind == ClassKind::kUniqueGuard || kind == ClassKind::kSharedGuard;
    const auto* made = is_guard && guard->hasInit() ? construction(guard->getInit()) : nullptr;
    if (made == nullptr || made->getNumArgs() == 0) return true;
    LockUse use = described(UseKind::kGuard, *statement, guard->getTypeSourceInfo()->getTypeLoc().getSourceRange());
    use.is_named_later = guard->isReferenced();
    const clang::Expr* lock = made->getArg(0);
    // It takes over what another guard, or a call before, has taken.
    if (kind_of(record_of(lock->getType())) == ClassKind::kUniqueGuard || adopts(*made)) return true;
    const bool is_alone = made->getNumArgs() == 1 || kind != ClassKind::kGuard;
    if (is_alone && record_of(lock->getType()) != nullptr) {
      use.lock = range(lock->getSourceRange());
      use.lock_type = lock->getType().getUnqualifiedType().getAsString(policy());
      use.is_shared_mutex = kind != ClassKind::kSharedGuard && is_shared(record_of(lock->getType()));
    }
    add(std::move(use));
    return true;
  }

  std::vector<LockUse> take() {
    std::ranges::sort(uses_, {}, &LockUse::place);
    for (LockUse& use : uses_) {
      for (const Range& body : bodies_)
        if (is_in(use.place, body) && body.begin >= use.body.begin) use.body = body;
      if (use.kind == UseKind::kJoin) tidying_.insert(use.place);
    }
    for (LockUse& use : uses_) use.is_followed = use.kind == UseKind::kJoin && (use.body != main_ || is_followed(use));
    return std::move(uses_);
  }

 private:
  static std::optional<UseKind> method_use(ClassKind kind, llvm::StringRef method) {
    const bool is_thread = kind == ClassKind::kThread || kind == ClassKind::kJoinedThread || kind == ClassKind::kPrepared;
    if (is_thread) return method == "join" ? std::optional(UseKind::kJoin) : std::nullopt;
    if (kind == ClassKind::kUniqueGuard || kind == ClassKind::kSharedGuard || kind == ClassKind::kCondition) return std::nullopt;
    const LibraryCall* meaning = check::library_method(kind, {method.data(), method.size()});
    return meaning == nullptr ? std::nullopt : use_of(meaning->model);
  }

  static bool is_in(Range inner, Range outer) { return outer.begin <= inner.begin && inner.end <= outer.end; }

  /// Whether a variable is named after the join, elsewhere than in what tidies up.
  bool is_followed(const LockUse& join) const {
    return std::ranges::any_of(names_, [&](Range name) {
      const bool is_behind = name.begin > join.place.end && is_in(name, join.body);
      return is_behind && std::ranges::none_of(tidying_, [&](Range call) { return is_in(name, call); });
    });
  }

  void note_tidying(const clang::CallExpr& call) {
    const clang::FunctionDecl* callee = call.getDirectCallee();
    if (callee == nullptr || callee->getIdentifier() == nullptr) return;
    const llvm::StringRef name = callee->getName();
    if (name.ends_with("_destroy") || name.ends_with("_unlink") || name == "munmap")
      tidying_.insert(range(call.getSourceRange()));
  }

  static bool adopts(const clang::CXXConstructExpr& guard) {
    const clang::CXXRecordDecl* last = record_of(guard.getArg(guard.getNumArgs() - 1)->getType());
    const clang::CXXRecordDecl* first = record_of(guard.getArg(0)->getType());
    const auto is_tag = [](const clang::CXXRecordDecl* tag) {
      return tag != nullptr && check::library_name(*tag) == "std::adopt_lock_t";
    };
    return is_tag(first) || is_tag(last);
  }

  static bool is_shared(const clang::CXXRecordDecl* record) {
    const std::string name = record == nullptr ? "" : check::library_name(*record);
    return name == "std::shared_mutex" || name == "std::shared_timed_mutex" || name == "mp::SharedMutex";
  }

  /// The constructor's call below what the tree wraps around it.
  static const clang::CXXConstructExpr* construction(const clang::Expr* init) {
    return llvm::dyn_cast<clang::CXXConstructExpr>(init->IgnoreImplicit());
  }

  clang::PrintingPolicy policy() const {
    clang::PrintingPolicy policy(context_.getLangOpts());
    policy.SuppressTagKeyword = true;
    policy.FullyQualifiedName = true;
    return policy;
  }

  bool is_here(clang::SourceRange place) const {
    return place.isValid() && !place.getBegin().isMacroID() && !place.getEnd().isMacroID() &&
           sources_.isWrittenInMainFile(place.getBegin());
  }

  Range range(clang::SourceRange place) const {
    if (!is_here(place)) return {};
    const clang::SourceLocation end = clang::Lexer::getLocForEndOfToken(place.getEnd(), 0, sources_, context_.getLangOpts());
    return {sources_.getFileOffset(place.getBegin()), sources_.getFileOffset(end)};
  }

  void note_body(const clang::Stmt* body) {
    const auto* block = llvm::dyn_cast_or_null<clang::CompoundStmt>(body);
    if (block != nullptr && is_here(block->getSourceRange())) bodies_.insert(range(block->getSourceRange()));
  }

  template <class Node>
  LockUse described(UseKind kind, const Node& node, clang::SourceRange name) {
    LockUse use;
    use.kind = kind;
    use.line = sources_.getSpellingLineNumber(node.getBeginLoc());
    use.place = range(node.getSourceRange());
    use.name = range(name);
    use.done = "(void)0";
    const clang::Stmt* around = parent_of(node);
    const auto* whole = llvm::dyn_cast_or_null<clang::ExprWithCleanups>(around);
    if (whole != nullptr) around = parent_of(*whole);
    use.is_in_block = llvm::isa_and_nonnull<clang::CompoundStmt>(around);
    use.is_statement = use.is_in_block ||
                       (around != nullptr && is_body(*around, whole == nullptr ? &node : static_cast<const clang::Stmt*>(whole)));
    return use;
  }

  const clang::Stmt* parent_of(const clang::Stmt& node) {
    const clang::DynTypedNodeList parents = context_.getParents(node);
    return parents.empty() ? nullptr : parents[0].get<clang::Stmt>();
  }

  /// Whether `node` is what the statement `around` does, not what it tests.
  static bool is_body(const clang::Stmt& around, const clang::Stmt* node) {
    if (const auto* branch = llvm::dyn_cast<clang::IfStmt>(&around))
      return branch->getThen() == node || branch->getElse() == node;
    if (const auto* loop = llvm::dyn_cast<clang::ForStmt>(&around)) return loop->getBody() == node;
    if (const auto* loop = llvm::dyn_cast<clang::CXXForRangeStmt>(&around)) return loop->getBody() == node;
    if (const auto* loop = llvm::dyn_cast<clang::WhileStmt>(&around)) return loop->getBody() == node;
    return llvm::isa<clang::CaseStmt>(around) || llvm::isa<clang::LabelStmt>(around);
  }

  /// An instantiated template comes once for each instance.
  void add(LockUse use) {
    if (use.place == Range() || !seen_.insert(use.place).second) return;
    const llvm::StringRef text = sources_.getBufferData(sources_.getMainFileID());
    use.lock_text = text.slice(use.lock.begin, use.lock.end).str();
    uses_.push_back(std::move(use));
  }

  clang::ASTContext& context_;
  const clang::SourceManager& sources_;
  std::set<Range> bodies_;
  std::set<Range> names_;    // where variables are named
  std::set<Range> tidying_;  // calls that end the use of what they name
  Range main_;
  std::set<Range> seen_;
  std::vector<LockUse> uses_;
};

}  // namespace

std::vector<LockUse> lock_uses(clang::ASTContext& context) {
  Uses uses(context);
  for (clang::Decl* declaration : context.getTraversalScope()) {
    if (llvm::isa<clang::TranslationUnitDecl>(declaration) || !check::is_in_system(*declaration)) uses.TraverseDecl(declaration);
  }
  return uses.take();
}

}  // namespace checker
