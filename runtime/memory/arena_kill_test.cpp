// Processes that are killed in the allocator: at random moments, and all along its instructions.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <random>

#include "runtime/memory/arena.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/single_step.h"

namespace mp::memory {
namespace {

constexpr std::size_t kReserved = std::size_t{64} << 20;
constexpr std::size_t kSlots = 64;

/// What a process has taken, where its murderer can find it.
struct Table {
  std::array<std::atomic<Offset<char>>, kSlots> slots{};
};

Table& place_table(Arena& arena) { return *new (arena.allocate(sizeof(Table))) Table; }

void take_and_free_for_ever(Arena& arena, Table& table, unsigned seed) {
  std::mt19937 random(seed);
  for (;;) {
    auto& slot = table.slots[random() % kSlots];
    if (const Offset<char> taken = slot.load()) {
      slot.store({});
      arena.free(arena.pointer(taken));
    } else {
      slot.store(arena.offset(static_cast<char*>(arena.allocate(random() % 3000, std::size_t{1} << random() % 9))));
    }
  }
}

void free_all(Arena& arena, Table& table) {
  for (auto& slot : table.slots) {
    if (const Offset<char> taken = slot.exchange({})) arena.free(arena.pointer(taken));
  }
}

TEST(ArenaKill, AtRandomMomentsCostsAtMostTheBlockInHand) {
  constexpr int kRounds = 200;
  Arena arena(kReserved);
  Table& table = place_table(arena);
  std::mt19937 random(5);
  std::size_t lost = 0;
  for (int round = 1; round <= kRounds; ++round) {
    test::Gate running;
    test::ForkedChild child([&] {
      running.open();
      take_and_free_for_ever(arena, table, static_cast<unsigned>(round));
    });
    running.pass();
    test::spin_at_random(random, std::chrono::microseconds(300));
    ASSERT_TRUE(child.kill());
    free_all(arena, table);
    const std::size_t used = arena.census().used_blocks - 1;  // without the table
    ASSERT_LE(used, lost + 1) << "round " << round;
    lost = used;
  }
}

TEST(ArenaKill, LeavesTheOtherProcessesAtWork) {
  Arena arena(kReserved);
  Table& table = place_table(arena);
  Table& victims = place_table(arena);
  std::mt19937 random(6);
  test::ForkedChild survivor([&] { take_and_free_for_ever(arena, table, 0); });
  for (int round = 1; round <= 200; ++round) {
    test::ForkedChild victim([&] { take_and_free_for_ever(arena, victims, static_cast<unsigned>(round)); });
    test::spin_at_random(random, std::chrono::microseconds(300));
    ASSERT_TRUE(victim.kill());
    free_all(arena, victims);
  }
  EXPECT_TRUE(survivor.kill());
  free_all(arena, table);
  arena.census();
}

/// An arena of three blocks and two gaps, so that the operations below split, merge, wrap around and grow.
struct Scene {
  Arena arena{kReserved};
  std::array<void*, 5> blocks{};

  void set() {
    for (void*& block : blocks) block = arena.allocate(200);
    arena.free(blocks[1]);
    arena.free(blocks[3]);
  }
  void clear() {
    for (const int used : {0, 2, 4}) arena.free(blocks[static_cast<std::size_t>(used)]);
  }
};

class AlongTheWay : public testing::TestWithParam<void (*)(Scene&)> {};

TEST_P(AlongTheWay, DeathLeavesAListThatIsRight) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  Scene scene;
  BlockList::Census before;
  std::size_t lost = 0;
  const test::Deaths deaths = test::kill_along({
      .prepare =
          [&] {
            scene.set();
            before = scene.arena.census();
          },
      .operation = [&] { GetParam()(scene); },
      .check =
          [&] {
            const BlockList::Census after = scene.arena.census();
            const std::size_t more = after.used_blocks - before.used_blocks;
            ASSERT_LE(more, 1u);  // of one killed process: the block in its hands
            lost += more;
            scene.arena.free(scene.arena.allocate(64));
            scene.clear();
          },
  });
  EXPECT_GT(deaths.places, 0u);
  EXPECT_EQ(scene.arena.census().used_blocks, lost);
  RecordProperty("instructions", static_cast<int>(deaths.instructions));
  RecordProperty("places_of_death", static_cast<int>(deaths.places));
}

INSTANTIATE_TEST_SUITE_P(ArenaKill, AlongTheWay,
                         testing::Values([](Scene& scene) { scene.arena.free(scene.arena.allocate(40)); },
                                         [](Scene& scene) { scene.arena.free(scene.arena.allocate(40, 256)); },
                                         [](Scene& scene) { scene.arena.free(scene.arena.allocate(std::size_t{2} << 20)); }));

}  // namespace
}  // namespace mp::memory
