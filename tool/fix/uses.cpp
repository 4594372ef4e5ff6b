#include "tool/fix/uses.h"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "tool/fix/source.h"

namespace check {
namespace {

struct Candidate {
  Chain chain;
  const clang::Expr* expr;
};

/// Every expression that begins at the spot, outermost first.
void gather(const Source& source, const Spot& spot, const clang::Stmt& statement, Chain& chain, std::vector<Candidate>& found) {
  chain.push_back(&statement);
  const TextRange range = source.expansion(statement.getSourceRange());
  const auto* expr = llvm::dyn_cast<clang::Expr>(&statement);
  if (expr != nullptr && range.file == spot.file && range.begin == spot.offset) found.push_back({chain, expr});
  for (const clang::Stmt* child : statement.children()) {
    if (child == nullptr) continue;
    const TextRange inside = source.expansion(child->getSourceRange());
    const bool holds =
        inside.file == spot.file && inside.begin <= spot.offset && spot.offset < std::max(inside.end, inside.begin + 1);
    if (holds) gather(source, spot, *child, chain, found);
  }
  chain.pop_back();
}

const clang::FunctionDecl* function_around(const Tree& tree, const Source& source, const Spot& spot) {
  const clang::FunctionDecl* innermost = nullptr;
  unsigned length = 0;
  for (const clang::FunctionDecl* function : tree.functions()) {
    const TextRange range = source.expansion(function->getSourceRange());
    const bool holds = range.file == spot.file && range.begin <= spot.offset && spot.offset < range.end;
    if (!holds || (innermost != nullptr && range.end - range.begin >= length)) continue;
    innermost = function;
    length = range.end - range.begin;
  }
  return innermost;
}

/// The first expression with this text at the spot or behind it.
void find_from(const Source& source, const Spot& spot, const clang::Stmt& statement, const std::string& text,
               const clang::Expr*& found, unsigned& offset) {
  const auto* expr = llvm::dyn_cast<clang::Expr>(&statement);
  const TextRange range = source.expansion(statement.getSourceRange());
  const bool is_candidate = expr != nullptr && !llvm::isa<clang::CXXConstructExpr>(expr) && range.file == spot.file &&
                            range.begin >= spot.offset && (found == nullptr || range.begin < offset);
  if (is_candidate && source.text(statement) == text) {
    found = expr;
    offset = range.begin;
  }
  for (const clang::Stmt* child : statement.children()) {
    if (child != nullptr) find_from(source, spot, *child, text, found, offset);
  }
}

/// Where a function of the unit contains the place; nothing when no unit has its file.
std::optional<Spot> spot_of(const std::vector<std::unique_ptr<Tree>>& trees, const Place& place);

bool denotes_object(const clang::Expr& expr) {
  if (!expr.isGLValue()) return false;
  using namespace clang;
  if (const auto* operation = llvm::dyn_cast<UnaryOperator>(&expr)) return operation->getOpcode() == UO_Deref;
  return llvm::isa<DeclRefExpr, MemberExpr, ArraySubscriptExpr, CXXOperatorCallExpr, CXXMemberCallExpr>(expr);
}

const Candidate* best_of(const Source& source, const std::vector<Candidate>& found, const std::string& text) {
  for (const Candidate& candidate : found) {
    if (source.text(*candidate.expr) == text && !llvm::isa<clang::CXXConstructExpr>(candidate.expr)) return &candidate;
  }
  for (const Candidate& candidate : found) {
    if (denotes_object(*candidate.expr)) return &candidate;
  }
  return nullptr;
}

/// The same in every unit.
std::string key_of(const clang::ValueDecl& declaration) {
  const auto* variable = llvm::dyn_cast<clang::VarDecl>(&declaration);
  if (variable != nullptr && variable->isExternallyVisible() && !variable->isStaticLocal())
    return variable->getQualifiedNameAsString();
  const clang::SourceManager& sources = declaration.getASTContext().getSourceManager();
  return declaration.getCanonicalDecl()->getLocation().printToString(sources);
}

std::string key_of(const Use& use) {
  if (use.origin.variable != nullptr) return key_of(*use.origin.variable);
  return use.origin.field != nullptr ? key_of(*use.origin.field) : "";
}

/// The statement in a list, or in the place of one, that holds the use.
const clang::Stmt* statement_of(const Use& use) {
  for (std::size_t i = use.spot.chain.size(); i-- > 1;) {
    if (llvm::isa<clang::CompoundStmt>(use.spot.chain[i - 1])) return use.spot.chain[i];
  }
  return nullptr;
}

class Gathering {
 public:
  explicit Gathering(const std::vector<std::unique_ptr<Tree>>& trees) : trees_(trees) {}

  void add(const Finding& finding) {
    const std::size_t first = use_of(finding.first);
    if (finding.second) unite(first, use_of(*finding.second));
    of_finding_.push_back(first);
  }

