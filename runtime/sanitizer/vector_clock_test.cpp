#include "runtime/sanitizer/vector_clock.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

namespace race {
namespace {

constexpr Sid kA{0};
constexpr Sid kB{1};
constexpr Sid kLast{kMaxProcesses - 1};

std::unique_ptr<VectorClock> new_clock() { return std::make_unique<VectorClock>(); }

TEST(VectorClock, KnowsNothingAtFirst) {
  const auto clock = new_clock();
  EXPECT_EQ(clock->of(kA), Epoch{0});
  EXPECT_TRUE(clock->covers(kA, Epoch{0}));
  EXPECT_FALSE(clock->covers(kA, Epoch{1}));
}

TEST(VectorClock, CoversAllEpochsUpToTheLastThatIsKnown) {
  const auto clock = new_clock();
  clock->raise(kB, Epoch{7});
  EXPECT_TRUE(clock->covers(kB, Epoch{6}));
  EXPECT_TRUE(clock->covers(kB, Epoch{7}));
  EXPECT_FALSE(clock->covers(kB, Epoch{8}));
  EXPECT_FALSE(clock->covers(kA, Epoch{1}));
}

TEST(VectorClock, NeverFalls) {
  const auto clock = new_clock();
  clock->raise(kA, Epoch{5});
  clock->raise(kA, Epoch{3});
  EXPECT_EQ(clock->of(kA), Epoch{5});
  clock->join(*new_clock(), kMaxProcesses);
  EXPECT_EQ(clock->of(kA), Epoch{5});
}

TEST(VectorClock, JoinKeepsTheLaterOfEachProcess) {
  const auto mine = new_clock();
  const auto theirs = new_clock();
  mine->raise(kA, Epoch{5});
  mine->raise(kB, Epoch{1});
  theirs->raise(kA, Epoch{2});
  theirs->raise(kB, Epoch{9});
  theirs->raise(kLast, Epoch{4});
  mine->join(*theirs, kMaxProcesses);
  EXPECT_EQ(mine->of(kA), Epoch{5});
  EXPECT_EQ(mine->of(kB), Epoch{9});
  EXPECT_EQ(mine->of(kLast), Epoch{4});
}

TEST(VectorClock, JoinLeavesSlotsBeyondTheWidth) {
  const auto mine = new_clock();
  const auto theirs = new_clock();
  theirs->raise(kA, Epoch{1});
  theirs->raise(kB, Epoch{1});
  mine->join(*theirs, 1);
  EXPECT_EQ(mine->of(kA), Epoch{1});
  EXPECT_EQ(mine->of(kB), Epoch{0});
}

TEST(VectorClock, RaisedByManyAtOnceHoldsTheLargest) {
  constexpr unsigned kThreads = 4;
  constexpr std::uint64_t kRaises = 20000;
  const auto clock = new_clock();
  std::vector<std::thread> threads;
  for (unsigned first = 0; first < kThreads; ++first) {
    threads.emplace_back([&clock, first] {
      for (std::uint64_t epoch = first; epoch < kRaises; epoch += kThreads) clock->raise(kB, Epoch{epoch});
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(clock->of(kB), Epoch{kRaises - 1});
}

}  // namespace
}  // namespace race
