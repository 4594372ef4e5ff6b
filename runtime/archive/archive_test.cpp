#include "runtime/archive/archive.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace mp::archive {
namespace {

struct Point {
  double x;
  int y;
  friend bool operator==(const Point&, const Point&) = default;
};

struct NoDefault {
  explicit NoDefault(int number) : number(number) {}
  int number;
  friend bool operator==(const NoDefault&, const NoDefault&) = default;
};

struct Handle {
  using mp_shared_object = void;
};

using Names = std::vector<std::string>;
using Everything = std::tuple<int, std::string, std::optional<Names>, std::pair<Point, std::u16string>,
                              std::array<std::string, 2>, std::vector<std::vector<bool>>, std::tuple<>>;

static_assert(Archivable<int> && Archivable<const double> && Archivable<Point> && Archivable<NoDefault> &&
              Archivable<Everything>);
static_assert(Archivable<std::array<int, 3>> && Archivable<std::optional<Point>> &&
              Archivable<decltype([](int i) { return i; })>);
static_assert(!Archivable<int*> && !Archivable<void (*)(int)> && !Archivable<int&> && !Archivable<int Point::*>);
static_assert(!Archivable<std::reference_wrapper<int>> && !Archivable<std::string_view> && !Archivable<std::span<int>>);
static_assert(!Archivable<std::vector<int*>> && !Archivable<std::optional<const char*>> && !Archivable<std::pair<int, char*>>);
static_assert(!Archivable<std::array<int*, 2>> && !Archivable<std::tuple<int, std::string_view>> &&
              !Archivable<std::optional<int*>>);
static_assert(!Archivable<std::unique_ptr<int>> && !Archivable<std::function<void()>> && !Archivable<std::map<int, int>>);
static_assert(!Archivable<Handle&> && !Archivable<void>);

template <class T>
void expect_round_trip(const T& value) {
  EXPECT_EQ(from_bytes<T>(to_bytes(value)), value);
}

TEST(Archive, BringsBackWhatWentIn) {
  expect_round_trip(42);
  expect_round_trip('x');
  expect_round_trip(true);
  expect_round_trip(Point{1.5, -2});
  expect_round_trip(NoDefault(7));
  expect_round_trip(std::string());
  expect_round_trip(std::string("with\0zero", 9));
  expect_round_trip(std::u32string(U"\u00e9\U0001F40D"));
  expect_round_trip(std::vector<int>());
  expect_round_trip(std::vector<Point>{{1, 2}, {3, 4}});
  expect_round_trip(std::vector<NoDefault>{NoDefault(1), NoDefault(2)});
  expect_round_trip(std::vector<bool>{true, false, true});
  expect_round_trip(std::array<int, 3>{1, 2, 3});
  expect_round_trip(std::array<std::string, 2>{"a", "bc"});
  expect_round_trip(std::optional<int>());
  expect_round_trip(std::optional<int>(7));
  expect_round_trip(std::optional<std::string>());
  expect_round_trip(std::optional<std::string>("seven"));
  expect_round_trip(std::pair<int, std::string>(1, "one"));
  expect_round_trip(std::tuple<>());
  expect_round_trip(std::tuple<int, std::string, double>(1, "one", 1.0));
}

Everything random_everything(std::mt19937& random) {
  const auto text = [&] {
    std::string letters(random() % 20, ' ');
    for (char& letter : letters) letter = static_cast<char>(random());
    return letters;
  };
  std::optional<Names> names;
  if (random() % 3 != 0) {
    names.emplace(random() % 5);
    for (std::string& name : *names) name = text();
  }
  std::vector<std::vector<bool>> bits(random() % 4);
  for (auto& row : bits) row.assign(random() % 9, random() % 2 == 0);
  return {
      static_cast<int>(random()), text(), names, {{static_cast<double>(random()), static_cast<int>(random())}, u"\u00e9t\u00e9"},
      {text(), text()},           bits,   {}};
}

TEST(Archive, BringsBackNestedValues) {
  std::mt19937 random(9);
  for (int round = 0; round < 300; ++round) expect_round_trip(random_everything(random));
}

TEST(Archive, KeepsTheOrderOfElements) {
  const auto bytes = to_bytes(std::pair<std::string, std::uint8_t>("ab", 7));
  ASSERT_EQ(bytes.size(), 8u + 2u + 1u);
  EXPECT_EQ(bytes[8], std::byte{'a'});
  EXPECT_EQ(bytes[10], std::byte{7});
}

TEST(Archive, RefusesEveryCutAndEveryExtraByte) {
  std::mt19937 random(10);
  for (int round = 0; round < 50; ++round) {
    std::vector<std::byte> bytes = to_bytes(random_everything(random));
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      ASSERT_THROW(from_bytes<Everything>(std::span(bytes).first(length)), ArchiveError) << length << " of " << bytes.size();
    }
    bytes.push_back(std::byte{0});
    ASSERT_THROW(from_bytes<Everything>(bytes), ArchiveError);
  }
}

TEST(Archive, ReadsDamagedBytesWithinTheirBounds) {
  std::mt19937 random(11);
  int refused = 0;
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::byte> bytes = to_bytes(random_everything(random));
    for (int damage = 0; damage < 3; ++damage) bytes[random() % bytes.size()] = static_cast<std::byte>(random());
    // A copy of exactly this length, so that AddressSanitizer sees every read beyond it.
    const std::vector<std::byte> exact(bytes.begin(), bytes.end());
    try {
      static_cast<void>(from_bytes<Everything>(exact));
    } catch (const ArchiveError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 0);
}

TEST(Archive, RefusesACountThatCannotBe) {
  const std::vector<std::byte> bytes = to_bytes(std::numeric_limits<std::uint64_t>::max());
  EXPECT_THROW(from_bytes<std::string>(bytes), ArchiveError);
  EXPECT_THROW(from_bytes<std::vector<int>>(bytes), ArchiveError);
  EXPECT_THROW(from_bytes<Names>(bytes), ArchiveError);
  try {
    from_bytes<std::vector<int>>(to_bytes(std::uint64_t{1}));
    FAIL() << "an element that is not there";
  } catch (const ArchiveError& error) {
    EXPECT_STREQ(error.what(), "archive: a count of 1 elements, but only 0 bytes are left");
  }
}

}  // namespace
}  // namespace mp::archive
