#include "runtime/sanitizer/family/vector_clock.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

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

// Two threads raise the same component at the same moment, again and again; the lower one must never win.
TEST(VectorClock, RaisedByTwoAtOnceHoldsTheLarger) {
  // On a machine that does much else, each turn waits for its turn there.
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  std::atomic<unsigned> rounds = 50000;
  const auto clock = new_clock();
  std::atomic<unsigned> arrived[2] = {0, 0};
  unsigned fallen = 0;
  const auto raise_in_turn = [&](unsigned me) {
    for (unsigned round = 1; round <= rounds.load(); ++round) {
      if (me == 0 && std::chrono::steady_clock::now() > end) rounds.store(round);
      arrived[me].store(2 * round);
      while (arrived[1 - me].load() < 2 * round) std::this_thread::yield();
      clock->raise(kB, Epoch{10 * round + me});
      arrived[me].store(2 * round + 1);
      while (arrived[1 - me].load() < 2 * round + 1) std::this_thread::yield();
      if (me == 0) fallen += clock->of(kB) < Epoch{10 * round + 1};
    }
  };
  std::thread other(raise_in_turn, 1);
  raise_in_turn(0);
  other.join();
  EXPECT_EQ(fallen, 0U);
}

}  // namespace
}  // namespace race
