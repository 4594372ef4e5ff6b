#include "tool/program/world/memory.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace check {
namespace {

class MemoryTest : public testing::Test {
 protected:
  /// Main writes 7 while nobody runs, after so many threads have written a number each, which it starts later.
  Targets initial_after(std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
      const ThreadId thread = threads_.start(kMainThread, PathId{}, {.at = {.block = i}}, ThreadKind::kThread, 0);
      memory_.write(place_, terms_.number(i % 2), thread, {});
    }
    memory_.write(place_, terms_.number(7), kMainThread, {});
    return memory_.initial(place_);
  }

  Terms terms_;
  Objects objects_;
  Threads threads_;
  Memory memory_{terms_, objects_, threads_};
  LocationId place_ = terms_.object(objects_.intern({.kind = ObjectKind::kAllocated}), {});
};

TEST_F(MemoryTest, WhatIsWrittenBeforeAllOthersIsThereAtFirst) {
  const Targets initial = initial_after(100);
  EXPECT_FALSE(initial.anything);
  EXPECT_TRUE(initial.values.contains(terms_.number(7)));
}

TEST_F(MemoryTest, OfTooManyWritesItIsNotKnownWhichValueTheyStore) { EXPECT_TRUE(initial_after(200).anything); }

TEST_F(MemoryTest, PlacesThatDifferInANumberAreApart) {
  const LocationId first = terms_.element(place_, terms_.number(1));
  const LocationId second = terms_.element(place_, terms_.number(2));
  const ThreadId other = threads_.start(kMainThread, PathId{}, {}, ThreadKind::kThread, 0);
  memory_.write(first, terms_.number(5), other, {});
  EXPECT_TRUE(memory_.changes_under(kMainThread, false, first));
  EXPECT_TRUE(memory_.changes_under(kMainThread, false, terms_.element(place_, kUnknownValue)));
  EXPECT_FALSE(memory_.changes_under(kMainThread, false, second));
  EXPECT_FALSE(memory_.changes_under(other, false, first));
}

}  // namespace
}  // namespace check
