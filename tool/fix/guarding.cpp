#include "tool/fix/guarding.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "tool/fix/statements.h"
#include "tool/fix/wrapping.h"

namespace check {
namespace {

/// Farther apart, two accesses are not put under one guard.
constexpr std::ptrdiff_t kMostBetween = 10;

struct Access {
  const Use* use = nullptr;
  TakenLock lock;
  Chain chain;  ///< within the body
};

/// A statement that is to be guarded as a whole.
struct Unit {
  StatementRange range = {};
  TakenLock lock = {};
  bool reads = false;
  bool writes = false;
};

bool is_inside(const Access& access, const clang::Stmt* statement) {
  return std::ranges::find(access.chain, statement) != access.chain.end();
}

/// The accesses of one body: of a function or of a lambda.
class Body {
 public:
  Body(std::vector<Access> accesses, const Holding& holding)
      : accesses_(std::move(accesses)),
        holding_(holding),
        source_(*accesses_.front().use->spot.tree),
        wrapping_(source_, *accesses_.front().chain.front()) {}

  Guards guard() {
    std::ranges::sort(accesses_, {}, [](const Access& access) { return access.use->spot.offset; });
    for (const Access& access : accesses_) {
      if (wrapping_.problem.empty() && !is_done(access)) guard_one(access);
    }
    merge();
    for (const Unit& unit : units_) {
      if (wrapping_.problem.empty()) wrapping_.hold(unit.range, unit.lock);
    }
    return {wrapping_.edits, wrapping_.problem};
  }

 private:
  std::string obstacle(const clang::Stmt& statement) const { return holding_.obstacle(statement, source_.context()); }

  bool is_done(const Access& access) const {
    return std::ranges::any_of(done_, [&](const clang::Stmt* statement) { return is_inside(access, statement); });
  }

  std::vector<const Access*> inside(const clang::Stmt& statement) const {
    std::vector<const Access*> found;
    for (const Access& access : accesses_) {
      if (is_inside(access, &statement)) found.push_back(&access);
    }
    return found;
  }

  void guard_one(const Access& access) {
    // An access in the head of a loop may stand in the body of another statement whose head has none.
    for (std::size_t i = 1; i + 1 < access.chain.size(); ++i) {
      Chain outer(access.chain.begin() + static_cast<std::ptrdiff_t>(i) - 1, access.chain.end());
      if (outermost_head(outer) != 1) continue;
      return guard_head(access, i);
    }
    guard_statement(access);
  }

  /// The statement at `position` has the access in its head.
  void guard_head(const Access& access, std::size_t position) {
    const clang::Stmt& statement = *access.chain[position];
    const std::vector<const Access*> all = inside(statement);
    const bool one_lock = std::ranges::all_of(all, [&](const Access* other) { return other->lock.lock == access.lock.lock; });
    const bool writes = std::ranges::any_of(all, [](const Access* other) { return other->use->kind != AccessKind::kRead; });
    const std::string why = one_lock ? obstacle(statement) : "its accesses need different locks";
    const bool waits_for_others =
        llvm::isa<clang::WhileStmt, clang::DoStmt>(statement) ||
        (llvm::isa<clang::ForStmt>(statement) && !writes && access.use->expr->getType()->isScalarType());
    if (why.empty() && !waits_for_others) return add_unit(access, position);
    const bool is_loop = llvm::isa<clang::WhileStmt, clang::ForStmt>(statement);
    if (why.empty() && is_loop && (writes || all.size() > heads(statement).size()) && llvm::isa<clang::WhileStmt>(statement)) {
      wrapping_.hold_each_round(statement, access.lock);
      done_.insert(&statement);
      return;
    }
    guard_values(access, position, why);
  }

  /// The accesses in the head of the statement.
  std::vector<const Access*> heads(const clang::Stmt& statement) const {
    std::vector<const Access*> found;
    for (const Access* access : inside(statement)) {
      const auto at = std::ranges::find(access->chain, &statement);
      const Chain rest(at - 1, access->chain.end());
      if (at != access->chain.begin() && outermost_head(rest) == 1) found.push_back(access);
    }
    return found;
  }

