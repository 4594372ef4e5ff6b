#include "tool/program/world/order.h"

#include <gtest/gtest.h>

#include <vector>

namespace check {
namespace {

PlaceList list_of(const std::vector<unsigned>& numbers) {
  PlaceList list;
  for (const unsigned number : numbers) list.insert(static_cast<LocationId>(number));
  return list;
}

std::vector<unsigned> numbers_in(const PlaceList& list) {
  std::vector<unsigned> numbers;
  for (const LocationId place : list) numbers.push_back(static_cast<unsigned>(place));
  return numbers;
}

TEST(PlaceList, IsOrderedAndHoldsEachPlaceOnce) {
  EXPECT_EQ(numbers_in(list_of({5, 1, 5, 3})), (std::vector<unsigned>{1, 3, 5}));
  EXPECT_TRUE(list_of({5, 1}).contains(LocationId{1}));
  EXPECT_FALSE(list_of({5, 1}).contains(LocationId{2}));
  EXPECT_FALSE(PlaceList().contains(LocationId{0}));
}

TEST(PlaceList, EraseTakesOnePlace) {
  PlaceList list = list_of({1, 2, 3});
  list.erase(LocationId{2});
  list.erase(LocationId{7});
  EXPECT_EQ(numbers_in(list), (std::vector<unsigned>{1, 3}));
}

TEST(PlaceList, IsOrderedByTheNewNames) {
  PlaceList list = list_of({1, 2, 3});
  list.rename([](LocationId place) { return place == LocationId{2} ? LocationId{9} : place; });
  EXPECT_EQ(numbers_in(list), (std::vector<unsigned>{1, 3, 9}));
  EXPECT_EQ(list, list_of({9, 3, 1}));
}

TEST(PlaceList, ACopyDoesNotSeeLaterChanges) {
  PlaceList list = list_of({1, 2});
  const PlaceList before = list;
  list.insert(LocationId{3});
  EXPECT_EQ(numbers_in(before), (std::vector<unsigned>{1, 2}));
  EXPECT_EQ(numbers_in(list), (std::vector<unsigned>{1, 2, 3}));
}

TEST(PlaceList, EqualContentsAreEqualInWhateverOrderTheyCame) {
  EXPECT_EQ(list_of({1, 2, 3}), list_of({3, 1, 2}));
  EXPECT_EQ(list_of({1, 2, 3}).hash(), list_of({3, 1, 2}).hash());
  EXPECT_FALSE(list_of({1, 2}) == list_of({1, 3}));
  EXPECT_FALSE(list_of({1}) == PlaceList());
  EXPECT_EQ(PlaceList(), PlaceList());
}

TEST(PlaceList, WhatIsInBothAndWhatIsInEither) {
  const PlaceList a = list_of({1, 2, 3});
  const PlaceList b = list_of({2, 3, 4});
  EXPECT_EQ(PlaceList::intersection(a, b), list_of({2, 3}));
  EXPECT_EQ(PlaceList::united(a, b), list_of({1, 2, 3, 4}));
  EXPECT_EQ(PlaceList::intersection(a, PlaceList()), PlaceList());
  EXPECT_EQ(PlaceList::united(a, PlaceList()), a);
}

TEST(Order, WhoHasPostedNothingIsAsGoodAsWhoFoundRoom) {
  const Heard room{.signal = LocationId{4}, .is_room = true};
  Order finder;
  finder.posted.insert(LocationId{4});
  finder.heard = {room};
  Order beginner;
  EXPECT_EQ(common(finder, beginner).heard, std::vector<Heard>{room});
  EXPECT_EQ(common(beginner, finder).heard, std::vector<Heard>{room});
  beginner.posted.insert(LocationId{4});
  EXPECT_TRUE(common(finder, beginner).heard.empty());
}

}  // namespace
}  // namespace check
