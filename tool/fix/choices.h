// The locks that could guard an object, the best first: one that guards some of its accesses, the one that it brings along, a new
// one beside it, a new one in its file.
//
// Thread safety: none.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "tool/finding.h"
#include "tool/fix/guarding.h"
#include "tool/fix/new_locks.h"
#include "tool/fix/uses.h"

namespace check {

/// What guards an object if all edits are applied.
struct Plan {
  std::string lock = {};  ///< as a reader would name it
  bool is_new = false;
  bool is_recursive = false;  ///< whoever has it may take it again
  std::vector<Edit> edits = {};
  std::string problem = {};  ///< why this cannot be; empty when it can
};

class Choices {
 public:
  Choices(const std::vector<std::unique_ptr<Tree>>& trees, const Holding& holding, std::string folder);

  /// `between_processes`: an ordinary mutex would not do.
  std::vector<Plan> plans(const Group& group, bool between_processes);

 private:
  std::string obstacle(const Group& group) const;
  void add_known(const Group& group, std::vector<Plan>& plans);
  void add_own(const Group& group, std::vector<Plan>& plans);
  void add_new(const Group& group, std::vector<Plan>& plans);
  void finish(std::span<const GuardedUse> uses, Plan plan, std::vector<Plan>& plans);

  const std::vector<std::unique_ptr<Tree>>& trees_;
  const Holding& holding_;
  std::string folder_;
  NewLocks new_locks_;
};

}  // namespace check
