// What a thread knows, at one point, of what others did before, and what it has told them: signals posted and seen.
//
// Thread safety: a value type.
// Invariant: every list is ordered.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <vector>

#include "tool/program/terms/ids.h"

namespace check {

/// A counter was seen to have come to its end: all that is counted is done.
struct Finish {
  LocationId counter{};
  bool is_down = true;  ///< down to zero; else up to a number

  bool operator==(const Finish&) const = default;
  auto operator<=>(const Finish&) const = default;
};

/// So many posts of a semaphore were waited for; in a loop, one in its round.
struct Waited {
  LocationId semaphore{};
  ValueId round = kUnknownValue;  ///< kUnknownValue outside of loops
  std::uint32_t times = 0;
  bool is_of_each = false;  ///< each of many signals of this name, one in a round: nothing is left to be counted

  bool operator==(const Waited&) const = default;
  auto operator<=>(const Waited&) const = default;
};

/// A signal whose value let this way go on.
struct Heard {
  LocationId signal{};
  ValueId value = kUnknownValue;  ///< that it had, if that is known
  bool is_taken = false;          ///< in the same step, or under the same lock, it was given another value
  bool lets_in_several = false;   ///< a semaphore or counter with room for more than one
  bool is_above = false;          ///< it was above the value, which is an index
  bool is_room = false;           ///< a counter was found low: others count down what this thread counts up

  bool operator==(const Heard&) const = default;
  auto operator<=>(const Heard&) const = default;
};

/// An ordered list of places that grows with the program: copies share it until one of them is changed.
class PlaceList {
 public:
  bool contains(LocationId place) const;
  void insert(LocationId place);
  void erase(LocationId place);
  /// Each place gets the name that `new_name` says.
  void rename(const std::function<LocationId(LocationId)>& new_name);
  /// Those that `stays` holds for.
  PlaceList only(const std::function<bool(LocationId)>& stays) const;
  const std::vector<LocationId>& places() const;
  auto begin() const { return places().begin(); }
  auto end() const { return places().end(); }
  std::size_t hash() const { return items_ == nullptr ? 0 : items_->hash; }

  friend bool operator==(const PlaceList& a, const PlaceList& b) {
    return a.items_ == b.items_ || (a.hash() == b.hash() && a.places() == b.places());
  }
  /// What is in both, and what is in either.
  static PlaceList intersection(const PlaceList& a, const PlaceList& b);
  static PlaceList united(const PlaceList& a, const PlaceList& b);

 private:
  struct Items {
    std::vector<LocationId> places;
    std::size_t hash = 0;
  };
  static PlaceList of(std::vector<LocationId> places);

  std::shared_ptr<const Items> items_;  ///< null: empty
};

/// What two ordered lists have in common.
template <class Item>
std::vector<Item> intersection(const std::vector<Item>& a, const std::vector<Item>& b) {
  std::vector<Item> both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return both;
}

struct Order {
  PlaceList seen;                   ///< signals that were surely posted before
  std::vector<LocationId> noticed;  ///< signals that were seen by a relaxed load, which orders nothing
  PlaceList posted;                 ///< signals that this thread may have posted, on any way here
  PlaceList tasks;                  ///< results of the tasks that this thread is running: each is posted once, by its end
  std::vector<Heard> heard;         ///< until this thread posts something itself
  std::vector<Heard> hearing;       ///< those of them that were heard under a lock that is still held: a post is part of it
  std::vector<Finish> finished;     ///< counters that have come to their end
  std::vector<Waited> waited;
  std::vector<LocationId> claims;  ///< what at most one thread gets, ever
  std::vector<LocationId> raised;  ///< flags that this thread has set, as in Dekker's algorithm
  std::vector<LocationId> tested;  ///< flags looked at since one was raised
  std::vector<ValueId> unfenced;   ///< conditions that hold, on relaxed loads: they order something from the next fence on
  bool is_fenced = false;          ///< a fence with release was passed: relaxed stores show what was done before it

  bool operator==(const Order&) const = default;
  std::size_t hash() const;
};

/// What is known on both ways.
Order common(const Order& a, const Order& b);

}  // namespace check
