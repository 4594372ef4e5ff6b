// CPython's _TestValue, _TestArray and _TestSharedCTypes.
#include <algorithm>
#include <mutex>
#include <numeric>
#include <type_traits>
#include <vector>

#include "tests/conformance/worker.h"

namespace conformance {
namespace {

class TestValue : public EveryWay {};
class TestArray : public EveryWay {};
class TestSharedCTypes : public EveryWay {};
INSTANTIATE_TEST_SUITE_P(Way, TestValue, kEveryWay, name_of_way);
INSTANTIATE_TEST_SUITE_P(Way, TestArray, kEveryWay, name_of_way);
INSTANTIATE_TEST_SUITE_P(Way, TestSharedCTypes, kEveryWay, name_of_way);

template <class Row>
std::vector<int> elements_of(const Row& row) {
  return {row.begin(), row.end()};
}

TEST_P(TestValue, value) {
  mp::Value<mp::typecode<'i'>> i(4343);
  mp::Value<mp::typecode<'d'>> d(3.625);
  mp::Value<mp::typecode<'h'>> h(-232);
  mp::Value<mp::typecode<'q'>> q(1LL << 33);
  mp::Value<mp::typecode<'c'>> c('x');
  Worker child = start(
      [](mp::Value<int>& a, mp::Value<double>& b, mp::Value<short>& s, mp::Value<long long>& l, mp::Value<char>& letter) {
        require(a.value == 4343 && b.value == 3.625 && s.value == -232 && l.value == 1LL << 33 && letter.value == 'x', "arrives");
        a.value = 24234;
        b.value = -4.25;
        s.value = 7;
        l.value = 1LL << 34;
        letter.value = 'y';
      },
      i, d, h, q, c);
  child.join();
  EXPECT_EQ(i.value, 24234);
  EXPECT_EQ(d.value, -4.25);
  EXPECT_EQ(h.value, 7);
  EXPECT_EQ(q.value, 1LL << 34);
  EXPECT_EQ(c.value, 'y');
}

TEST_P(TestValue, rawvalue) {
  mp::RawValue<int> i(5);
  Worker child = start([](mp::RawValue<int>& mine) { mine.value *= 2; }, i);
  child.join();
  EXPECT_EQ(i.value, 10);
}

TEST_P(TestValue, getobj_getlock) {
  mp::Lock lock;
  mp::Value<int> own(5), given(5, lock);
  Worker child = start(
      [](mp::Lock& of_second, mp::Value<int>& first, mp::Value<int>& second) {
        const std::lock_guard mine(first.get_lock());
        const std::lock_guard theirs(second.get_lock());
        require(of_second.locked(), "the lock that was given");
        first.get_obj() += 1;
        second.get_obj() += 2;
      },
      lock, own, given);
  child.join();
  EXPECT_EQ(own.get_obj(), 6);
  EXPECT_EQ(given.get_obj(), 7);
  static_assert(!std::is_constructible_v<mp::Value<int>, int, bool>);  // Python's lock=False is a RawValue
}

/// Python's Array and RawArray.
template <class AnyArray>
void become_prefix_sums(AnyArray& row) {
  std::partial_sum(row.begin(), row.end(), row.begin());
}

TEST_P(TestArray, array) {
  std::vector<int> numbers = {680, 626, 934, 821, 150, 233, 548, 982, 714, 831};
  mp::Array<int> row(numbers);
  ASSERT_EQ(row.size(), numbers.size());
  EXPECT_EQ(row[3], 821);
  row[3] = numbers[3] = 4;
  std::ranges::copy(std::vector{1, 2, 3}, row.get_obj().subspan(5, 3).begin());
  std::ranges::copy(std::vector{1, 2, 3}, numbers.begin() + 5);
  EXPECT_EQ(elements_of(row), numbers);
  Worker child = start([](mp::Array<int>& mine) { become_prefix_sums(mine); }, row);
  child.join();
  become_prefix_sums(numbers);
  EXPECT_EQ(elements_of(row), numbers);
}

TEST_P(TestArray, array_from_size) {
  for (int round = 0; round < 3; ++round) {  // the second and third in used memory
    mp::Array<int> row(10);
    Worker child = start(
        [](mp::Array<int>& mine) {
          require(std::ranges::all_of(mine, [](int each) { return each == 0; }), "zeros");
          std::iota(mine.begin(), mine.end(), 0);
        },
        row);
    child.join();
    EXPECT_EQ(row[9], 9);
  }
}

TEST_P(TestArray, rawarray) {
  mp::RawArray<int> row({1, 2, 3});
  Worker child = start([](mp::RawArray<int>& mine) { become_prefix_sums(mine); }, row);
  child.join();
  EXPECT_EQ(elements_of(row), (std::vector<int>{1, 3, 6}));
}

TEST_P(TestArray, getobj_getlock_obj) {
  mp::RLock lock;
  mp::Array<int> own(4), given(4, lock);
  Worker child = start(
      [](mp::RLock& of_second, mp::Array<int>& first, mp::Array<int>& second) {
        const std::lock_guard mine(first.get_lock());
        const std::lock_guard theirs(second.get_lock());
        require(of_second.locked(), "the lock that was given");
        first.get_obj()[0] = second.get_obj()[3] = 1;
      },
      lock, own, given);
  child.join();
  EXPECT_EQ(own[0] + given[3], 2);
}

struct Foo {
  int x;
  double y;
};

void double_all(mp::Value<int>& x, mp::Value<double>& y, mp::Value<Foo>& foo, mp::Array<double>& row, mp::Array<char>& text) {
  x.value *= 2;
  y.value *= 2;
  foo.value.x *= 2;
  foo.value.y *= 2;
  std::ranges::transform(row, row.begin(), [](double each) { return 2 * each; });
  std::ranges::copy(std::string("hellohello"), text.begin());
}

TEST_P(TestSharedCTypes, sharedctypes) {
  mp::Value<int> x(7);
  mp::Value<double> y(1.0 / 4);
  mp::Value<Foo> foo(Foo{3, 2});
  mp::Array<double> row({0, 1, 2, 3});
  mp::Array<char> text(20);
  Worker child = start(double_all, x, y, foo, row, text);
  child.join();
  EXPECT_EQ(x.value, 14);
  EXPECT_EQ(y.value, 0.5);
  EXPECT_EQ(foo.value.x, 6);
  EXPECT_EQ(foo.value.y, 4);
  EXPECT_EQ(elements_of(row), (std::vector<int>{0, 2, 4, 6}));
  EXPECT_STREQ(text.data(), "hellohello");
}

TEST_P(TestSharedCTypes, synchronize) {
  mp::Value<int> x(0);
  std::vector<Worker> workers;
  for (int i = 0; i < 2; ++i) {
    workers.push_back(start(
        [](mp::Value<int>& mine) {
          for (int k = 0; k < 1000; ++k) {
            const std::lock_guard guard(mine.get_lock());
            mine.value += 1;
          }
        },
        x));
  }
  for (Worker& worker : workers) worker.join();
  EXPECT_EQ(x.value, 2000);
}

TEST_P(TestSharedCTypes, copy) {
  mp::Value<Foo> foo(Foo{2, 5.0});
  const Foo copy = foo.value;
  Worker child = start([](mp::Value<Foo>& mine) { mine.value = {0, 0}; }, foo);
  child.join();
  EXPECT_EQ(foo.value.x, 0);
  EXPECT_EQ(copy.x, 2);
  EXPECT_EQ(copy.y, 5.0);
}

}  // namespace
}  // namespace conformance
