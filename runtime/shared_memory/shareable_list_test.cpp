// CPython's test_shared_memory_ShareableList_*, and every kind of value there and back.
#include "runtime/shared_memory/shareable_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <mutex>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runtime/archive/archive.h"
#include "runtime/error.h"
#include "runtime/process/process.h"
#include "runtime/process/start_method.h"
#include "runtime/shared_memory/shared_memory.h"
#include "runtime/shared_memory/tracker_for_test.h"
#include "runtime/sync/lock.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/thrown.h"

namespace mp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Item = ShareableList::Item;
using Bytes = ShareableList::Bytes;

Bytes bytes(std::string_view text) {
  const auto all = std::as_bytes(std::span(text));
  return {all.begin(), all.end()};
}
const Item kNone;

std::vector<Item> items_of(const ShareableList& list) { return {list.begin(), list.end()}; }

ShareableList example() { return ShareableList::create({"howdy", bytes("HoWdY"), -273.154, 100, kNone, true, 42}); }

TEST(ShareableList, Basics) {
  const ShareableList list = example();
  EXPECT_EQ(list.size(), 7u);
  EXPECT_EQ(list.format(), "8s8sdqxxxxxx?xxxxxxxx?q");
  EXPECT_EQ(list[0], "howdy");
  EXPECT_EQ(list[-2], true);
  EXPECT_EQ(list[-7], list[0]);
  EXPECT_THROW(list[7], IndexError);
  EXPECT_THROW(list[-8], IndexError);
  EXPECT_THROW(list[7] = 1, IndexError);
  EXPECT_EQ(std::get<double>(list[2].get()), -273.154);
}

TEST(ShareableList, UpdatesThatFit) {
  const ShareableList list = example();
  list[3] = 42;
  list[4] = "some";
  EXPECT_EQ(list.format(), "8s8sdq8sxxxxxxx?q");
  EXPECT_EQ(list[4], "some");
  list[0] = "encod\u00e9s";  // eight bytes
  EXPECT_EQ(list[0], "encod\u00e9s");
  list[1] = 3.5;
  list[2] = bytes("12345678");
  EXPECT_THAT(items_of(list), ElementsAre(Item("encod\u00e9s"), Item(3.5), Item(bytes("12345678")), Item(42), Item("some"),
                                          Item(true), Item(42)));
  list[1] = list[0];
  EXPECT_EQ(list[1], list[0]);
}

TEST(ShareableList, UpdatesThatDoNotFitChangeNothing) {
  const ShareableList list = example();
  for (const Item& item : {Item("far too many"), Item("encod\u00e9es"), Item(bytes("123456789"))}) {
    for (int place = 0; place < 7; ++place) {
      EXPECT_THAT(test::message_of<ValueError>([&] { list[place] = item; }), HasSubstr("exceeds available storage: its place"));
    }
  }
  EXPECT_EQ(items_of(list), items_of(example()));
}

TEST(ShareableList, CountAndIndex) {
  const ShareableList list = example();
  list[3] = 42;
  EXPECT_EQ(list.count(42), 2u);
  EXPECT_EQ(list.count(bytes("HoWdY")), 1u);
  EXPECT_EQ(list.count(bytes("adios")), 0u);
  EXPECT_EQ(list.count(kNone), 1u);
  EXPECT_EQ(list.count(42.0), 0u) << "of another kind";
  EXPECT_EQ(list.index(42), 3u);
  EXPECT_EQ(list.index(kNone), 4u);
  EXPECT_THROW(list.index(100), ValueError);
}

TEST(ShareableList, ADuplicateIsItsOwn) {
  const ShareableList list = example();
  const std::string name = test::unique_name();
  const ShareableList copy = ShareableList::create(items_of(list), name);
  EXPECT_EQ(copy.shm().name(), name);
  EXPECT_EQ(items_of(copy), items_of(list));
  EXPECT_EQ(copy.format(), list.format());
  copy[-1] = 77;
  EXPECT_EQ(copy[-1], 77);
  EXPECT_EQ(list[-1], 42);
  EXPECT_THROW(ShareableList::create({1}, name), FileExistsError);
}

TEST(ShareableList, ASecondHandleSeesTheSame) {
  ShareableList list = example();
  {
    ShareableList other = ShareableList::open(list.shm().name());
    other[-1] = 880;
    EXPECT_EQ(list[-1], 880);
    const ShareableList copy = list;
    copy[-1] = 881;
    EXPECT_EQ(other[-1], 881);
    other.shm().close();
  }
  EXPECT_EQ(list[-1], 881);
  list.shm().unlink();
  EXPECT_THROW(ShareableList::open(list.shm().name()), FileNotFoundError);
}

TEST(ShareableList, Empty) {
  const ShareableList list = ShareableList::create();
  EXPECT_EQ(list.size(), 0u);
  EXPECT_EQ(list.format(), "");
  EXPECT_EQ(list.count(kNone), 0u);
  EXPECT_TRUE(list.begin() == list.end());
  EXPECT_THROW(list[0], IndexError);
  EXPECT_THROW(list.index(kNone), ValueError);
  EXPECT_EQ(ShareableList::open(list.shm().name()).size(), 0u);
}

