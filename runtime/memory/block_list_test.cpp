#include "runtime/memory/block_list.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <random>
#include <vector>

namespace mp::memory {
namespace {

constexpr std::size_t kBytes = 1 << 16;

/// A list over a buffer of its own, empty at first.
class BlockListTest : public testing::Test {
 protected:
  BlockListTest() { list_.clear(); }

  void extend_by(std::uint64_t bytes) { list_.extend(list_.end() + bytes); }
  bool aligned(const void* payload, std::size_t alignment) const {
    return reinterpret_cast<std::uintptr_t>(payload) % alignment == 0;
  }

  alignas(4096) std::byte buffer_[kBytes];
  BlockList::Anchor anchor_{};
  BlockList list_{buffer_, BlockList::first_block_at(0), anchor_};
};

TEST_F(BlockListTest, EmptyHasNothing) {
  EXPECT_EQ(list_.take(1, 16), nullptr);
  EXPECT_EQ(list_.census(), BlockList::Census{});
}

TEST_F(BlockListTest, TakesSplitsAndMergesAgain) {
  extend_by(1024);
  void* a = list_.take(1, 16);
  void* b = list_.take(40, 16);
  ASSERT_NE(a, nullptr);
  ASSERT_NE(b, nullptr);
  EXPECT_EQ(list_.census(), (BlockList::Census{.blocks = 3, .used_blocks = 2, .used_bytes = 16 + 48, .free_bytes = 1024 - 64}));
  list_.give_back(a);
  list_.give_back(b);
  EXPECT_EQ(list_.census().free_bytes, 1024u);
  void* all = list_.take(1024 - BlockList::kHeaderBytes, 16);
  ASSERT_NE(all, nullptr);
  EXPECT_EQ(list_.census(), (BlockList::Census{.blocks = 1, .used_blocks = 1, .used_bytes = 1024, .free_bytes = 0}));
  EXPECT_EQ(list_.take(0, 16), nullptr);
  list_.give_back(all);
}

TEST_F(BlockListTest, RespectsEveryAlignment) {
  extend_by(kBytes - 16);
  for (std::size_t alignment = 1; alignment <= 4096; alignment *= 2) {
    void* payload = list_.take(24, alignment);
    ASSERT_NE(payload, nullptr) << alignment;
    EXPECT_TRUE(aligned(payload, std::max<std::size_t>(alignment, 16))) << alignment;
    list_.census();
  }
}

TEST_F(BlockListTest, ReusesWhatIsBehindTheRover) {
  extend_by(256);
  void* first = list_.take(100, 16);
  ASSERT_NE(list_.take(100, 16), nullptr);
  EXPECT_EQ(list_.take(100, 16), nullptr);
  list_.give_back(first);
  EXPECT_EQ(list_.take(100, 16), first);
}

TEST_F(BlockListTest, MovesTheRoverWhenItsBlockIsSwallowed) {
  extend_by(256);
  void* first = list_.take(24, 16);
  void* second = list_.take(24, 16);  // the rover stands here
  list_.give_back(first);
  list_.give_back(second);
  EXPECT_EQ(list_.take(1000, 16), nullptr);  // the search has merged all
  EXPECT_EQ(list_.census().blocks, 1u);      // which also checks that the rover is at a beginning
  EXPECT_EQ(list_.take(24, 16), first);
}

TEST_F(BlockListTest, SaysHowMuchIsEnough) {
  std::mt19937 random(3);
  for (int round = 0; round < 500; ++round) {
    list_.clear();
    extend_by(16 * (1 + random() % 9));
    while (list_.take(0, 16) != nullptr) {
    }
    const std::size_t bytes = random() % 5000, alignment = std::size_t{1} << random() % 13;
    extend_by((BlockList::bytes_for(bytes, alignment) + 15) / 16 * 16);
    EXPECT_NE(list_.take(bytes, alignment), nullptr) << bytes << " bytes, alignment " << alignment;
  }
}

TEST_F(BlockListTest, HandsOutNoByteTwice) {
  struct Taken {
    std::size_t bytes;
    unsigned char pattern;
  };
  std::map<unsigned char*, Taken> taken;
  std::mt19937 random(4);
  extend_by(kBytes / 2);
  for (int step = 0; step < 20000; ++step) {
    if (step == 5000) extend_by(kBytes / 2 - 16);
    if (taken.empty() || random() % 2 == 0) {
      const std::size_t bytes = random() % 300, alignment = std::size_t{1} << random() % 8;
      auto* payload = static_cast<unsigned char*>(list_.take(bytes, alignment));
      if (payload == nullptr) continue;
      ASSERT_TRUE(aligned(payload, std::max<std::size_t>(alignment, 16)));
      const auto pattern = static_cast<unsigned char>(step);
      std::memset(payload, pattern, bytes);
      taken[payload] = {bytes, pattern};
    } else {
      const auto victim = std::next(taken.begin(), static_cast<long>(random() % taken.size()));
      const std::vector<unsigned char> expected(victim->second.bytes, victim->second.pattern);
      if (!expected.empty()) {
        ASSERT_EQ(std::memcmp(victim->first, expected.data(), expected.size()), 0) << "step " << step;
      }
      list_.give_back(victim->first);
      taken.erase(victim);
    }
    if (step % 100 == 0) {
      ASSERT_EQ(list_.census().used_blocks, taken.size());
    }
  }
}

using BlockListDeathTest = BlockListTest;

TEST_F(BlockListDeathTest, SaysThatTheMemoryIsDamaged) {
  extend_by(256);
  void* payload = list_.take(24, 16);
  ASSERT_NE(list_.take(24, 16), nullptr);
  EXPECT_EXIT(
      {
        std::memset(payload, 0, 32);  // eight bytes too many: the next header
        list_.census();
      },
      testing::KilledBySignal(SIGABRT), "^racelab: the shared memory is damaged");
}

TEST_F(BlockListDeathTest, RefusesToFreeTwice) {
  extend_by(256);
  void* payload = list_.take(24, 16);
  list_.give_back(payload);
  EXPECT_EXIT(list_.give_back(payload), testing::KilledBySignal(SIGABRT), "^internal bug: .*block.used");
}

}  // namespace
}  // namespace mp::memory
