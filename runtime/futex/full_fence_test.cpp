// Two processors that each store and then load what the other one stores ("store buffering"): with the fence between, at least
// one of them sees the other's store. Without it both often see nothing.
#include "runtime/futex/full_fence.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <thread>
#include <vector>

namespace mp::futex {
namespace {

constexpr int kRounds = 200'000;

struct Side {
  alignas(64) std::atomic<int> stored = 0;
  alignas(64) std::atomic<int> begun = 0;
  std::vector<int> seen;  // by round
};

void wait_for(const std::atomic<int>& begun, int round) {
  constexpr int kLooks = 1000;  // the other one may need this processor
  for (int look = 0; begun.load(std::memory_order_acquire) < round; ++look) {
    if (look % kLooks == kLooks - 1) sched_yield();
  }
}

void play(Side& mine, const Side& other) {
  for (int round = 1; round <= kRounds; ++round) {
    mine.begun.store(round, std::memory_order_release);
    wait_for(other.begun, round);
    mine.stored.store(round, std::memory_order_relaxed);
    full_fence();
    mine.seen.push_back(other.stored.load(std::memory_order_relaxed));
  }
}

TEST(FullFence, OfTwoWhoStoreAndLoadOneSeesTheOther) {
  Side one, two;
  std::thread thread([&] { play(two, one); });
  play(one, two);
  thread.join();
  int blind = 0;
  for (int round = 1; round <= kRounds; ++round) {
    const auto at = static_cast<std::size_t>(round - 1);
    blind += one.seen[at] < round && two.seen[at] < round ? 1 : 0;
  }
  EXPECT_EQ(blind, 0) << "of " << kRounds << " rounds";
}

}  // namespace
}  // namespace mp::futex
