#include "runtime/memory/members.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "runtime/memory/plain_data.h"

namespace mp::internal {
namespace {

struct NoDefault {
  explicit NoDefault(int number) : number(number) {}
  int number;
};
struct Empty {};
struct Point {
  double x;
  int y[3];
};
struct Standard {
  std::string text;
  std::optional<int> optional;
  std::variant<int, std::string> variant;
  std::map<int, int> map;
  std::array<int, 3> array;
  std::tuple<int, std::string> tuple;
  std::function<void()> function;
  std::unique_ptr<int> owned;
};
struct Arrays {
  int first;
  std::string names[2];
  char grid[2][3];
  int one[1];
  int last;
};
struct Required {
  int first;
  NoDefault second;
  std::string third;
};
struct Bits {
  unsigned three : 3;
  bool one : 1;
};
struct Recursive {
  std::vector<Recursive> children;
  int number;
};
struct Reference {
  int number;
  int& reference;
};
struct Derived : Point {
  std::string text;
};
struct Huge {
  char text[4000];
};

TEST(Members, AreCounted) {
  EXPECT_EQ(kMembers<Point>, 2u);
  EXPECT_EQ(kMembers<Standard>, 8u);
  EXPECT_EQ(kMembers<Arrays>, 5u);
  EXPECT_EQ(kMembers<Required>, 3u);
  EXPECT_EQ(kMembers<Bits>, 2u);
  EXPECT_EQ(kMembers<Recursive>, 2u);
}

TEST(Members, OfWhatCannotBeLookedIntoAreNone) {
  EXPECT_EQ(kMembers<int>, 0u);
  EXPECT_EQ(kMembers<Empty>, 0u);
  EXPECT_EQ(kMembers<NoDefault>, 0u);
  EXPECT_EQ(kMembers<Derived>, 0u);
  EXPECT_EQ(kMembers<Huge>, 0u);
  EXPECT_EQ(kMembers<Reference>, 0u);
}

TEST(Members, ACArrayTakesAnInitializerForEachElement) {
  EXPECT_EQ(kInitializers<Point>, 4u);
  EXPECT_EQ(kInitializers<Arrays>, 1u + 2u + 6u + 1u + 1u);
}

TEST(Members, ReferencesAreFound) {
  EXPECT_TRUE(kHasReferenceMember<Reference>);
  EXPECT_FALSE(kHasReferenceMember<Required>);
  EXPECT_FALSE(kHasReferenceMember<Huge>);
}

struct Deep {
  struct Inner {
    std::array<const char*, 2> names;
  };
  int number;
  Inner inner;
};
struct DeepInContainers {
  std::map<int, std::vector<Deep>> deep;
};
struct RecursiveWithPointer {
  std::vector<RecursiveWithPointer> children;
  int* number;
};

TEST(PlainData, PointersAreSeenAtAnyDepth) {
  EXPECT_TRUE(kRefersToPrivateMemory<Deep>);
  EXPECT_TRUE(kRefersToPrivateMemory<DeepInContainers>);
  EXPECT_TRUE(kRefersToPrivateMemory<RecursiveWithPointer>);
  EXPECT_FALSE(PlainData<Deep>);
  EXPECT_FALSE(PlainData<Reference>);
  EXPECT_FALSE(kRefersToPrivateMemory<Recursive>);
  EXPECT_TRUE(PlainData<Point>);
  EXPECT_TRUE(PlainData<Huge>);
  EXPECT_TRUE(PlainData<NoDefault>);
}

}  // namespace
}  // namespace mp::internal
