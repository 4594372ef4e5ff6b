#include "tool/program/terms/interner.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

namespace check {
namespace {

struct Pair {
  int first = 0;
  int second = 0;

  bool operator==(const Pair&) const = default;
  /// All that have the same `first` collide.
  std::size_t hash() const { return mix(0, static_cast<std::size_t>(first)); }
};

using Pairs = Interner<unsigned, Pair>;

TEST(Interner, GivesEqualNodesOneNumberAndOthersTheNext) {
  Pairs pairs;
  EXPECT_EQ(pairs.intern({1, 1}), 0U);
  EXPECT_EQ(pairs.intern({2, 1}), 1U);
  EXPECT_EQ(pairs.intern({1, 1}), 0U);
  EXPECT_EQ(pairs.size(), 2U);
}

TEST(Interner, TellsNodesApartWhoseHashesAreTheSame) {
  Pairs pairs;
  for (int second = 0; second < 300; ++second) EXPECT_EQ(pairs.intern({7, second}), static_cast<unsigned>(second));
  for (int second = 0; second < 300; ++second) EXPECT_EQ(pairs.intern({7, second}), static_cast<unsigned>(second));
}

TEST(Interner, NodesStayWhereTheyAreWhileItGrows) {
  Pairs pairs;
  std::vector<const Pair*> places;
  for (int first = 0; first < 10'000; ++first) places.push_back(&pairs[pairs.intern({first, 0})]);
  for (unsigned number = 0; number < 10'000; ++number) {
    EXPECT_EQ(&pairs[number], places[number]);
    EXPECT_EQ(places[number]->first, static_cast<int>(number));
    EXPECT_EQ(pairs.intern({static_cast<int>(number), 0}), number);
  }
}

}  // namespace
}  // namespace check
