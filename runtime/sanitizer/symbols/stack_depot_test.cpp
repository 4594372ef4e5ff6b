#include "runtime/sanitizer/symbols/stack_depot.h"

#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

#include "runtime/sanitizer/system/shared_for_test.h"

namespace race {
namespace {

using Frames = std::vector<std::uintptr_t>;

Frames frames_of(const StackDepot& depot, StackId stack) {
  const std::span<const std::uintptr_t> frames = depot.frames(stack);
  return {frames.begin(), frames.end()};
}

TEST(StackDepot, KeepsEachStackOnce) {
  auto& depot = shared_zeroed<StackDepot>();
  const Frames one{0x1000, 0x2000, 0x3000};
  const Frames other{0x1000, 0x2000};
  const StackId first = depot.insert(one);
  const StackId second = depot.insert(other);
  EXPECT_NE(first, StackId{0});
  EXPECT_NE(first, second);
  EXPECT_EQ(depot.insert(one), first);
  EXPECT_EQ(frames_of(depot, first), one);
  EXPECT_EQ(frames_of(depot, second), other);
}

TEST(StackDepot, NumberZeroHasNoFrames) { EXPECT_TRUE(shared_zeroed<StackDepot>().frames(StackId{0}).empty()); }

TEST(StackDepot, GivesNumberZeroWhenItIsFull) {
  struct Guarded {
    StackDepot depot;
    std::uintptr_t behind[2 * kMaxFrames];
  };
  auto& guarded = shared_zeroed<Guarded>();
  StackDepot& depot = guarded.depot;
  const Frames first{1, 2, 3};
  const StackId kept = depot.insert(first);
  Frames frames(kMaxFrames, 0x1234);
  StackId last = kept;
  for (std::uintptr_t i = 1; last != StackId{0}; ++i) {
    frames[0] = i;
    last = depot.insert(frames);
    ASSERT_LT(i, 1U << 20);
  }
  EXPECT_EQ(frames_of(depot, kept), first);
  EXPECT_EQ(depot.insert(first), kept);
  for (const std::uintptr_t word : guarded.behind) EXPECT_EQ(word, 0U);
}

TEST(StackDepot, IsFilledByManyProcessesAtOnce) {
  constexpr std::uintptr_t kStacks = 3000;
  auto& depot = shared_zeroed<StackDepot>();
  const auto insert_all = [&depot] {
    for (std::uintptr_t i = 1; i <= kStacks; ++i) {
      const Frames frames{i, i + 1, i + 2};
      if (frames_of(depot, depot.insert(frames)) != frames) _exit(1);
    }
  };
  Child first(insert_all);
  Child second(insert_all);
  EXPECT_EQ(first.reap(), 0);
  EXPECT_EQ(second.reap(), 0);
  for (std::uintptr_t i = 1; i <= kStacks; ++i) {
    EXPECT_EQ(frames_of(depot, depot.insert(Frames{i, i + 1, i + 2})), (Frames{i, i + 1, i + 2}));
  }
}

// The addresses of the code after the calls below, from the inside out.
struct Walked {
  std::array<std::uintptr_t, kMaxFrames> frames;
  unsigned count;
};

[[gnu::noinline]] Walked walk_here() {
  Walked walked{};
  walked.count = walk_stack({.pc = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)),
                             .frame = *static_cast<const std::uintptr_t*>(__builtin_frame_address(0))},
                            walked.frames);
  return walked;
}

[[gnu::noinline]] Walked walk_below(std::uintptr_t& return_address) {
  return_address = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
  const Walked walked = walk_here();
  asm volatile("");  // no jump in place of the call
  return walked;
}

TEST(WalkStack, FollowsTheCallers) {
  std::uintptr_t return_address = 0;
  const Walked walked = walk_below(return_address);
  ASSERT_GE(walked.count, 3U);
  EXPECT_EQ(walked.frames[1], return_address);
}

TEST(WalkStack, EndsInsideOtherThreadsToo) {
  std::thread([] {
    std::uintptr_t return_address = 0;
    const Walked walked = walk_below(return_address);
    EXPECT_GE(walked.count, 2U);
    EXPECT_EQ(walked.frames[1], return_address);
  }).join();
}

TEST(WalkStack, EndsWhereTheChainLeadsNowhere) {
  std::array<std::uintptr_t, kMaxFrames> out{};
  EXPECT_EQ(walk_stack({.pc = 0x1234, .frame = 0}, out), 1U);
  EXPECT_EQ(out[0], 0x1234U);
  std::uintptr_t backwards[2] = {8, 0x5678};  // the next frame lies below this one
  EXPECT_EQ(walk_stack({.pc = 0x1234, .frame = reinterpret_cast<std::uintptr_t>(backwards)}, out), 2U);
  EXPECT_EQ(out[1], 0x5678U);
  EXPECT_EQ(walk_stack({.pc = 0x1234, .frame = ~std::uintptr_t{15}}, out), 1U);
}

}  // namespace
}  // namespace race
