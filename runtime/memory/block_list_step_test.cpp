// The list of blocks after every single instruction: always one that the next process can go on with.
#include <gtest/gtest.h>

#include <array>
#include <cstring>

#include "runtime/memory/block_list.h"
#include "runtime/testing/single_step.h"

namespace mp::memory {
namespace {

constexpr std::size_t kBytes = 4096;

struct Memory {
  alignas(256) std::byte buffer[kBytes];
  BlockList::Anchor anchor;

  BlockList list() { return BlockList(buffer, BlockList::first_block_at(0), anchor); }
};

/// Six blocks of 200 bytes, of which the second, third and fifth are free again, then 1.8 KiB free, then room to extend.
struct Scene {
  Scene() {
    memory.list().clear();
    memory.list().extend(memory.list().end() + 3072);
    for (void*& block : blocks) block = memory.list().take(200, 16);
    for (const std::size_t free : {1, 2, 4}) memory.list().give_back(blocks[free]);
  }

  /// What another process finds if this one dies here: a copy, since the original is still in use.
  void look() {
    std::memcpy(static_cast<void*>(&copy), static_cast<const void*>(&memory), sizeof copy);
    const BlockList::Census census = copy.list().census();
    least_used = std::min(least_used, census.used_blocks);
    most_used = std::max(most_used, census.used_blocks);
    void* block = copy.list().take(40, 16);
    usable = usable && block != nullptr;
    if (block != nullptr) copy.list().give_back(block);
    for (const std::size_t kept : {0, 3})
      copy.list().give_back(copy.buffer + (static_cast<std::byte*>(blocks[kept]) - memory.buffer));
    copy.list().census();
  }

  Memory memory;
  std::array<void*, 6> blocks{};
  Memory copy;
  std::size_t least_used = SIZE_MAX;
  std::size_t most_used = 0;
  bool usable = true;
};

struct Operation {
  const char* name;
  void (*run)(Scene&);
  std::size_t least_used;
  std::size_t most_used;
};
void PrintTo(const Operation& operation, std::ostream* out) { *out << operation.name; }

class EveryInstruction : public testing::TestWithParam<Operation> {};

TEST_P(EveryInstruction, LeavesAListThatIsRight) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  Scene scene;
  const std::size_t instructions = test::look_after_every_instruction([&] { GetParam().run(scene); }, [&] { scene.look(); });
  EXPECT_GT(instructions, 20u);
  EXPECT_TRUE(scene.usable);
  EXPECT_EQ(scene.least_used, GetParam().least_used);
  EXPECT_EQ(scene.most_used, GetParam().most_used);
}

INSTANTIATE_TEST_SUITE_P(
    BlockList, EveryInstruction,
    testing::Values(Operation{"TakeAndSplit", [](Scene& scene) { static_cast<void>(scene.memory.list().take(40, 16)); }, 3, 4},
                    Operation{"TakeAligned", [](Scene& scene) { static_cast<void>(scene.memory.list().take(40, 256)); }, 3, 4},
                    Operation{"TakeTheWholeBlock", [](Scene& scene) { static_cast<void>(scene.memory.list().take(1816, 16)); }, 3,
                              4},
                    Operation{"MergeAndFail", [](Scene& scene) { static_cast<void>(scene.memory.list().take(5000, 16)); }, 3, 3},
                    Operation{"WrapAround",
                              [](Scene& scene) {
                                static_cast<void>(scene.memory.list().take(1700, 16));
                                static_cast<void>(scene.memory.list().take(400, 16));  // only the merged second and third do
                              },
                              3, 5},
                    Operation{"SwallowTheRover",
                              [](Scene& scene) {
                                scene.memory.list().give_back(scene.blocks[5]);  // the rover stands there
                                static_cast<void>(scene.memory.list().take(5000, 16));
                              },
                              2, 3},
                    Operation{"GiveBack", [](Scene& scene) { scene.memory.list().give_back(scene.blocks[5]); }, 2, 3},
                    Operation{"Extend", [](Scene& scene) { scene.memory.list().extend(scene.memory.list().end() + 512); }, 3, 3}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace mp::memory
