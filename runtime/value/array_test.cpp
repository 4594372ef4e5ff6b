#include "runtime/value/array.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <list>
#include <memory>
#include <mutex>
#include <numeric>
#include <ranges>
#include <source_location>
#include <string>
#include <type_traits>
#include <vector>

#include "runtime/error.h"
#include "runtime/hooks.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

static_assert(SharedObject<Array<int>>);
static_assert(!std::is_copy_constructible_v<Array<int>> && !std::is_move_constructible_v<Array<int>>);
static_assert(std::ranges::contiguous_range<Array<int>> && std::ranges::sized_range<const Array<int>>);

template <class T>
std::vector<T> elements_of(const Array<T>& array) {
  return {array.begin(), array.end()};
}

TEST(Array, OfASizeIsZeroAlsoInUsedMemory) {
  for (int round = 0; round < 3; ++round) {
    Array<int> array(100);
    EXPECT_EQ(elements_of(array), std::vector<int>(100, 0));
    std::ranges::fill(array, -1);
  }
}

TEST(Array, CopiesWhatItIsMadeFrom) {
  EXPECT_EQ(elements_of(Array<double>{1.5, 2.5}), (std::vector<double>{1.5, 2.5}));
  EXPECT_EQ(elements_of(Array<int>{10}), std::vector<int>{10});
  const std::vector<int> vector = {1, 2, 3};
  EXPECT_EQ(elements_of(Array(vector)), vector);
  EXPECT_EQ(elements_of(Array<long>(std::list<int>{4, 5})), (std::vector<long>{4, 5}));
  EXPECT_EQ(elements_of(Array<int>(std::views::iota(0, 4))), (std::vector<int>{0, 1, 2, 3}));
}

TEST(Array, MayBeEmpty) {
  Array<int> array(0);
  EXPECT_EQ(array.size(), 0u);
  EXPECT_EQ(array.begin(), array.end());
  EXPECT_THROW(array[0], IndexError);
}

TEST(Array, RefusesAnIndexBeyondTheEnd) {
  Array<int> array(3);
  array[2] = 7;
  EXPECT_EQ(std::as_const(array)[2], 7);
  try {
    array[3] = 1;
    FAIL() << "a fourth element";
  } catch (const IndexError& error) {
    EXPECT_STREQ(error.what(), "index 3 is out of range: this mp::Array has 3 elements");
  }
}

TEST(Array, TooLargeIsAnException) {
  EXPECT_THROW(Array<int> array(std::size_t{1} << 40), MemoryError);
  EXPECT_THROW(Array<int> array(static_cast<std::size_t>(-1)), MemoryError);
  EXPECT_THROW(Array<int> array(static_cast<std::size_t>(-1) / 4), MemoryError);
}

TEST(Array, IsSharedWithChildren) {
  Array<int> array(1000);
  test::ForkedChild child([&] { std::iota(array.begin(), array.end(), 0); });
  EXPECT_EQ(child.wait(), 0);
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(array[static_cast<std::size_t>(i)], i);
}

TEST(Array, LosesNothingUnderItsLock) {
  constexpr int kRounds = 3000;
  Array<int> sums(2);
  const auto count = [&] {
    for (int i = 0; i < kRounds; ++i) {
      const std::lock_guard guard(sums.get_lock());
      for (int& sum : sums) sum += 1;
    }
  };
  test::ForkedChild child(count);
  count();
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(elements_of(sums), (std::vector<int>{2 * kRounds, 2 * kRounds}));
}

struct alignas(128) Wide {
  char bytes[128];
};

TEST(Array, BeginsOnACacheLine) {
  Array<char> chars(10);
  Array<Wide> wides(3);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(chars.data()) % 64, 0u);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(wides.data()) % 128, 0u);
  std::memset(static_cast<void*>(wides.data()), 1, wides.size() * sizeof(Wide));
  memory::family_arena().census();  // nobody's header was overwritten
}

TEST(Array, OnlyItsCreatorGivesItsMemoryBack) {
  const auto used = [] { return memory::family_arena().census().used_blocks; };
  const std::size_t before = used();
  auto array = std::make_unique<Array<int>>(5);
  test::ForkedChild child([&] { array.reset(); });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(used(), before + 1);
  array.reset();
  EXPECT_EQ(used(), before);
}

struct Ear : hooks::Listener {
  Ear() { hooks::listen(this); }
  ~Ear() override { hooks::listen(nullptr); }
  void created(const hooks::Region& region) override { births.push_back(region); }
  void destroying(const void* begin, std::size_t bytes) override { deaths.emplace_back(begin, bytes); }
  std::vector<hooks::Region> births;
  std::vector<std::pair<const void*, std::size_t>> deaths;
};

TEST(Array, AnnouncesBirthAndDeath) {
  Ear ear;
  const unsigned line = std::source_location::current().line() + 1;
  auto array = std::make_unique<Array<double>>(std::initializer_list<double>{1, 2, 3}, std::source_location::current());
  ASSERT_EQ(ear.births.size(), 1u);
  EXPECT_EQ(ear.births[0].begin, array->data());
  EXPECT_EQ(ear.births[0].bytes, 3 * sizeof(double));
  EXPECT_EQ(ear.births[0].type, "mp::Array<double>");
  EXPECT_EQ(ear.births[0].created.line(), line);
  const void* begin = array->data();
  array.reset();
  EXPECT_EQ(ear.deaths, (std::vector<std::pair<const void*, std::size_t>>{{begin, 3 * sizeof(double)}}));
}

TEST(Array, KnowsTheUsersLine) {
  const Array<int> sized(3), listed{1, 2}, copied(std::vector{1, 2});
  const unsigned line = std::source_location::current().line() - 1;
  EXPECT_EQ(sized.created().line(), line);
  EXPECT_EQ(listed.created().line(), line);
  EXPECT_EQ(copied.created().line(), line);
}

}  // namespace
}  // namespace mp
