// The locks that a thread surely holds: a set of places, each with its mode and where it was taken.
//
// It is a set and never a count, because the question is which locks two accesses have in common. A recursive lock that is taken
// again is deeper, and only the last release gives it up.
//
// Thread safety: a value type.
// Invariant: ordered by place; no place twice.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "tool/program/terms/ids.h"

namespace check {

enum class LockMode : std::uint8_t {
  kExclusive,
  kShared,  ///< keeps writers out, but not other readers
};

struct Lock {
  LocationId place{};
  LockMode mode = LockMode::kExclusive;
  std::uint8_t depth = 1;
  bool is_of_taker = false;  ///< it is not held: what is accessed was taken out of a structure under it
  std::uint32_t taken = 0;   ///< which Site took it; not part of what the lock is

  friend bool operator==(const Lock& a, const Lock& b) {
    return a.place == b.place && a.mode == b.mode && a.depth == b.depth && a.is_of_taker == b.is_of_taker;
  }
};

class Lockset {
 public:
  void acquire(LocationId place, LockMode mode, std::uint32_t taken);
  /// Adds a lock under which something was taken out, if it is not held.
  void add_of_taker(Lock lock);
  /// Gives up one level of the lock at `place`; nothing if it is not held.
  void release(LocationId place);
  /// Forgets every lock that `may_be` says could be the one given up: what is not surely held is not held.
  void forget_if(const std::function<bool(LocationId)>& may_be);
  /// Renames places; those without a name are forgotten.
  void rename(const std::function<std::optional<LocationId>(LocationId)>& new_name);
  bool holds(LocationId place) const { return depth(place) > 0; }
  /// How often it was taken and not given up; 0 if it is not held.
  std::uint8_t depth(LocationId place) const;
  const std::vector<Lock>& locks() const { return locks_; }
  bool empty() const { return locks_.empty(); }

  /// What is held on both ways, in the weaker mode.
  static Lockset meet(const Lockset& a, const Lockset& b);

  friend bool operator==(const Lockset&, const Lockset&) = default;
  std::size_t hash() const;

 private:
  std::vector<Lock> locks_;
};

}  // namespace check