TEST(ShareableList, Pickling) {
  const ShareableList small = example();
  std::vector<Item> many(1000, Item("a longer text"));
  const ShareableList large = ShareableList::create(many);
  EXPECT_EQ(archive::to_bytes(small).size(), archive::to_bytes(large).size()) << "it travels as its name";
  const ShareableList same = archive::from_bytes<ShareableList>(archive::to_bytes(small));
  same[0] = "changed";
  EXPECT_EQ(small[0], "changed");
}

TEST(ShareableList, PicklingDeadObject) {
  ShareableList list = example();
  const std::vector<std::byte> message = archive::to_bytes(list);
  list.shm().unlink();
  EXPECT_THROW(archive::from_bytes<ShareableList>(message), FileNotFoundError);
}

// Any value of any kind: what goes in comes out, also by another handle, and after updates with others that fit.
class AnyItem {
 public:
  Item next() {
    switch (number(6)) {
      case 0:
        return kNone;
      case 1:
        return number(2) == 1;
      case 2:
        return Item(static_cast<std::int64_t>(random_()));
      case 3:
        return std::ldexp(static_cast<double>(static_cast<std::int64_t>(random_())), static_cast<int>(number(200)) - 100);
      case 4:
        return text();
      default:
        return bytes(text());
    }
  }
  std::size_t number(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_); }

 private:
  std::string text() {
    static const std::vector<std::string> kParts = {"a",    "zz", std::string(1, '\0'), "\u00e9", "\u20ac", "\U0001f600",
                                                    "\xff", " "};
    std::string all;
    for (std::size_t parts = number(12); parts > 0; --parts) all += kParts[number(kParts.size())];
    return all;
  }
  std::mt19937_64 random_{2026};
};

TEST(ShareableList, EveryValueComesBack) {
  AnyItem any;
  for (int round = 0; round < 100; ++round) {
    std::vector<Item> expected(any.number(20));
    for (Item& item : expected) item = any.next();
    const ShareableList list = ShareableList::create(expected), other = ShareableList::open(list.shm().name());
    for (int update = 0; update < 50 && !expected.empty(); ++update) {
      ASSERT_EQ(items_of(other), expected);
      const std::size_t place = any.number(expected.size());
      const Item item = any.next();
      try {
        list[static_cast<std::ptrdiff_t>(place)] = item;
        expected[place] = item;
      } catch (const ValueError&) {
      }
    }
    ASSERT_EQ(items_of(other), expected);
  }
}

TEST(ShareableList, TheEndsOfEveryKindComeBack) {
  const std::vector<Item> items = {std::numeric_limits<std::int64_t>::min(),
                                   std::numeric_limits<std::int64_t>::max(),
                                   std::numeric_limits<double>::denorm_min(),
                                   -std::numeric_limits<double>::infinity(),
                                   false,
                                   std::string(8, '\0'),
                                   std::string("tail\0", 5),
                                   std::string(),
                                   Bytes(),
                                   Bytes(100'000, std::byte{7})};
  EXPECT_EQ(items_of(ShareableList::create(items)), items);
  const ShareableList number = ShareableList::create({std::numeric_limits<double>::quiet_NaN()});
  EXPECT_TRUE(std::isnan(std::get<double>(number[0].get())));
}

TEST(ShareableList, WhatIsNoListIsNotOpened) {
  const SharedMemory tiny = SharedMemory::create(8), empty = SharedMemory::create(4096);
  EXPECT_THROW(ShareableList::open(tiny.name()), ValueError);
  EXPECT_THROW(ShareableList::open(empty.name()), ValueError);
}

TEST(ShareableList, ADamagedListIsAnErrorAndNothingWorse) {
  std::mt19937 random(9);
  int refused = 0, read = 0;
  for (int round = 0; round < 2000; ++round) {
    const ShareableList list = example();
    const std::span<std::byte> memory = list.shm().buf();
    for (int changes = 0; changes < 3; ++changes)
      memory[std::uniform_int_distribution<std::size_t>(0, 16 + 7 * 16)(random)] = static_cast<std::byte>(random());
    try {
      const ShareableList other = ShareableList::open(list.shm().name());
      static_cast<void>(other.format());
      ++read;
    } catch (const ValueError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 0);
  EXPECT_GT(read, 0);
}

class ListAcrossProcesses : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(ShareableList, ListAcrossProcesses, testing::ValuesIn(get_all_start_methods()),
                         [](const auto& method) { return method.param; });

TEST_P(ListAcrossProcesses, UpdatesUnderALockAreNotLost) {
  const ShareableList list = ShareableList::create({0, "text"});
  Lock lock;
  const auto job = [](const ShareableList& same, Lock& guarding) {
    for (int i = 0; i < 1000; ++i) {
      const std::lock_guard guard(guarding);
      same[0] = std::get<std::int64_t>(same[0].get()) + 1;
    }
    same[1] = "child";
  };
  const Context context = get_context(GetParam());
  Process one = context.Process(job, list, lock), two = context.Process(job, list, lock);
  one.start();
  two.start();
  EXPECT_TRUE(one.join_for(test::kPatience));
  EXPECT_TRUE(two.join_for(test::kPatience));
  EXPECT_EQ(one.exitcode(), 0);
  EXPECT_THAT(items_of(list), ElementsAre(Item(2000), Item("child")));
}

}  // namespace
}  // namespace mp
