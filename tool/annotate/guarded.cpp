#include "tool/annotate/guarded.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "tool/fix/uses.h"
#include "tool/summary/symbol_names.h"

namespace check {
namespace {

using Declarations = std::vector<const clang::DeclaratorDecl*>;

bool is_hidden(const std::string& field) { return field.starts_with('<'); }

/// What holds the object that the expression names, the innermost first, up to a pointer or a variable.
Declarations holders_of(const clang::Expr* expr) {
  using namespace clang;
  Declarations holders;
  while (expr != nullptr) {
    expr = expr->IgnoreParenImpCasts();
    if (const auto* reference = llvm::dyn_cast<DeclRefExpr>(expr)) {
      const auto* variable = llvm::dyn_cast<VarDecl>(reference->getDecl());
      if (variable != nullptr && !variable->getType()->isReferenceType()) holders.push_back(variable);
      return holders;
    }
    if (const auto* member = llvm::dyn_cast<MemberExpr>(expr)) {
      const auto* declaration = llvm::dyn_cast<DeclaratorDecl>(member->getMemberDecl());
      if (declaration == nullptr || declaration->getType()->isReferenceType()) return holders;
      if (llvm::isa<FieldDecl, VarDecl>(declaration) && !declaration->getName().empty()) holders.push_back(declaration);
      if (member->isArrow() || llvm::isa<VarDecl>(declaration)) return holders;
      expr = member->getBase();
    } else if (const auto* subscript = llvm::dyn_cast<ArraySubscriptExpr>(expr)) {
      expr = subscript->getBase()->IgnoreParenImpCasts();
      if (!expr->getType()->isArrayType()) return holders;
    } else if (const auto* operation = llvm::dyn_cast<CXXOperatorCallExpr>(expr)) {
      expr = operation->getOperator() == OO_Subscript ? operation->getArg(0) : nullptr;
    } else if (const auto* call = llvm::dyn_cast<CXXMemberCallExpr>(expr)) {
      expr = call->getImplicitObjectArgument();
      if (expr->getType()->isPointerType()) return holders;
    } else {
      return holders;
    }
  }
  return holders;
}

LockType lock_type(clang::QualType type) {
  static const std::set<std::string> kSystem = {"pthread_mutex_t", "pthread_rwlock_t", "pthread_spinlock_t", "mtx_t"};
  while (const auto* named = type->getAs<clang::TypedefType>()) {
    if (named->getDecl()->hasAttr<clang::CapabilityAttr>()) return LockType::kCapability;
    if (kSystem.contains(named->getDecl()->getNameAsString())) return LockType::kSystem;
    type = named->desugar();
  }
  const clang::RecordDecl* record = type->getAsRecordDecl();
  return record != nullptr && record->hasAttr<clang::CapabilityAttr>() ? LockType::kCapability : LockType::kUnknown;
}

const clang::FieldDecl* field_named(const clang::RecordDecl* record, const std::string& name) {
  if (record == nullptr) return nullptr;
  const auto fields = record->fields();
  const auto found = std::ranges::find_if(fields, [&](const clang::FieldDecl* field) { return field->getName() == name; });
  return found == fields.end() ? nullptr : *found;
}

/// The lock that `fields` lead to from a declaration; a class that is itself a capability is the lock, whatever it holds.
std::optional<GuardingLock> lock_in(std::string name, clang::QualType type, std::span<const std::string> fields) {
  for (const std::string& field : fields) {
    if (lock_type(type) != LockType::kUnknown || is_hidden(field)) break;
    const clang::FieldDecl* next = field_named(type->getAsRecordDecl(), field);
    if (next == nullptr) return std::nullopt;
    name += "." + field;
    type = next->getType();
  }
  return GuardingLock{std::move(name), lock_type(type), type.getUnqualifiedType().getAsString()};
}

/// The variables that live as long as the program, by their keys.
class Globals : public clang::RecursiveASTVisitor<Globals> {
 public:
  explicit Globals(const Tree& tree) : tree_(tree), names_(tree.context()) {}

  bool VisitVarDecl(clang::VarDecl* variable) {
    if (variable->hasGlobalStorage() && !variable->getDeclContext()->isDependentContext())
      by_key.try_emplace({names_.key(*variable), &tree_}, variable);
    return true;
  }

  std::map<std::pair<std::string, const Tree*>, const clang::VarDecl*> by_key;

 private:
  const Tree& tree_;
  SymbolNames names_;
};

/// What one lock guards, by one access.
struct Vote {
  const clang::DeclaratorDecl* declaration = nullptr;
  GuardingLock lock;
};

class Poll {
 public:
  explicit Poll(const std::vector<std::unique_ptr<Tree>>& trees) : trees_(trees) {
    for (const std::unique_ptr<Tree>& tree : trees) {
      Globals globals(*tree);
      for (clang::Decl* declaration : tree->top_level())
        if (is_editable(*declaration)) globals.TraverseDecl(declaration);
      globals_.merge(globals.by_key);
    }
  }

