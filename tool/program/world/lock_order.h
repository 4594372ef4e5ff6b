// In which order threads take locks while they hold others.
//
// A lock that is taken by a thread that has it already, and locks that are taken in a circle, can stop a program for ever: a fix
// must not bring them about.
//
// Thread safety: none; one analysis is one thread.
#pragma once

#include <cstddef>
#include <map>
#include <set>

#include "tool/program/terms/ids.h"
#include "tool/program/world/lockset.h"
#include "tool/program/world/places.h"

namespace check {

class LockOrder {
 public:
  /// `taken` is taken at `site` by a thread that holds `held`.
  void note(const Lockset& held, LocationId taken, SiteId site);
  void clear();

  /// At how many sites a lock is taken by a thread that has it.
  std::size_t taken_again() const { return again_.size(); }
  /// How many pairs of locks are taken in both orders, perhaps with others between them.
  std::size_t in_circles() const;

 private:
  std::set<SiteId> again_;
  std::map<LocationId, std::set<LocationId>> taken_under_;
};

}  // namespace check
