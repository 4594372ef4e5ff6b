// Where a new mutex is declared: beside what it guards.
//
// Thread safety: none.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tool/finding.h"
#include "tool/fix/taking.h"
#include "tool/fix/uses.h"

namespace check {

struct NewLock {
  std::string name;
  Taking taking = {};
  std::vector<Edit> edits = {};  ///< that declare it and include what it needs
  /// The variable that it stands beside in the same function; lambdas must capture it as well.
  const clang::VarDecl* beside = nullptr;
  bool is_member = false;  ///< of the class whose member is accessed
  std::string problem = {};
};

class NewLocks {
 public:
  explicit NewLocks(const std::vector<std::unique_ptr<Tree>>& trees) : trees_(trees) {}

  /// The places where a mutex for the object can stand, the best first; one with a problem when there is none.
  std::vector<NewLock> for_group(const Group& group);

 private:
  NewLock beside_variable(const Group& group, const clang::VarDecl& variable);
  NewLock as_member(const Group& group, const clang::FieldDecl& field);
  NewLock in_file(const Group& group);
  void declare_everywhere(const Group& group, const clang::VarDecl& variable, NewLock& lock);
  std::string fresh_name(const Group& group, const std::string& object);

  const std::vector<std::unique_ptr<Tree>>& trees_;
  std::set<std::string> taken_;  ///< names that this run has given
};

}  // namespace check