  std::vector<Group> groups() {
    unite_objects();
    std::map<std::size_t, Group> by_leader;
    for (std::size_t i = 0; i < of_finding_.size(); ++i) by_leader[leader(of_finding_[i])].findings.push_back(i);
    for (std::size_t i = 0; i < uses_.size(); ++i) {
      Group& group = by_leader[leader(i)];
      group.uses.push_back(uses_[i]);
      for (Use& other : others_in_line(uses_[i])) {
        const auto is_known = [&](const Use& use) { return use.spot.tree == other.spot.tree && use.expr == other.expr; };
        if (std::ranges::none_of(uses_, is_known) && std::ranges::none_of(group.uses, is_known))
          group.uses.push_back(std::move(other));
      }
    }
    std::vector<Group> groups;
    for (auto& [index, group] : by_leader) groups.push_back(std::move(group));
    return groups;
  }

 private:
  std::size_t use_of(const AccessReport& access) {
    const auto [known, is_new] = by_place_.try_emplace(access.place, uses_.size());
    if (is_new) {
      uses_.push_back({.place = access.place, .kind = access.kind, .path = access.path});
      leaders_.push_back(known->second);
      Use& use = uses_.back();
      if (std::optional<Found> found = find_expression(trees_, access.place, access.path)) {
        use.spot = std::move(found->spot);
        use.expr = found->expr;
        if (use.expr != nullptr) use.origin = origin_of(*use.expr);
      }
    }
    Use& use = uses_[known->second];
    use.locks.push_back(access.locks);
    if (access.kind != AccessKind::kRead) use.kind = access.kind;
    return known->second;
  }

  std::size_t leader(std::size_t use) const {
    while (leaders_[use] != use) use = leaders_[use];
    return use;
  }
  void unite(std::size_t a, std::size_t b) { leaders_[leader(a)] = leader(b); }

  /// Accesses to one variable or member, and accesses in one statement, want one lock.
  void unite_objects() {
    std::map<std::string, std::size_t> by_object;
    std::map<const clang::Stmt*, std::size_t> by_statement;
    for (std::size_t i = 0; i < uses_.size(); ++i) {
      if (const std::string key = key_of(uses_[i]); !key.empty()) unite(i, by_object.try_emplace(key, i).first->second);
      if (const clang::Stmt* around = statement_of(uses_[i])) unite(i, by_statement.try_emplace(around, i).first->second);
    }
  }

  const std::vector<std::unique_ptr<Tree>>& trees_;
  std::vector<Use> uses_;
  std::vector<std::size_t> leaders_;
  std::vector<std::size_t> of_finding_;
  std::map<Place, std::size_t> by_place_;
};

std::optional<Spot> spot_of(const std::vector<std::unique_ptr<Tree>>& trees, const Place& place) {
  for (const std::unique_ptr<Tree>& tree : trees) {
    const Source source(*tree);
    const std::optional<TextRange> at = source.at(place);
    if (!at) continue;
    Spot spot{.tree = tree.get(), .file = at->file, .offset = at->begin};
    spot.function = function_around(*tree, source, spot);
    return spot;
  }
  return std::nullopt;
}

}  // namespace

std::vector<Group> groups_of(std::span<const Finding> findings, const std::vector<std::unique_ptr<Tree>>& trees) {
  Gathering gathering(trees);
  for (const Finding& finding : findings) gathering.add(finding);
  return gathering.groups();
}

std::optional<Found> find_expression(const std::vector<std::unique_ptr<Tree>>& trees, const Place& place,
                                     const std::string& text) {
  const std::optional<Spot> spot = spot_of(trees, place);
  if (!spot) return std::nullopt;
  Found result{.spot = *spot};
  if (spot->function == nullptr) return result;
  const Source source(*spot->tree);
  std::vector<Candidate> found;
  Chain chain;
  gather(source, *spot, *spot->function->getBody(), chain, found);
  if (const Candidate* best = best_of(source, found, text)) {
    result.spot.chain = best->chain;
    result.expr = best->expr;
  }
  return result;
}

std::optional<Found> find_text_from(const std::vector<std::unique_ptr<Tree>>& trees, const Place& place,
                                    const std::string& text) {
  const std::optional<Spot> spot = spot_of(trees, place);
  if (!spot || spot->function == nullptr) return std::nullopt;
  Found result{.spot = *spot};
  unsigned offset = 0;
  find_from(Source(*spot->tree), *spot, *spot->function->getBody(), text, result.expr, offset);
  return result;
}

bool is_editable(const clang::Decl& declaration) {
  const clang::SourceManager& sources = declaration.getASTContext().getSourceManager();
  const clang::SourceLocation location = declaration.getLocation();
  return location.isValid() && !location.isMacroID() && !sources.isInSystemHeader(location);
}

}  // namespace check