  /// Only the values are read under the lock, because the whole statement cannot be: `why`.
  void guard_values(const Access& access, std::size_t position, const std::string& why) {
    const clang::Stmt& statement = *access.chain[position];
    const bool in_head = llvm::isa<clang::WhileStmt, clang::ForStmt, clang::DoStmt, clang::IfStmt, clang::SwitchStmt>(statement);
    std::vector<const Access*> reads = in_head ? heads(statement) : inside(statement);
    std::vector<const clang::Expr*> values;
    for (const Access* read : reads) {
      if (is_done(*read)) continue;
      const clang::Expr* value = value_around(*read);
      if (value == nullptr) {
        wrapping_.problem = why.empty() ? "the statement cannot be put under a lock" : "no lock may be held here: " + why;
        return;
      }
      if (std::ranges::find(values, value) == values.end()) values.push_back(value);
      done_.insert(value);
      if (!access.lock.by_calls()) wrapping_.hold_during(*value, read->lock);
    }
    if (!access.lock.by_calls() || values.empty()) return;
    const bool is_for = llvm::isa<clang::ForStmt>(statement);
    const bool in_condition = !is_for || std::ranges::all_of(reads, [&](const Access* read) {
      return is_inside(*read, llvm::cast<clang::ForStmt>(statement).getCond());
    });
    if (llvm::isa<clang::DoStmt>(statement) || !in_condition)
      wrapping_.problem = "C has no way to take a lock in this part of a loop";
    else if (llvm::isa<clang::WhileStmt, clang::ForStmt>(statement))
      wrapping_.read_each_round(statement, values, access.lock);
    else
      wrapping_.read_before(range_of(access, own_position(access, position)), values, access.lock);
  }

  /// The smallest value that needs the access, a number or a pointer; nullptr when more than a value is needed.
  const clang::Expr* value_around(const Access& access) const {
    for (std::size_t i = access.chain.size(); i-- > 0;) {
      const auto* expr = llvm::dyn_cast<clang::Expr>(access.chain[i]);
      if (expr == nullptr) return nullptr;
      const bool is_value = expr->isPRValue() && expr->getType()->isScalarType() && !llvm::isa<clang::LambdaExpr>(expr);
      if (!is_value || expr->getType()->isSpecificBuiltinType(clang::BuiltinType::BoundMember)) continue;
      const auto* cast = llvm::dyn_cast<clang::CastExpr>(expr);
      if (cast != nullptr && cast->getCastKind() != clang::CK_LValueToRValue) continue;  // an address is no value
      if (access.use->kind != AccessKind::kRead && (access.lock.by_calls() || i == access.chain.size() - 1)) return nullptr;
      return obstacle(*expr).empty() ? expr : nullptr;
    }
    return nullptr;
  }

  std::size_t own_position(const Access& access, std::size_t position) const {
    while (position > 0 && !is_own_statement(*access.chain[position - 1], *access.chain[position])) --position;
    return position;
  }

  StatementRange range_of(const Access& access, std::size_t position) const {
    const clang::Stmt* parent = access.chain[position - 1];
    const bool in_switch = position > 1 && llvm::isa<clang::SwitchStmt>(access.chain[position - 2]);
    return {parent, access.chain[position], access.chain[position], in_switch};
  }

  void guard_statement(const Access& access) {
    const std::size_t position = own_statement(access.chain);
    if (position == 0) {
      wrapping_.problem = "the access is not part of a statement";
      return;
    }
    const clang::Stmt& statement = *access.chain[position];
    const std::vector<const Access*> all = inside(statement);
    const bool one_lock = std::ranges::all_of(all, [&](const Access* other) { return other->lock.lock == access.lock.lock; });
    const std::string why = one_lock ? obstacle(statement) : "its accesses need different locks";
    if (why.empty()) return add_unit(access, position);
    if (one_lock && compute_first(access, position)) return;
    guard_values(access, position, why);
  }

  /// `n = f()`: f is called before the lock is taken.
  bool compute_first(const Access& access, std::size_t position) {
    const auto* full = llvm::dyn_cast<clang::Expr>(access.chain[position]);
    const auto* assignment = full == nullptr ? nullptr : llvm::dyn_cast<clang::BinaryOperator>(full->IgnoreImplicit());
    if (assignment == nullptr || !assignment->isAssignmentOp() || !is_inside(access, assignment->getLHS())) return false;
    const bool value_is_free =
        std::ranges::none_of(accesses_, [&](const Access& other) { return is_inside(other, assignment->getRHS()); });
    if (!value_is_free || !obstacle(*assignment->getLHS()).empty()) return false;
    wrapping_.compute_before(range_of(access, position), *assignment->getRHS(), access.lock);
    done_.insert(access.chain[position]);
    return true;
  }

  void add_unit(const Access& access, std::size_t position) {
    position = own_position(access, position);
    Unit unit{.range = range_of(access, position), .lock = access.lock};
    for (const Access* other : inside(*access.chain[position])) {
      (other->use->kind == AccessKind::kRead ? unit.reads : unit.writes) = true;
      if (other->use->kind == AccessKind::kUpdate) unit.reads = true;
    }
    widen_to_line(unit);
    units_.push_back(unit);
  }

