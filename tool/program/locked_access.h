// An access to memory that threads share, and which locks are held at it, by the places of both: from such it can be told which
// lock guards an object.
//
// Plain data. Thread safety: a value type.
#pragma once

#include <string>
#include <vector>

#include "tool/finding.h"

namespace check {

/// A place in memory: an object, and the way from it to one of its parts.
struct PartName {
  std::string object;  ///< the key of a global variable; else a name that only the same object has
  bool is_global = false;
  std::vector<std::string> fields;  ///< names, and "[]" for an element

  friend bool operator==(const PartName&, const PartName&) = default;
};

struct LockedAccess {
  AccessReport report;  ///< its locks are `locks`, in the same order
  PartName part;
  std::vector<PartName> locks;
};

}  // namespace check
