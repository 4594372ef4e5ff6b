#include "runtime/memory/placed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <stdexcept>

#include "runtime/testing/forked_child.h"

namespace mp::memory {
namespace {

std::size_t used_blocks() { return family_arena().census().used_blocks; }

struct Counted {
  explicit Counted(std::atomic<int>& ended) : ended(ended) {}
  ~Counted() { ++ended; }
  std::atomic<int>& ended;
};

TEST(Placed, LivesInTheArenaAndEndsWithTheHandle) {
  const std::size_t before = used_blocks();
  std::atomic<int> ended = 0;
  {
    const Placed<Counted> object(std::in_place, ended);
    EXPECT_TRUE(family_arena().contains(&*object));
    EXPECT_TRUE(object.is_mine());
    EXPECT_EQ(used_blocks(), before + 1);
  }
  EXPECT_EQ(ended, 1);
  EXPECT_EQ(used_blocks(), before);
}

TEST(Placed, AChildEndsNothing) {
  const Placed<std::atomic<int>> ended(std::in_place, 0);
  auto object = std::make_unique<Placed<Counted>>(std::in_place, *ended);
  const std::size_t before = used_blocks();
  test::ForkedChild child([&] {
    EXPECT_FALSE(object->is_mine());
    object.reset();
  });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(ended->load(), 0);
  EXPECT_EQ(used_blocks(), before);
  object.reset();
  EXPECT_EQ(ended->load(), 1);
  EXPECT_EQ(used_blocks(), before - 1);
}

TEST(Placed, AChildEndsWhatItHasPlaced) {
  const std::size_t before = used_blocks();
  test::ForkedChild child([&] {
    const Placed<int> number(std::in_place, 7);
    EXPECT_EQ(*number, 7);
  });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(used_blocks(), before);
}

struct Stubborn {
  explicit Stubborn(bool may_end) : may_end(may_end) {}
  bool retire() noexcept { return may_end; }
  bool may_end;
};

TEST(Placed, KeepsTheMemoryOfAnObjectThatMayNotEnd) {
  const std::size_t before = used_blocks();
  {
    const Placed<Stubborn> object(std::in_place, true);
  }
  EXPECT_EQ(used_blocks(), before);
  {
    const Placed<Stubborn> object(std::in_place, false);
  }
  EXPECT_EQ(used_blocks(), before + 1);
}

struct Throwing {
  Throwing() { throw std::runtime_error("no"); }
};

TEST(Placed, GivesTheMemoryBackWhenTheConstructorThrows) {
  const std::size_t before = used_blocks();
  EXPECT_THROW(Placed<Throwing>{std::in_place}, std::runtime_error);
  EXPECT_EQ(used_blocks(), before);
}

struct alignas(256) Wide {
  char bytes[256];
};

TEST(Placed, RespectsTheAlignment) {
  const Placed<Wide> wide(std::in_place);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(&*wide) % 256, 0u);
}

TEST(Placed, HasTheBytesThatFollow) {
  const Placed<std::uint64_t> head(TrailingBytes{100}, std::uint64_t{1});
  std::fill_n(reinterpret_cast<char*>(&*head + 1), 100, 'x');
  EXPECT_EQ(*head, 1u);
  family_arena().census();  // nobody's header was overwritten
}

}  // namespace
}  // namespace mp::memory