  void ask(const LockedAccess& access) {
    const std::optional<Found> found = find_expression(trees_, access.report.place, access.report.path);
    if (!found || found->expr == nullptr) return;
    const Declarations holders = holders_of(found->expr);
    std::vector<Vote> votes;
    for (const PartName& lock : access.locks)
      if (std::optional<Vote> vote = vote_of(access.part, lock, holders, *found->spot.tree)) votes.push_back(*std::move(vote));
    for (const clang::DeclaratorDecl* holder : holders) count(*found->spot.tree, *holder, votes, access.report.place);
  }

  std::vector<Guarded> result() {
    std::vector<Guarded> all;
    for (auto& [key, tally] : tallies_) {
      if (tally.had_vote) all.push_back(std::move(tally.guarded));
    }
    return all;
  }

 private:
  struct Tally {
    Guarded guarded;
    std::vector<GuardingLock> common;  ///< held at every access so far
    bool had_vote = false;
  };

  std::optional<Vote> vote_of(const PartName& part, const PartName& lock, const Declarations& holders, const Tree& tree) const {
    const auto [one, other] = std::ranges::mismatch(part.fields, lock.fields);
    const bool parts = part.object == lock.object && one != part.fields.end() && other != lock.fields.end();
    if (parts && *one != "[]" && *other != "[]") {
      // The lock stands beside what it guards, in one class.
      const auto inner =
          std::ranges::count_if(one + 1, part.fields.end(), [](const std::string& f) { return f != "[]" && !is_hidden(f); });
      const auto index = static_cast<std::size_t>(inner);
      const auto* field = index < holders.size() ? llvm::dyn_cast<clang::FieldDecl>(holders[index]) : nullptr;
      if (field == nullptr || field->getName() != *one) return std::nullopt;
      const clang::FieldDecl* beside = field_named(field->getParent(), *other);
      if (beside == nullptr) return std::nullopt;
      std::optional<GuardingLock> found = lock_in(*other, beside->getType(), {other + 1, lock.fields.end()});
      if (!found) return std::nullopt;
      found->is_beside = true;
      return Vote{field, *std::move(found)};
    }
    const auto global = globals_.find({lock.object, &tree});
    if (!lock.is_global || lock.object == part.object || global == globals_.end() || holders.empty()) return std::nullopt;
    const clang::VarDecl& variable = *global->second;
    std::optional<GuardingLock> found = lock_in(variable.getQualifiedNameAsString(), variable.getType(), lock.fields);
    if (!found) return std::nullopt;
    found->variable = &variable;
    return Vote{holders.back(), *std::move(found)};
  }

  void count(const Tree& tree, const clang::DeclaratorDecl& holder, const std::vector<Vote>& votes, const Place& place) {
    std::vector<GuardingLock> locks;
    for (const Vote& vote : votes)
      if (vote.declaration == &holder) locks.push_back(vote.lock);
    const auto [known, is_new] = tallies_.try_emplace(key_of(tree, holder));
    Tally& tally = known->second;
    if (is_new) {
      tally.guarded.name = holder.getNameAsString();
      tally.common = locks;
    }
    tally.had_vote = tally.had_vote || !locks.empty();
    const auto is_held = [&](const GuardingLock& lock) {
      return std::ranges::any_of(locks, [&](const GuardingLock& other) { return other.name == lock.name; });
    };
    std::erase_if(tally.common, [&](const GuardingLock& lock) { return !is_held(lock); });
    Guarded& guarded = tally.guarded;
    guarded.uses.push_back(place);
    const auto* first = llvm::cast<clang::DeclaratorDecl>(holder.getCanonicalDecl());
    const auto is_known = [&](const Declared& declared) { return declared.declaration == first; };
    if (std::ranges::none_of(guarded.declared, is_known)) guarded.declared.push_back({&tree, first});
    if (!tally.common.empty())
      guarded.lock = tally.common.front();
    else if (guarded.problem.empty())
      guarded.problem = fmt::format("no lock is held at all of its uses: see line {}", place.line);
  }

  static std::string key_of(const Tree& tree, const clang::DeclaratorDecl& declaration) {
    if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(&declaration)) return SymbolNames(tree.context()).key(*variable);
    return declaration.getLocation().printToString(tree.context().getSourceManager());
  }

  const std::vector<std::unique_ptr<Tree>>& trees_;
  std::map<std::pair<std::string, const Tree*>, const clang::VarDecl*> globals_;
  std::map<std::string, Tally> tallies_;
};

}  // namespace

std::vector<Guarded> guarded_in(std::span<const LockedAccess> accesses, const std::vector<std::unique_ptr<Tree>>& trees) {
  Poll poll(trees);
  for (const LockedAccess& access : accesses) poll.ask(access);
  return poll.result();
}

}  // namespace check
