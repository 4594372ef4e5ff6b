// Creators that are killed at random moments and after single instructions, and trackers that are killed under them: no name
// stays in /dev/shm.
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <random>
#include <string>
#include <utility>

#include "runtime/memory/placed.h"
#include "runtime/shared_memory/shared_memory.h"
#include "runtime/shared_memory/tracker_for_test.h"
#include "runtime/testing/eventually.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/single_step.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using test::goes_from_dev_shm;
using test::unique_name;

constexpr int kRounds = 200;

/// A child that creates the segment again and again, or once; `stage` is 1 while it has it.
class Creator {
 public:
  Creator(const std::string& name, std::atomic<int>& stage, bool again)
      : child_([&] {
          running_.open();
          do {
            const SharedMemory memory = SharedMemory::create(16384, name);
            stage = 1;
            for (int times = 0; times < 10 || !again; ++times) std::ranges::fill(memory.buf(), std::byte{1});
            stage = 0;
          } while (again);
        }) {
    running_.pass();
  }
  bool kill() { return child_.kill(); }

 private:
  test::Gate running_;
  test::ForkedChild child_;
};

/// How long it takes until the segment is there.
std::chrono::microseconds time_until(const std::atomic<int>& stage) {
  const auto begin = steady_clock::now();
  while (stage == 0 && steady_clock::now() < begin + test::kPatience) ::sched_yield();
  return std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - begin);
}

TEST(SharedMemoryKill, AtRandomMomentsLeavesNoName) {
  const SharedMemory first = SharedMemory::create(1);  // the tracker runs
  const memory::Placed<std::atomic<int>> stage(std::in_place, 0);
  std::mt19937 random(5);
  std::chrono::microseconds longest{0};
  int with_a_name = 0;
  for (int round = 0; round < kRounds && !testing::Test::HasFailure(); ++round) {
    const std::string name = unique_name();
    Creator victim(name, *stage, true);
    if (round % 20 == 0)
      longest = 2 * time_until(*stage);  // and kills it while the segment is there
    else
      test::spin_at_random(random, longest);
    ASSERT_TRUE(victim.kill());
    with_a_name += stage->exchange(0);
    EXPECT_TRUE(goes_from_dev_shm(name)) << "round " << round;
  }
  EXPECT_GT(with_a_name, 0);
  EXPECT_LT(with_a_name, kRounds);
}

TEST(SharedMemoryKill, WhoStartsTheTrackerMayDieToo) {
  constexpr int kStarts = 60;
  std::mt19937 random(6);
  const memory::Placed<std::atomic<int>> stage(std::in_place, 0);
  std::chrono::microseconds longest{0};
  int with_a_name = 0;
  for (int round = 0; round < kStarts && !testing::Test::HasFailure(); ++round) {
    if (const pid_t tracker = test::tracker()) {
      ASSERT_EQ(::kill(tracker, SIGKILL), 0);
      ASSERT_TRUE(test::ends(tracker));
    }
    const std::string name = unique_name();
    Creator victim(name, *stage, false);
    if (round % 20 == 0) {
      longest = 2 * time_until(*stage);
    } else {
      test::spin_at_random(random, longest);
    }
    ASSERT_TRUE(victim.kill());
    with_a_name += stage->exchange(0);
    EXPECT_TRUE(goes_from_dev_shm(name)) << "round " << round;
    const SharedMemory next = SharedMemory::create(1, name);
    EXPECT_NE(test::tracker(), 0) << "whoever comes next has a tracker";
  }
  EXPECT_GT(with_a_name, 0);
  EXPECT_LT(with_a_name, kStarts);
}

TEST(SharedMemoryKill, ATrackerMayDieUnderItsMembers) {
  std::mt19937 random(7);
  const memory::Placed<std::atomic<bool>> enough(std::in_place, false);
  const memory::Placed<std::atomic<int>> made(std::in_place, 0);
  test::ForkedChild creator([&] {
    while (!*enough) {
      const SharedMemory memory = SharedMemory::create(4096);
      ASSERT_EQ(SharedMemory::open(memory.name()).size(), 4096u);
      made->fetch_add(1);
    }
  });
  for (int killed = 0; killed < 30; ++killed) {
    // One tracker after the other has worked, so the one that is killed is in the middle of that, or of its start.
    const int before = made->load();
    ASSERT_TRUE(test::eventually([&] { return made->load() > before && test::tracker() != 0; }));
    test::spin_at_random(random, 5ms);
    if (const pid_t tracker = test::tracker()) ::kill(tracker, SIGKILL);
  }
  enough->store(true);
  EXPECT_EQ(creator.wait(), 0);
}

// Each of the steps asks the kernel for something; the tracker runs already.
TEST(SharedMemoryKill, AllAlongCreateAndUnlinkNoNameIsLeft) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  const SharedMemory first = SharedMemory::create(1);
  const std::string name = unique_name();
  const memory::Placed<std::atomic<int>> stage(std::in_place, 0);
  std::size_t before = 0, between = 0;
  const test::Deaths deaths = test::kill_along({
      .prepare = [&] { *stage = 0; },
      .operation =
          [&] {
            SharedMemory memory = SharedMemory::create(1, name);
            *stage = 1;
            memory.unlink();
            *stage = 2;
          },
      .check =
          [&] {
            before += *stage == 0;
            between += *stage == 1;
            if (!testing::Test::HasFailure()) {
              EXPECT_TRUE(goes_from_dev_shm(name));
            }
          },
  });
  EXPECT_GE(deaths.places, 5u);  // so few with AddressSanitizer, whose steps are many
  EXPECT_GT(before, 0u);
  EXPECT_GT(between, 0u);
}

}  // namespace
}  // namespace mp
