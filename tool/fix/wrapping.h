// Writes guards around statements and expressions, in the layout of the file.
//
// Thread safety: none.
// Invariant: `problem` is empty, or the edits are not to be used and it says why in words that follow "because".
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tool/finding.h"
#include "tool/fix/source.h"
#include "tool/fix/taking.h"

namespace clang {
class Expr;
class WhileStmt;
class ForStmt;
}  // namespace clang

namespace check {

/// Neighbours in one parent, both ends included.
struct StatementRange {
  const clang::Stmt* parent = nullptr;
  const clang::Stmt* first = nullptr;
  const clang::Stmt* last = nullptr;
  bool in_switch = false;  ///< the parent is the body of a switch
};

/// A value that is read under the lock, before the statement that uses it.
struct Hoisted {
  const clang::Expr* expr = nullptr;
  std::string name;
};

class Wrapping {
 public:
  /// `body` is the function's or lambda's, in which names must not clash.
  Wrapping(const Source& source, const clang::Stmt& body);

  /// Holds the lock from the first statement to the last.
  void hold(const StatementRange& range, const TakenLock& lock);
  /// Takes the lock in each round, before the condition is asked, and holds it to the end of the round.
  void hold_each_round(const clang::Stmt& loop, const TakenLock& lock);
  /// Takes the lock while one expression is evaluated. REQUIRES: C++.
  void hold_during(const clang::Expr& expr, const TakenLock& lock);
  /// Reads the values under the lock, and gives it up before the statement.
  void read_before(const StatementRange& range, const std::vector<const clang::Expr*>& values, const TakenLock& lock);
  /// The same for a loop's condition: in each round.
  void read_each_round(const clang::Stmt& loop, const std::vector<const clang::Expr*>& values, const TakenLock& lock);
  /// Computes what is assigned before the lock is taken.
  void compute_before(const StatementRange& range, const clang::Expr& value, const TakenLock& lock);

  std::vector<Edit> edits;
  std::string problem;

 private:
  enum class Braces { kNone, kNeeded };
  void surround(const StatementRange& range, const std::vector<std::string>& opening, const std::vector<std::string>& closing,
                Braces braces);
  void surround_in_list(const TextRange& text, const std::vector<std::string>& opening, const std::vector<std::string>& closing,
                        Braces braces);
  void surround_alone(const StatementRange& range, const TextRange& text, const std::vector<std::string>& opening,
                      const std::vector<std::string>& closing);
  void indent(const TextRange& text);
  void give_before_jumps(const clang::Stmt& statement, const TakenLock& lock);
  void give_before_return(const clang::Expr& value, const TextRange& text, const TakenLock& lock, bool alone);
  void rewrite_round(const clang::Stmt& loop, const std::vector<std::string>& opening, const std::vector<std::string>& closing);
  std::vector<Hoisted> hoist(const std::vector<const clang::Expr*>& values);
  std::vector<std::string> reading_lines(const std::vector<Hoisted>& hoisted, const TakenLock& lock);
  std::string type_of(const clang::Expr& expr) const;
  std::string fresh(const std::string& name, bool stays);
  bool is_cpp() const;

  const Source& source_;
  std::string body_text_;
  std::string unit_;            ///< one level of indentation
  std::set<std::string> used_;  ///< names that guards have already
};

}  // namespace check
