// Two numbers that are equal whenever nobody is changing them; atomic only so that half of a change can be seen.
//
// For tests of who guards a change: of several that add at once, or of one that is killed in the middle, the two tell.
// Lives in memory that is handed to it. Thread and process safety: that of whatever guards it.
#pragma once

#include <atomic>

namespace mp::test {

struct Twins {
  std::atomic<long> first = 0;
  std::atomic<long> second = 0;

  void add_one() {
    first.store(first.load() + 1);
    second.store(second.load() + 1);
  }
  /// Ends what a dead writer has left half done.
  void heal() { second.store(first.load()); }
  bool equal() const { return first.load() == second.load(); }
};

}  // namespace mp::test