  /// Findings name lines: what stands in one line is guarded together.
  void widen_to_line(Unit& unit) {
    done_.insert(unit.range.first);
    const auto* list = llvm::dyn_cast<clang::CompoundStmt>(unit.range.parent);
    if (list == nullptr || unit.range.in_switch) return;
    const auto is_in_line = [&](const clang::Stmt& other) {
      const TextRange here = source_.expansion(unit.range.first->getSourceRange());
      const TextRange there = source_.expansion(other.getSourceRange());
      return source_.line_begin(here.file, here.begin) == source_.line_begin(there.file, there.begin) && obstacle(other).empty();
    };
    const auto* first = std::find(list->body_begin(), list->body_end(), unit.range.first);
    const auto* last = first;
    while (first != list->body_begin() && is_in_line(**(first - 1))) done_.insert(*--first);
    while (last + 1 != list->body_end() && is_in_line(**(last + 1))) done_.insert(*++last);
    unit.range.first = *first;
    unit.range.last = *last;
  }

  void merge() {
    std::vector<Unit> merged;
    for (const Unit& unit : units_) {
      const auto before = std::find_if(merged.rbegin(), merged.rend(),
                                       [&](const Unit& other) { return other.range.parent == unit.range.parent; });
      if (before != merged.rend() && belong_together(*before, unit)) {
        before->range.last = unit.range.last;
        before->reads = before->reads || unit.reads;
        before->writes = before->writes || unit.writes;
      } else {
        merged.push_back(unit);
      }
    }
    // What stands between two statements that now share a guard may have had its own.
    units_.clear();
    for (const Unit& unit : merged) {
      const bool is_held =
          std::ranges::any_of(merged, [&](const Unit& other) { return &other != &unit && holds(other, *unit.range.first); });
      if (!is_held) units_.push_back(unit);
    }
  }

  bool holds(const Unit& unit, const clang::Stmt& statement) const {
    if (unit.range.first == unit.range.last) return false;
    const std::optional<TextRange> first = source_.statement(*unit.range.first);
    const std::optional<TextRange> last = source_.statement(*unit.range.last);
    const std::optional<TextRange> inner = source_.statement(statement);
    return first && last && inner && first->begin <= inner->begin && inner->end <= last->end;
  }

  bool belong_together(const Unit& a, const Unit& b) const {
    const auto* list = llvm::dyn_cast<clang::CompoundStmt>(a.range.parent);
    if (list == nullptr || a.range.parent != b.range.parent || a.lock.lock != b.lock.lock || a.range.in_switch) return false;
    const auto* const last = std::find(list->body_begin(), list->body_end(), a.range.last);
    const auto* const next = std::find(list->body_begin(), list->body_end(), b.range.first);
    const std::ptrdiff_t between = next - last - 1;
    if (between == 0) return true;
    if (between > kMostBetween || !a.reads || !b.writes) return false;
    // Does what was read here decide what is written there?
    std::set<const clang::Decl*> tainted;
    for (const auto* statement = last; statement != next; ++statement) {
      if (statement != last && (!obstacle(**statement).empty() || jumps_out_of(**statement).has_goto)) return false;
      const bool depends = statement == last || mentions(**statement, tainted);
      if (depends) tainted.merge(assigned_in(**statement));
    }
    return mentions(*b.range.first, tainted);
  }

  std::vector<Access> accesses_;
  const Holding& holding_;
  Source source_;
  Wrapping wrapping_;
  std::vector<Unit> units_;
  std::set<const clang::Stmt*> done_;
};

}  // namespace

Guards guard_all(std::span<const GuardedUse> uses, const Holding& holding) {
  std::map<const clang::Stmt*, std::vector<Access>> by_body;
  std::vector<const clang::Stmt*> order;
  for (const GuardedUse& guarded : uses) {
    Chain chain = within_body(guarded.use->spot.chain);
    std::vector<Access>& accesses = by_body[chain.front()];
    if (accesses.empty()) order.push_back(chain.front());
    accesses.push_back({guarded.use, guarded.lock, std::move(chain)});
  }
  Guards result;
  for (const clang::Stmt* body : order) {
    Guards guards = Body(std::move(by_body[body]), holding).guard();
    if (!guards.problem.empty()) return guards;
    result.edits.insert(result.edits.end(), guards.edits.begin(), guards.edits.end());
  }
  return result;
}

}  // namespace check
