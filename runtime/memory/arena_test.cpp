#include "runtime/memory/arena.h"

#include <dirent.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "runtime/error.h"
#include "runtime/testing/forked_child.h"

namespace mp::memory {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1} << 20;

TEST(Arena, GrowsAndUsesAgainWhatIsFree) {
  Arena arena(64 * kMegabyte);
  EXPECT_EQ(arena.census(), BlockList::Census{});
  for (int round = 0; round < 100; ++round) {
    void* large = arena.allocate(3 * kMegabyte);
    void* small = arena.allocate(10);
    std::memset(large, 1, 3 * kMegabyte);
    arena.free(large);
    arena.free(small);
  }
  const BlockList::Census census = arena.census();
  EXPECT_EQ(census.used_blocks, 0u);
  EXPECT_LE(census.free_bytes, 8 * kMegabyte);
}

TEST(Arena, TurnsPointersIntoOffsetsAndBack) {
  Arena arena(64 * kMegabyte);
  auto* number = static_cast<int*>(arena.allocate(sizeof(int)));
  const Offset<int> offset = arena.offset(number);
  EXPECT_TRUE(offset);
  EXPECT_EQ(arena.pointer(offset), number);
  EXPECT_FALSE(arena.offset<int>(nullptr));
  EXPECT_EQ(arena.pointer(Offset<int>()), nullptr);
  EXPECT_TRUE(arena.contains(number));
  EXPECT_FALSE(arena.contains(&offset));
}

TEST(Arena, FullIsAnExceptionAndNoHarm) {
  Arena arena(8 * kMegabyte);
  EXPECT_THROW(static_cast<void>(arena.allocate(9 * kMegabyte)), MemoryError);
  EXPECT_THROW(static_cast<void>(arena.allocate(SIZE_MAX)), MemoryError);
  EXPECT_THROW(static_cast<void>(arena.allocate(SIZE_MAX - 15)), MemoryError);
  EXPECT_THROW(static_cast<void>(arena.allocate(1, std::size_t{1} << 40)), MemoryError);
  std::vector<void*> blocks;
  EXPECT_THROW(for (;;) blocks.push_back(arena.allocate(kMegabyte / 2)), MemoryError);
  EXPECT_GE(blocks.size(), 7u);
  for (void* block : blocks) {
    std::memset(block, 1, kMegabyte / 2);
    arena.free(block);
  }
  EXPECT_EQ(arena.census().used_blocks, 0u);
  arena.free(arena.allocate(6 * kMegabyte));
}

TEST(Arena, IsTheSameInChildren) {
  Arena arena(64 * kMegabyte);
  auto* slot = static_cast<Offset<int>*>(arena.allocate(sizeof(Offset<int>)));
  test::ForkedChild child([&] {
    auto* number = static_cast<int*>(arena.allocate(sizeof(int)));
    *number = 42;
    *slot = arena.offset(number);
  });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(*arena.pointer(*slot), 42);
  arena.free(arena.pointer(*slot));
  EXPECT_EQ(arena.census().used_blocks, 1u);
}

TEST(Arena, ServesManyProcessesAtOnce) {
  Arena arena(256 * kMegabyte);
  std::vector<std::unique_ptr<test::ForkedChild>> children;
  for (unsigned seed = 0; seed < 4; ++seed) {
    children.push_back(std::make_unique<test::ForkedChild>([&arena, seed] {
      std::mt19937 random(seed);
      std::vector<std::pair<unsigned char*, std::size_t>> blocks;
      for (int step = 0; step < 3000; ++step) {
        const std::size_t bytes = random() % 2000;
        auto* block = static_cast<unsigned char*>(arena.allocate(bytes));
        std::memset(block, static_cast<int>(seed), bytes);
        blocks.emplace_back(block, bytes);
        if (blocks.size() < 50) continue;
        std::swap(blocks[random() % blocks.size()], blocks.back());
        const auto [oldest, size] = blocks.back();
        ASSERT_TRUE(std::all_of(oldest, oldest + size, [seed](unsigned char byte) { return byte == seed; }));
        arena.free(oldest);
        blocks.pop_back();
      }
      for (const auto& [block, size] : blocks) arena.free(block);
    }));
  }
  for (auto& child : children) EXPECT_EQ(child->wait(), 0);
  EXPECT_EQ(arena.census().used_blocks, 0u);
}

/// Takes the memory file away from the process: the system then refuses to give more memory.
void close_memory_file() {
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    const std::string target = std::filesystem::read_symlink(entry, gone).string();
    if (target.find("memfd:racelab") != std::string::npos) close(std::stoi(entry.path().filename()));
  }
}

TEST(Arena, NoMoreMemoryIsAnExceptionAndNoHarm) {
  Arena arena(64 * kMegabyte);
  void* block = arena.allocate(16);
  test::ForkedChild child([&] {
    close_memory_file();
    arena.free(arena.allocate(kMegabyte / 2));  // there already
    try {
      static_cast<void>(arena.allocate(2 * kMegabyte));
      ADD_FAILURE() << "memory without a file";
    } catch (const MemoryError& error) {
      EXPECT_NE(std::string(error.what()).find("more bytes of shared memory: Bad file descriptor"), std::string::npos)
          << error.what();
    }
  });
  EXPECT_EQ(child.wait(), 0);
  arena.free(arena.allocate(2 * kMegabyte));
  arena.free(block);
  EXPECT_EQ(arena.census().used_blocks, 0u);
}

TEST(FamilyArena, IsOne) { EXPECT_EQ(&family_arena(), &family_arena()); }

}  // namespace
}  // namespace mp::memory
