#include "runtime/sanitizer/family/region_table.h"

#include <gtest/gtest.h>

#include <string>

#include "runtime/sanitizer/family/key_set.h"
#include "runtime/sanitizer/system/shared_for_test.h"

namespace race {
namespace {

Object object(std::uintptr_t begin, std::size_t bytes, std::string_view type) {
  return {
      .begin = begin, .bytes = bytes, .type = type, .created = {.file = "a.cpp", .function = "main()", .line = 7, .column = 3}};
}

TEST(RegionTable, FindsTheObjectThatHoldsAnAddress) {
  auto& table = shared_zeroed<RegionTable>();
  table.insert(object(0x1000, 4, "mp::Value<int>"));
  table.insert(object(0x1004, 12, "mp::Array<int>"));
  EXPECT_FALSE(table.find(0xfff).has_value());
  EXPECT_EQ(table.find(0x1003).value().type, "mp::Value<int>");
  const Object array = table.find(0x1004).value();
  EXPECT_EQ(array.type, "mp::Array<int>");
  EXPECT_EQ(array.begin, 0x1004U);
  EXPECT_EQ(array.bytes, 12U);
  EXPECT_EQ(array.created.file, "a.cpp");
  EXPECT_FALSE(table.find(0x1010).has_value());
}

TEST(RegionTable, ForgetsWhatIsErasedAndNothingElse) {
  auto& table = shared_zeroed<RegionTable>();
  table.insert(object(0x1000, 8, "first"));
  table.insert(object(0x2000, 8, "second"));
  table.erase(0x1000);
  EXPECT_FALSE(table.find(0x1000).has_value());
  EXPECT_EQ(table.find(0x2000).value().type, "second");
  table.insert(object(0x1000, 8, "third"));
  EXPECT_EQ(table.find(0x1000).value().type, "third");
}

TEST(RegionTable, TakesManyMoreThanItHoldsOverTime) {
  auto& table = shared_zeroed<RegionTable>();
  for (std::uintptr_t i = 1; i <= 100000; ++i) {
    table.insert(object(i * 64, 8, "passing"));
    table.erase(i * 64);
  }
  table.insert(object(0x1000, 8, "last"));
  EXPECT_EQ(table.find(0x1000).value().type, "last");
}

TEST(KeySet, ContainsWhatWasInserted) {
  auto& set = shared_zeroed<KeySet>();
  EXPECT_FALSE(set.contains(pair_key(1, 2)));
  set.insert(pair_key(1, 2));
  EXPECT_TRUE(set.contains(pair_key(1, 2)));
  EXPECT_TRUE(set.contains(pair_key(2, 1)));
  EXPECT_FALSE(set.contains(pair_key(1, 1)));
  EXPECT_FALSE(set.contains(pair_key(2, 2)));
}

TEST(KeySet, IsSharedWithChildren) {
  auto& set = shared_zeroed<KeySet>();
  Child child([&set] { set.insert(pair_key(3, 4)); });
  EXPECT_EQ(child.reap(), 0);
  EXPECT_TRUE(set.contains(pair_key(3, 4)));
}

TEST(KeySet, ContainsEverythingWhenItIsFull) {
  auto& set = shared_zeroed<KeySet>();
  for (std::uint64_t i = 0; i < 16400; ++i) set.insert(pair_key(i, i + 1));
  EXPECT_TRUE(set.contains(pair_key(100, 7)));
}

}  // namespace
}  // namespace race
