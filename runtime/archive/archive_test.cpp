#include "runtime/archive/archive.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <complex>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
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
static_assert(!Archivable<std::unique_ptr<int>> && !Archivable<std::function<void()>>);
static_assert(!Archivable<Handle&> && !Archivable<void>);

struct Tree {
  std::string name;
  std::vector<Tree> children;
  friend bool operator==(const Tree&, const Tree&) = default;
};

enum class Colour : std::uint8_t { kRed, kGreen };

struct Flags {
  char letters[4];
  bool set;
  std::optional<int> number;
  std::variant<int, float> either;
  friend bool operator==(const Flags&, const Flags&) = default;
};

struct Marked {
  int number;
  bool marks[3];
  friend bool operator==(const Marked&, const Marked&) = default;
};

struct Row {
  std::string cells[2][2];
  const int number;
  friend bool operator==(const Row&, const Row&) = default;
};

struct Sixteen {
  int a, b, c, d, e, f, g, h, i, j, k, l, m, n, o;
  std::string p;
  friend bool operator==(const Sixteen&, const Sixteen&) = default;
};

struct Report {
  std::map<std::string, std::vector<Point>> points;
  std::variant<std::monostate, std::string, Tree> more;
  NoDefault number;
  std::chrono::milliseconds taken;
  std::complex<double> phase;
  Colour colour;
  std::pair<Flags, Row> nested;
  friend bool operator==(const Report&, const Report&) = default;
};

class Account {
 public:
  Account() = default;
  Account(std::string owner, int balance) : owner_(std::move(owner)), balance_(balance) {}
  template <class Archive>
  void serialize(Archive& archive) {
    archive(owner_, balance_);
  }
  friend bool operator==(const Account&, const Account&) = default;

 private:
  std::string owner_;
  int balance_ = 0;
};

struct Derived : Point {
  std::string label;
  friend bool operator==(const Derived&, const Derived&) = default;
};

template <class Archive>
void serialize(Archive& archive, Derived& derived) {
  archive(derived.x, derived.y, derived.label);
}

struct WithPointer {
  int number;
  char* text;
};
struct WithPointerInside {
  std::string name;
  std::vector<WithPointer> parts;
};
struct WithReference {
  int& number;
};
struct WithView {
  std::string_view text;
};
struct WithPointers {
  int* numbers[3];
};
struct WithOwner {
  std::string name;
  std::unique_ptr<int> owned;
};
struct Base {
  int number;
};
struct WithBase : Base {
  std::string text;
};
union Either {
  int number;
  float other;
  Either() {}
  ~Either() {}
};

static_assert(Archivable<Tree> && Archivable<Report> && Archivable<Row> && Archivable<Sixteen> && Archivable<Account> &&
              Archivable<Derived> && Archivable<std::map<int, Tree>>);
static_assert(!Archivable<WithPointer> && !Archivable<WithPointerInside> && !Archivable<WithReference> && !Archivable<WithView> &&
              !Archivable<WithPointers> && !Archivable<std::map<int, WithPointer>>);
static_assert(!PlainData<WithPointer> && !PlainData<WithReference> && !PlainData<WithView> && !PlainData<WithPointers>);
static_assert(!Archivable<WithOwner> && !Archivable<WithBase> && !Archivable<Either>);
static_assert(AsBytes<Point> && AsBytes<Colour> && !AsBytes<bool> && !AsBytes<Flags> && !AsBytes<std::optional<int>>);
static_assert(kFixedBytes<Point> == sizeof(Point) && kFixedBytes<bool> == 1 && kFixedBytes<Marked> == sizeof(int) + 3);
static_assert(kFixedBytes<Flags> == 0 && kFixedBytes<std::string> == 0);
static_assert(mp::internal::first_bad_member<WithOwner>() == 2);

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

TEST(Archive, BringsBackContainers) {
  expect_round_trip(std::map<std::string, int>{{"one", 1}, {"two", 2}});
  expect_round_trip(std::multimap<int, std::string>{{1, "a"}, {1, "b"}});
  expect_round_trip(std::unordered_map<std::string, std::set<int>>{{"odd", {1, 3}}, {"none", {}}});
  expect_round_trip(std::set<std::string>{"b", "a"});
  expect_round_trip(std::unordered_set<int>{3, 1});
  expect_round_trip(std::deque<bool>{true, false});
  expect_round_trip(std::list<std::string>{"x", "", "y"});
  expect_round_trip(std::vector<std::tuple<>>(3));
  expect_round_trip(std::vector<std::array<int, 0>>(2));
}

TEST(Archive, BringsBackVariants) {
  using Variant = std::variant<std::monostate, int, std::string>;
  for (const Variant& value : {Variant(), Variant(7), Variant("seven")}) expect_round_trip(value);
  expect_round_trip(std::variant<int, float>(2.5f));
  const auto bytes = to_bytes(std::pair<std::uint32_t, std::string>(3, ""));
  EXPECT_THROW(from_bytes<Variant>(bytes), ArchiveError);
}

TEST(Archive, BringsBackStructs) {
  expect_round_trip(Tree{"root", {{"left", {{"leaf", {}}}}, {"right", {}}}});
  expect_round_trip(Flags{{'a', 'b', 'c', 'd'}, true, 7, 2.5f});
  expect_round_trip(Marked{1, {true, false, true}});
  expect_round_trip(Row{{{"a", "b"}, {"c", "d"}}, 5});
  expect_round_trip(Sixteen{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, "sixteen"});
  expect_round_trip(Report{.points = {{"p", {{1, 2}}}, {"none", {}}},
                           .more = Tree{"t", {}},
                           .number = NoDefault(3),
                           .taken = std::chrono::milliseconds(20),
                           .phase = {1, -1},
                           .colour = Colour::kGreen,
                           .nested = {Flags{{}, false, std::nullopt, 1}, Row{{}, 6}}});
}

TEST(Archive, BringsBackClassesThatSerializeThemselves) {
  expect_round_trip(Account("Ann", 5));
  expect_round_trip(std::vector<Account>{{"Ann", 5}, {"Bob", -5}});
  expect_round_trip(Derived{{1.5, 2}, "label"});
}

TEST(Archive, ReadsEveryByteAsAValidBool) {
  std::vector<std::byte> bytes = to_bytes(Flags{{}, true, 7, 1});
  bytes[4] = std::byte{2};
  bytes[5] = std::byte{0x80};
  const Flags flags = from_bytes<Flags>(bytes);
  EXPECT_TRUE(flags.set);
  EXPECT_EQ(flags.number, 7);
}

Tree deep_tree(int depth) {
  Tree tree;
  for (int i = 1; i < depth; ++i) {
    Tree parent;
    parent.children.push_back(std::move(tree));
    tree = std::move(parent);
  }
  return tree;
}

TEST(Archive, RefusesWhatIsNestedTooDeep) {
  EXPECT_EQ(from_bytes<Tree>(to_bytes(deep_tree(kDeepest))), deep_tree(kDeepest));
  EXPECT_THROW(to_bytes(deep_tree(kDeepest + 1)), ArchiveError);
  // No name and one child, a million times.
  std::vector<std::byte> bytes;
  const auto level = to_bytes(std::array<std::uint64_t, 2>{0, 1});
  for (int i = 0; i < 1'000'000; ++i) bytes.insert(bytes.end(), level.begin(), level.end());
  EXPECT_THROW(from_bytes<Tree>(bytes), ArchiveError);
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
