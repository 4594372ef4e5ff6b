#include "runtime/value/value.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <source_location>
#include <type_traits>
#include <vector>

#include "runtime/hooks.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

struct Point {
  double x;
  double y;
  friend bool operator==(const Point&, const Point&) = default;
};

static_assert(SharedObject<Value<int>>);
static_assert(!std::is_copy_constructible_v<Value<int>> && !std::is_move_constructible_v<Value<int>>);
static_assert(std::is_same_v<decltype(Value<int>::value), int&>);

TEST(Value, BeginsAsTold) {
  EXPECT_EQ(Value<int>().value, 0);
  EXPECT_EQ(Value<int>(7).value, 7);
  EXPECT_EQ(Value<double>(7).value, 7.0);
  EXPECT_EQ(Value<Point>({1, 2}).value, (Point{1, 2}));
  EXPECT_EQ(Value('x').value, 'x');
}

TEST(Value, IsSharedWithChildren) {
  Value<int> number(1);
  Value<Point> point;
  test::ForkedChild child([&] {
    number.value += 41;
    point.value = {3, 4};
  });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(number.value, 42);
  EXPECT_EQ(point.value, (Point{3, 4}));
}

TEST(Value, LosesNothingUnderItsLock) {
  constexpr int kRounds = 5000;
  Value<int> number(0);
  const auto count = [&] {
    for (int i = 0; i < kRounds; ++i) {
      const std::lock_guard guard(number.get_lock());
      number.value += 1;
    }
  };
  test::ForkedChild first(count), second(count);
  count();
  EXPECT_EQ(first.wait(), 0);
  EXPECT_EQ(second.wait(), 0);
  EXPECT_EQ(number.value, 3 * kRounds);
}

TEST(Value, HasALockOfItsOwn) {
  Value<int> one, other;
  const std::lock_guard guard(one.get_lock());
  const std::lock_guard again(one.get_lock());
  EXPECT_TRUE(one.get_lock().locked());
  EXPECT_FALSE(other.get_lock().locked());
  test::ForkedChild child([&] { EXPECT_FALSE(one.get_lock().try_acquire()); });
  EXPECT_EQ(child.wait(), 0);
}

struct alignas(64) Line {
  char bytes[64];
};

TEST(Value, LiesInTheArenaAligned) {
  Value<Line> line;
  EXPECT_TRUE(memory::family_arena().contains(&line.value));
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(&line.value) % 64, 0u);
}

TEST(Value, OnlyItsCreatorGivesItsMemoryBack) {
  const auto used = [] { return memory::family_arena().census().used_blocks; };
  const std::size_t before = used();
  auto number = std::make_unique<Value<int>>(5);
  EXPECT_EQ(used(), before + 1);
  test::ForkedChild child([&] { number.reset(); });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(used(), before + 1);
  EXPECT_EQ(number->value, 5);
  number.reset();
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

TEST(Value, AnnouncesBirthAndDeath) {
  Ear ear;
  const unsigned line = std::source_location::current().line() + 1;
  auto number = std::make_unique<Value<double>>(1.5, std::source_location::current());
  ASSERT_EQ(ear.births.size(), 1u);
  const hooks::Region& region = ear.births[0];
  EXPECT_EQ(region.begin, &number->value);
  EXPECT_EQ(region.bytes, sizeof(double));
  EXPECT_EQ(region.type, "mp::Value<double>");
  EXPECT_EQ(region.created.line(), line);
  EXPECT_STREQ(region.created.file_name(), "runtime/value/value_test.cpp");
  EXPECT_EQ(number->created().line(), line);

  test::ForkedChild child([&] {
    number.reset();
    EXPECT_TRUE(ear.deaths.empty());  // it is not the child's
  });
  EXPECT_EQ(child.wait(), 0);
  number.reset();
  EXPECT_EQ(ear.deaths, (std::vector<std::pair<const void*, std::size_t>>{{region.begin, sizeof(double)}}));
}

TEST(Value, KnowsTheUsersLine) {
  const Value<int> number(1);
  EXPECT_EQ(number.created().line(), std::source_location::current().line() - 1);
}

}  // namespace
}  // namespace mp
