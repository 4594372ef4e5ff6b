// Across which statements a lock may be held: those that wait for nobody.
//
// A statement that takes another lock, starts or joins a thread, waits or sleeps is left outside: whoever holds one lock while it
// waits for another can end in a deadlock, and whoever sleeps with a lock makes all others wait.
// What is called through a pointer or is virtual may do anything. A function that is nowhere defined is believed to wait for
// nobody, as docs/assumptions.md has it.
//
// Thread safety: none.
#pragma once

#include <map>
#include <span>
#include <string>

#include "tool/library_names.h"
#include "tool/unit_summary.h"

namespace clang {
class ASTContext;
class Stmt;
}  // namespace clang

namespace check {

class Holding {
 public:
  /// `names` are the user's own functions; they must outlive this.
  Holding(std::span<const UnitSummary> units, const UserNames& names);

  /// Why no lock may be held across the statement, "it calls 'f', which takes a lock"; empty when one may.
  std::string obstacle(const clang::Stmt& statement, clang::ASTContext& context) const;

 private:
  const UserNames& names_;
  std::map<std::string, bool> waits_;  ///< by the key of a function that has a body
};

}  // namespace check
