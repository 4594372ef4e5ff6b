#include "tool/program/state/persistent_map.h"

#include <gtest/gtest.h>

#include <map>

namespace check {
namespace {

using Map = PersistentMap<unsigned, int>;

std::map<unsigned, int> contents(const Map& map) {
  std::map<unsigned, int> result;
  map.for_each([&](unsigned key, int value) { result[key] = value; });
  return result;
}

TEST(PersistentMap, ACopyDoesNotSeeLaterChanges) {
  Map map;
  map.set(1, 10);
  const Map before = map;
  map.set(1, 11);
  map.set(2, 20);
  EXPECT_EQ(contents(before), (std::map<unsigned, int>{{1, 10}}));
  EXPECT_EQ(contents(map), (std::map<unsigned, int>{{1, 11}, {2, 20}}));
}

TEST(PersistentMap, EqualContentsAreEqualInWhateverOrderTheyCame) {
  Map upwards;
  Map downwards;
  for (unsigned key = 0; key < 100; ++key) {
    upwards.set(key, static_cast<int>(key));
    downwards.set(99 - key, static_cast<int>(99 - key));
  }
  EXPECT_EQ(upwards, downwards);
  downwards.erase(50);
  EXPECT_FALSE(upwards == downwards);
}

TEST(PersistentMap, CommonKeepsWhatBothHaveAndAsksWhereTheyDiffer) {
  Map a;
  Map b;
  for (unsigned key = 0; key < 40; ++key) a.set(key, 1);
  for (unsigned key = 20; key < 60; ++key) b.set(key, key == 30 ? 2 : 1);
  const Map both = Map::common(a, b, [](unsigned, int first, int second) { return first + second; });
  EXPECT_EQ(both.size(), 20U);
  EXPECT_EQ(*both.find(20), 1);
  EXPECT_EQ(*both.find(30), 3);
  EXPECT_EQ(both.find(40), nullptr);
}

TEST(PersistentMap, EraseTakesOneEntry) {
  Map map;
  for (unsigned key = 0; key < 50; ++key) map.set(key, 1);
  map.erase(25);
  EXPECT_EQ(map.size(), 49U);
  EXPECT_EQ(map.find(25), nullptr);
  EXPECT_NE(map.find(24), nullptr);
}

}  // namespace
}  // namespace check
