// How functions are entered and left, as the analysis has seen it: with which locks held.
//
// Thread safety: none.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tool/annotate/notes.h"
#include "tool/program/locked_access.h"

namespace check {

class Entering {
 public:
  /// `accesses` and `bodies` must outlive this.
  Entering(std::span<const LockedAccess> accesses, const Bodies& bodies) : accesses_(accesses), bodies_(bodies) {}

  /// Whether somebody above the function took the lock that Clang calls by this name, and it is held where the function works.
  bool is_entered_with(const Body& body, const std::string& lock) const;
  /// Whether a lock that is taken in the function is taken for reading.
  bool takes_shared(const Body& body) const;

 private:
  std::span<const LockedAccess> accesses_;
  const Bodies& bodies_;
};

/// "lock" of "p->lock", "ns::lock" and "&a.lock".
std::string last_part(const std::string& name);

}  // namespace check
