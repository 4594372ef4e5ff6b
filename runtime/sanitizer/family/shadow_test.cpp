#include "runtime/sanitizer/family/shadow.h"

#include <gtest/gtest.h>

#include "runtime/sanitizer/system/shared_for_test.h"

namespace race {
namespace {

constexpr std::size_t kWindow = 1 << 20;

Shadow small_shadow() { return Shadow::map({.window_bytes = kWindow, .window = 0, .cells = 0, .marks = 0}).value(); }

Access some_access() {
  return {.sid = Sid{3},
          .epoch = Epoch{9},
          .write = true,
          .atomic = false,
          .bytes = 0x0f,
          .record = RecordId{5},
          .stack = StackId{77}};
}

TEST(Cell, HoldsWhatWasPutThere) {
  auto& cell = shared_zeroed<Cell>();
  EXPECT_EQ(cell.load(), std::nullopt);
  const Access small{
      .sid = Sid{0}, .epoch = Epoch{1}, .write = false, .atomic = false, .bytes = 1, .record = RecordId{0}, .stack = StackId{0}};
  ASSERT_TRUE(cell.replace(When(), small));
  EXPECT_EQ(cell.load(), small);
  const Access large{.sid = Sid{255},
                     .epoch = Epoch{(1ULL << 46) - 1},
                     .write = true,
                     .atomic = true,
                     .bytes = 0xff,
                     .record = RecordId{0xffff},
                     .stack = StackId{0xffffffff}};
  ASSERT_TRUE(cell.replace(When::of(small), large));
  EXPECT_EQ(cell.load(), large);
}

TEST(Cell, IsNotReplacedWhenSomebodyWasQuicker) {
  auto& cell = shared_zeroed<Cell>();
  ASSERT_TRUE(cell.replace(When(), some_access()));
  Access mine = some_access();
  mine.sid = Sid{4};
  EXPECT_FALSE(cell.replace(When(), mine));
  EXPECT_FALSE(cell.replace(When::of(mine), mine));
  EXPECT_EQ(cell.load(), some_access());
}

TEST(Cell, ForgetsAccessesToTheBytesOnly) {
  auto& cell = shared_zeroed<Cell>();
  ASSERT_TRUE(cell.replace(When(), some_access()));
  cell.forget(0xf0);
  EXPECT_EQ(cell.load(), some_access());
  cell.forget(0x18);
  EXPECT_EQ(cell.load(), std::nullopt);
}

// The two words of the cell say the same number; a reader must never see two numbers.
TEST(Cell, IsNeverSeenHalfWritten) {
  auto& cell = shared_zeroed<Cell>();
  const auto access = [](std::uint32_t number) {
    return Access{.sid = Sid{1},
                  .epoch = Epoch{number},
                  .write = true,
                  .atomic = false,
                  .bytes = 1,
                  .record = {},
                  .stack = StackId{number}};
  };
  constexpr std::uint32_t kWrites = 3000000;
  Child writer([&] {
    When last;
    for (std::uint32_t number = 1; number <= kWrites; ++number) {
      if (!cell.replace(last, access(number))) _exit(1);
      last = When::of(access(number));
    }
  });
  std::uint64_t seen = 0;
  while (seen != kWrites) {
    const std::optional<Access> now = cell.load();
    if (!now) continue;
    ASSERT_EQ(static_cast<std::uint64_t>(now->epoch), static_cast<std::uint32_t>(now->stack));
    seen = static_cast<std::uint64_t>(now->epoch);
  }
  EXPECT_EQ(writer.reap(), 0);
}

TEST(BytesInGranule, AreThoseOfTheAccess) {
  EXPECT_EQ(bytes_in_granule(1000, 1000, 8), 0xff);
  EXPECT_EQ(bytes_in_granule(1000, 1000, 1), 0x01);
  EXPECT_EQ(bytes_in_granule(1000, 1004, 4), 0xf0);
  EXPECT_EQ(bytes_in_granule(1000, 1006, 4), 0xc0);  // unaligned: the end of one granule
  EXPECT_EQ(bytes_in_granule(1008, 1006, 4), 0x03);  // and the beginning of the next
  EXPECT_EQ(bytes_in_granule(1008, 1000, 64), 0xff);
  EXPECT_EQ(bytes_in_granule(1008, 1000, 8), 0);
  EXPECT_EQ(bytes_in_granule(1000, 1008, 8), 0);
}

TEST(Shadow, KnowsItsWindow) {
  const Shadow shadow = small_shadow();
  EXPECT_TRUE(shadow.in_window(shadow.window()));
  EXPECT_TRUE(shadow.in_window(shadow.window() + kWindow - 1));
  EXPECT_FALSE(shadow.in_window(shadow.window() + kWindow));
  EXPECT_FALSE(shadow.in_window(shadow.window() - 1));
}

TEST(Shadow, MarksTheBytesOfObjects) {
  const Shadow shadow = small_shadow();
  const std::uintptr_t begin = shadow.window() + 64;
  shadow.mark(begin + 6, 4);
  EXPECT_EQ(shadow.marked(begin), 0xc0);
  EXPECT_EQ(shadow.marked(begin + 8), 0x03);
  EXPECT_EQ(shadow.marked(begin + 16), 0);
  shadow.mark(begin, 2);  // a neighbour in the same granule
  EXPECT_EQ(shadow.marked(begin), 0xc3);
  shadow.unmark(begin + 6, 4);
  EXPECT_EQ(shadow.marked(begin), 0x03);
  EXPECT_EQ(shadow.marked(begin + 8), 0);
}

// From inside one page of cells, over whole pages, into another: both ways of forgetting.
TEST(Shadow, ForgetsTheAccessesOfAnObjectAndOfNoOther) {
  constexpr std::size_t kGranules = 200;  // a page holds the cells of 32
  const Shadow shadow = small_shadow();
  const std::uintptr_t begin = shadow.window() + 8 * kGranuleBytes;
  shadow.mark(shadow.window(), kWindow);
  for (std::uintptr_t at = shadow.window(); at < begin + (kGranules + 8) * kGranuleBytes; at += kGranuleBytes) {
    ASSERT_TRUE(shadow.granule(at).cells[kCellsPerGranule - 1].replace(When(), some_access()));
  }
  shadow.unmark(begin, kGranules * kGranuleBytes);
  for (std::size_t i = 0; i < kGranules; ++i) {
    EXPECT_EQ(shadow.granule(begin + i * kGranuleBytes).cells[kCellsPerGranule - 1].load(), std::nullopt) << i;
    EXPECT_EQ(shadow.marked(begin + i * kGranuleBytes), 0) << i;
  }
  for (const std::uintptr_t outside : {begin - kGranuleBytes, begin + kGranules * kGranuleBytes}) {
    EXPECT_EQ(shadow.granule(outside).cells[kCellsPerGranule - 1].load(), some_access());
    EXPECT_EQ(shadow.marked(outside), 0xff);
  }
}

TEST(Shadow, IsSharedWithChildren) {
  const Shadow shadow = small_shadow();
  Child child([&shadow] {
    shadow.mark(shadow.window(), 8);
    if (!shadow.granule(shadow.window()).cells[0].replace(When(), some_access())) _exit(1);
  });
  ASSERT_EQ(child.reap(), 0);
  EXPECT_EQ(shadow.marked(shadow.window()), 0xff);
  EXPECT_EQ(shadow.granule(shadow.window()).cells[0].load(), some_access());
}

}  // namespace
}  // namespace race
