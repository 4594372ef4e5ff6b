// The accesses of findings, found again in the syntax trees, and which of them are of one object.
//
// Thread safety: none. A Use points into its tree and lives no longer.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "clang/Basic/SourceLocation.h"
#include "tool/finding.h"
#include "tool/fix/trees.h"

namespace clang {
class Expr;
class FieldDecl;
class MemberExpr;
class Stmt;
class VarDecl;
}  // namespace clang

namespace check {

/// A statement with all that is around it, from the function's body inwards; it itself comes last.
using Chain = std::vector<const clang::Stmt*>;

struct Spot {
  const Tree* tree = nullptr;
  clang::FileID file = {};
  unsigned offset = 0;
  const clang::FunctionDecl* function = nullptr;  ///< the innermost that is declared by a name: lambdas are part of it
  Chain chain = {};
};

/// Where an expression's object comes from, as far as it is part of one: `g.rows[i].n` is part of `g`.
struct Origin {
  const clang::VarDecl* variable = nullptr;   ///< the object is (a part of) this variable
  const clang::MemberExpr* member = nullptr;  ///< else it is (a part of) this member of something that is pointed to
  const clang::FieldDecl* field = nullptr;    ///< its declaration
  std::string name;                           ///< an identifier to call it by
};

/// One access.
struct Use {
  Place place;
  AccessKind kind = AccessKind::kRead;
  std::string path;
  std::vector<std::vector<HeldLock>> locks = {};  ///< held there; a list for each finding
  Spot spot = {};
  const clang::Expr* expr = nullptr;  ///< what is accessed; nullptr when it was not found
  Origin origin = {};
};

/// The accesses to one object, and the findings about it.
struct Group {
  std::vector<Use> uses;
  std::vector<std::size_t> findings;
};

std::vector<Group> groups_of(std::span<const Finding> findings, const std::vector<std::unique_ptr<Tree>>& trees);

/// The accesses to the same object in the line of an access.
std::vector<Use> others_in_line(const Use& use);

/// The expression at a place whose text is `text`, or nullptr and what stands there.
struct Found {
  Spot spot;
  const clang::Expr* expr = nullptr;
};
std::optional<Found> find_expression(const std::vector<std::unique_ptr<Tree>>& trees, const Place& place,
                                     const std::string& text);

/// The first expression with this text at the place or behind it, in the same function.
std::optional<Found> find_text_from(const std::vector<std::unique_ptr<Tree>>& trees, const Place& place, const std::string& text);

Origin origin_of(const clang::Expr& expr);

/// Whether a declaration is the user's, and not of a library that was included.
bool is_editable(const clang::Decl& declaration);

}  // namespace check
