// What CPython's _TestValue, _TestArray and _TestSharedCTypes check of raw objects, given locks, atomic updates and copies.
#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <numeric>
#include <string>
#include <type_traits>
#include <vector>

#include "runtime/error.h"
#include "runtime/hooks.h"
#include "runtime/memory/arena.h"
#include "runtime/memory/placed.h"
#include "runtime/sync/lock.h"
#include "runtime/sync/rlock.h"
#include "runtime/testing/forked_child.h"
#include "runtime/value/array.h"
#include "runtime/value/raw_array.h"
#include "runtime/value/raw_value.h"
#include "runtime/value/synchronized.h"
#include "runtime/value/typecode.h"
#include "runtime/value/value.h"

namespace mp {
namespace {

static_assert(SharedObject<RawValue<int>> && SharedObject<RawArray<int>> && SharedObject<Synchronized<int>>);
static_assert(!std::is_copy_constructible_v<RawValue<int>> && !std::is_move_constructible_v<RawArray<int>>);
static_assert(std::ranges::contiguous_range<RawArray<int>>);
static_assert(std::is_same_v<typecode<'i'>, int> && std::is_same_v<typecode<'d'>, double> &&
              std::is_same_v<typecode<'c'>, char> && std::is_same_v<typecode<'u'>, wchar_t> &&
              std::is_same_v<typecode<'B'>, unsigned char> && std::is_same_v<typecode<'Q'>, unsigned long long>);

struct Foo {
  int x;
  double y;
  friend bool operator==(const Foo&, const Foo&) = default;
};

template <class Row>
auto elements_of(const Row& row) {
  return std::vector<typename Row::value_type>(row.begin(), row.end());
}

TEST(Value, RawValueIsSharedWithChildren) {
  RawValue<typecode<'i'>> i(7);
  RawValue<typecode<'d'>> d(3.25);
  RawValue<typecode<'c'>> c('x');
  EXPECT_EQ(RawValue<int>().value, 0);
  test::ForkedChild child([&] {
    i.value = 24;
    d.value = -1.5;
    c.value = 'z';
  });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(i.value, 24);
  EXPECT_EQ(d.value, -1.5);
  EXPECT_EQ(c.value, 'z');
}

/// `lock` is held by this thread exactly while that of `object` is.
template <class Object, class AnyLock>
void expect_same_lock(Object& object, AnyLock& lock) {
  EXPECT_FALSE(lock.locked());
  {
    const std::lock_guard guard(object.get_lock());
    EXPECT_TRUE(lock.locked());
  }
  EXPECT_FALSE(lock.locked());
  lock.acquire();
  test::ForkedChild child([&] { EXPECT_FALSE(object.get_lock().try_acquire()); });
  EXPECT_EQ(child.wait(), 0);
  lock.release();
}

TEST(Value, GetobjGetlock) {
  Lock lock;
  RLock rlock;
  Value<int> own(5), locked(5, lock), relocked(5, rlock);
  EXPECT_EQ(&own.get_obj(), &own.value);
  EXPECT_EQ(locked.value, 5);
  expect_same_lock(locked, lock);
  expect_same_lock(relocked, rlock);
  const std::lock_guard guard(lock);
  EXPECT_FALSE(own.get_lock().locked());
  EXPECT_THROW(locked.get_lock().acquire(), ValueError) << "an mp::Lock bears no second acquire";
  EXPECT_THROW(static_cast<void>(locked.get_lock().acquire_for(std::chrono::seconds(0))), ValueError);
}

TEST(Array, GetobjGetlockObj) {
  Lock lock;
  RLock rlock;
  const std::vector<int> range = {1, 2, 3};
  Array<int> sized(10, lock), listed({1, 2}, rlock), copied(range, lock);
  EXPECT_EQ(sized.get_obj().data(), sized.data());
  EXPECT_EQ(sized.get_obj().size(), 10u);
  EXPECT_EQ(elements_of(listed), (std::vector<int>{1, 2}));
  EXPECT_EQ(elements_of(copied), range);
  expect_same_lock(sized, lock);
  expect_same_lock(listed, rlock);
  expect_same_lock(copied, lock);
}

TEST(Value, AGivenLockOutlivesTheValue) {
  Lock lock;
  {
    Value<int> value(0, lock);
    lock.acquire();
  }
  EXPECT_TRUE(lock.locked()) << "the end of the value ends its own lock only";
  lock.release();
}

TEST(Value, AtomicUpdatesAreExact) {
  constexpr int kRounds = 100'000;
  const memory::Placed<std::atomic<int>> ready(std::in_place, 0);
  Value<int> number(0);
  Value<double> real(0);
  Value<long> exchanged(0);
  const auto count = [&] {
    ready->fetch_add(1);
    while (ready->load() < 4) sched_yield();  // all at once, so that a lost update would be seen
    for (int i = 0; i < kRounds; ++i) {
      number.fetch_add(3);
      number.fetch_sub(2);
      real.fetch_add(0.5);
      long seen = exchanged.load();
      while (!exchanged.compare_exchange(seen, seen + 1)) {
      }
    }
  };
  test::ForkedChild first(count), second(count), third(count);
  count();
  for (test::ForkedChild* child : {&first, &second, &third}) EXPECT_EQ(child->wait(), 0);
  EXPECT_EQ(number.load(), 4 * kRounds);
  EXPECT_EQ(real.load(), 2.0 * kRounds);
  EXPECT_EQ(exchanged.value, 4 * kRounds);
}

TEST(Value, AtomicUpdatesReturnWhatWasThere) {
  Value<int> number(5);
  EXPECT_EQ(number.fetch_add(2), 5);
  EXPECT_EQ(number.fetch_sub(1), 7);
  EXPECT_EQ(number.exchange(9), 6);
  int expected = 1;
  EXPECT_FALSE(number.compare_exchange(expected, 2));
  EXPECT_EQ(expected, 9);
  EXPECT_TRUE(number.compare_exchange(expected, 2));
  EXPECT_EQ(number.value, 2);
  number.store(4);
  EXPECT_EQ(number.load(), 4);
  Value<bool> flag(false);
  EXPECT_FALSE(flag.exchange(true));
  EXPECT_TRUE(flag.load());
}

template <class T>
concept HasFetchAdd = requires(Value<T> value, T amount) { value.fetch_add(amount); };
static_assert(HasFetchAdd<int> && HasFetchAdd<float> && !HasFetchAdd<bool> && !HasFetchAdd<Foo>);

template <class Row>
class AnyArray : public testing::Test {};
using Rows = testing::Types<Array<int>, RawArray<int>>;
TYPED_TEST_SUITE(AnyArray, Rows);

TYPED_TEST(AnyArray, SlicesAreReadAndWritten) {
  TypeParam row{680, 626, 934, 821, 150, 233};
  EXPECT_TRUE(std::ranges::equal(row.subspan(2, 2), std::vector{934, 821}));
  EXPECT_EQ(row.subspan(6, 0).size(), 0u);
  row.assign(2, {10, 20});
  row.assign(4, std::vector<long>{30, 40});
  EXPECT_EQ(elements_of(row), (std::vector<int>{680, 626, 10, 20, 30, 40}));
  EXPECT_THROW(row.subspan(5, 2), IndexError);
  EXPECT_THROW(row.subspan(7, 0), IndexError);
  EXPECT_THROW(row.subspan(1, static_cast<std::size_t>(-1)), IndexError);
  EXPECT_THROW(row.assign(5, {1, 2}), IndexError);
  EXPECT_EQ(row[5], 40) << "nothing was changed";
}

TYPED_TEST(AnyArray, ANegativeIndexIsAnIndexError) {
  TypeParam row(3);
  try {
    row[static_cast<std::size_t>(-1)] = 1;
    FAIL() << "it does not count from the end";
  } catch (const IndexError& error) {
    EXPECT_STREQ(error.what(), "index -1 is out of range: this mp::Array has 3 elements");
  }
}

TYPED_TEST(AnyArray, PrefixSumsByAChild) {
  TypeParam row(std::vector{680, 626, 934, 821, 150, 233, 548, 982, 714, 831});
  std::vector<int> sums = elements_of(row);
  std::partial_sum(sums.begin(), sums.end(), sums.begin());
  test::ForkedChild child([&] { std::partial_sum(row.begin(), row.end(), row.begin()); });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(elements_of(row), sums);
}

TEST(Array, RawArrayFromSizeIsZeroAlsoInUsedMemory) {
  for (int round = 0; round < 3; ++round) {
    RawArray<int> row(100);
    EXPECT_EQ(elements_of(row), std::vector<int>(100, 0));
    std::ranges::fill(row, -1);
  }
}

TEST(SharedCTypes, CharArraysHaveTextAndRawBytes) {
  Array<char> text(8);
  text.set_value("hello");
  EXPECT_EQ(text.value(), "hello");
  EXPECT_EQ(text.raw(), std::string("hello\0\0\0", 8));
  text.set_value("hi");
  EXPECT_EQ(text.value(), "hi");
  EXPECT_EQ(text.raw(), std::string("hi\0lo\0\0\0", 8));
  text.set_raw("12345678");
  EXPECT_EQ(text.value(), "12345678") << "no room for a NUL";
  EXPECT_THROW(text.set_value("123456789"), ValueError);
  EXPECT_THROW(text.set_raw("123456789"), ValueError);
  EXPECT_EQ(text.value(), "12345678");
}

TEST(SharedCTypes, AChildDoublesEverything) {
  Value<int> x(7);
  Value<double> y(1.0 / 3);
  Value<Foo> foo({3, 2});
  Array<double> row(10);
  std::iota(row.begin(), row.end(), 0.0);
  Array<char> text(20);
  text.set_value("hello");
  test::ForkedChild child([&] {
    x.value *= 2;
    y.value *= 2;
    foo.value = {foo.value.x * 2, foo.value.y * 2};
    text.set_value(text.value() + text.value());
    for (double& element : row) element *= 2;
  });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(x.value, 14);
  EXPECT_EQ(y.value, 2.0 / 3);
  EXPECT_EQ(foo.value, (Foo{6, 4}));
  EXPECT_EQ(text.value(), "hellohello");
  for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(row[i], 2.0 * static_cast<double>(i));
}

TEST(SharedCTypes, SynchronizedLosesNothingUnderItsLock) {
  constexpr int kRounds = 3000;
  RawValue<Foo> raw({0, 0});
  RawArray<int> raw_row(2);
  Lock lock;
  auto foo = synchronized(raw);
  auto row = synchronized(raw_row, lock);
  EXPECT_EQ(&foo.get_obj(), &raw.value);
  EXPECT_EQ(row.get_obj().data(), raw_row.data());
  EXPECT_THROW(row[2], IndexError);
  expect_same_lock(row, lock);
  const auto count = [&] {
    for (int i = 0; i < kRounds; ++i) {
      const std::lock_guard guard(foo.get_lock());
      foo.value.x += 1;
      const std::lock_guard guard_of_row(row.get_lock());
      row[1] += 1;
    }
  };
  test::ForkedChild child(count);
  count();
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(raw.value.x, 2 * kRounds);
  EXPECT_EQ(raw_row[1], 2 * kRounds);
}

TEST(SharedCTypes, CopyIsIndependent) {
  RawValue<Foo> foo({2, 5});
  RawArray<int> row{1, 2, 3};
  auto other = copy(foo);
  auto other_row = copy(row);
  foo.value = {0, 0};
  row[0] = 9;
  EXPECT_EQ(other.value, (Foo{2, 5}));
  EXPECT_EQ(elements_of(other_row), (std::vector<int>{1, 2, 3}));
  EXPECT_TRUE(memory::family_arena().contains(&other.value));
}

struct Ear : hooks::Listener {
  Ear() { hooks::listen(this); }
  ~Ear() override { hooks::listen(nullptr); }
  void created(const hooks::Region& region) override { births.push_back(region); }
  void destroying(const void* begin, std::size_t /*bytes*/) override { deaths.push_back(begin); }
  std::vector<hooks::Region> births;
  std::vector<const void*> deaths;
};

TEST(SharedCTypes, RawObjectsAnnounceBirthAndDeathAndGiveTheirMemoryBack) {
  const std::size_t used = memory::family_arena().census().used_blocks;
  Ear ear;
  std::vector<const void*> places;
  {
    const RawArray<int> row(3);
    const RawValue<int> value(1);
    EXPECT_EQ(value.created().line(), row.created().line() + 1);
    places = {&value.value, row.data()};
  }
  ASSERT_EQ(ear.births.size(), 2u);
  EXPECT_EQ(ear.births[0].type, "mp::RawArray<int>");
  EXPECT_EQ(ear.births[0].bytes, 3 * sizeof(int));
  EXPECT_EQ(ear.births[1].type, "mp::RawValue<int>");
  EXPECT_EQ(ear.deaths, places);
  EXPECT_EQ(memory::family_arena().census().used_blocks, used);
}

}  // namespace
}  // namespace mp
