#include "tool/program/state/persistent_map.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

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

Map map_of(const std::map<unsigned, int>& entries) {
  Map map;
  for (const auto& [key, value] : entries) map.set(key, value);
  return map;
}

TEST(PersistentMap, NewEntriesAreThoseThatTheOtherHasNotOrHasDifferent) {
  for (const unsigned step : {1U, 2U, 3U, 7U}) {
    std::map<unsigned, int> first;
    std::map<unsigned, int> second;
    std::map<unsigned, int> expected;
    for (unsigned key = 0; key < 200; key += step) first[key] = static_cast<int>(key % 5);
    for (unsigned key = 50; key < 300; key += 2) second[key] = static_cast<int>(key % 3);
    for (const auto& [key, value] : first) {
      if (!second.contains(key) || second[key] != value) expected[key] = value;
    }
    std::map<unsigned, int> found;
    Map::for_each_new(map_of(first), map_of(second), [&](unsigned key, int value) { found[key] = value; });
    EXPECT_EQ(found, expected) << "every key that is a multiple of " << step;
  }
}

TEST(PersistentMap, WhatTwoMapsShareIsNotLookedAtForNewEntries) {
  Map map = map_of({});
  for (unsigned key = 0; key < 1000; ++key) map.set(key, 1);
  Map changed = map;
  changed.set(500, 2);
  changed.set(2000, 1);
  std::vector<unsigned> keys;
  Map::for_each_new(changed, map, [&](unsigned key, int) { keys.push_back(key); });
  EXPECT_EQ(keys, (std::vector<unsigned>{500, 2000}));
  keys.clear();
  Map::for_each_new(map, Map(), [&](unsigned key, int) { keys.push_back(key); });
  EXPECT_EQ(keys.size(), 1000U);
}

TEST(PersistentMap, EraseIfLeavesTheRestAsIfItHadNeverBeenThere) {
  Map map;
  Map odd;
  for (unsigned key = 0; key < 300; ++key) map.set(key, 1);
  for (unsigned key = 1; key < 300; key += 2) odd.set(key, 1);
  const Map whole = map;
  map.erase_if([](unsigned key, int) { return key % 2 == 0; });
  EXPECT_EQ(map, odd);
  EXPECT_EQ(map.size(), 150U);
  EXPECT_EQ(whole.size(), 300U);
  map.erase_if([](unsigned, int) { return true; });
  EXPECT_TRUE(map.empty());
}

}  // namespace
}  // namespace check
