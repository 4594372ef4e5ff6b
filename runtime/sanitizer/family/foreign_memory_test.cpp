#include "runtime/sanitizer/family/foreign_memory.h"

#include <gtest/gtest.h>

#include "runtime/sanitizer/system/shared_for_test.h"

namespace race {
namespace {

constexpr std::uintptr_t kBegin = 0x10000;
constexpr std::size_t kPage = 4096;
constexpr std::size_t kFileRoom = std::size_t{16} << 20;

class ForeignMemoryTest : public testing::Test {
 protected:
  void SetUp() override { memory.open(kBegin, 16 * kFileRoom); }

  ForeignMemory& memory = shared_zeroed<ForeignMemory>();
};

TEST_F(ForeignMemoryTest, HandsOutAnAddressOnce) {
  EXPECT_EQ(memory.place(1), kBegin);
  EXPECT_EQ(memory.place(kPage + 1), kBegin + kPage);
  EXPECT_EQ(memory.place(1), kBegin + 3 * kPage);
}

TEST_F(ForeignMemoryTest, HasOneAddressForAFile) {
  const FileId one{.device = 1, .inode = 7};
  const std::uintptr_t first = memory.place(one, 3 * kPage, 0, kPage);
  EXPECT_EQ(memory.place(one, 3 * kPage, 2 * kPage, kPage), first + 2 * kPage);
  EXPECT_NE(memory.place({.device = 2, .inode = 7}, kPage, 0, kPage), first);
  Child child([&] { _exit(memory.place(one, 3 * kPage, kPage, kPage) == first + kPage ? 0 : 1); });
  EXPECT_EQ(WEXITSTATUS(child.reap()), 0);
}

TEST_F(ForeignMemoryTest, KeepsRoomForAFileThatGrows) {
  const FileId file{.device = 1, .inode = 7};
  const std::uintptr_t first = memory.place(file, kPage, 0, kPage);
  EXPECT_EQ(memory.place(file, kFileRoom, 0, kFileRoom), first);
  EXPECT_EQ(memory.place(file, 2 * kFileRoom, 0, 2 * kFileRoom), 0U) << "more than was kept free";
  EXPECT_GE(memory.place(1), first + kFileRoom);
}

TEST_F(ForeignMemoryTest, OfTooManyBytesIsNowhere) {
  EXPECT_EQ(memory.place(17 * kFileRoom), 0U);
  EXPECT_EQ(memory.place({.device = 1, .inode = 7}, 17 * kFileRoom, 0, kPage), 0U);
  EXPECT_EQ(memory.place(kPage), kBegin) << "what does not fit takes nothing";
}

TEST_F(ForeignMemoryTest, FindsAMappingByAnyOfItsBytes) {
  memory.note({.begin = kBegin, .bytes = 100, .made_at = StackId{5}});
  EXPECT_EQ(memory.find(kBegin + 99).value().made_at, StackId{5});
  EXPECT_FALSE(memory.find(kBegin + 100));
  EXPECT_FALSE(memory.find(kBegin - 1));
}

}  // namespace
}  // namespace race
