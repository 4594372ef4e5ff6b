// Setters and waiters of an event that are killed: the event is set or not, and nobody who waits for a set event hangs.
#include <gtest/gtest.h>

#include <memory>
#include <random>

#include "runtime/sync/event.h"
#include "runtime/testing/asleep.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/single_step.h"

namespace mp {
namespace {

using namespace std::chrono_literals;

constexpr int kRounds = 200;

TEST(EventKill, AtRandomMomentsLeavesAnEventThatWorks) {
  Event event;
  std::mt19937 random(31);
  int died_set = 0;
  for (int round = 0; round < kRounds; ++round) {
    test::Gate running;
    test::ForkedChild waiter([&] {
      running.open();
      for (;;) event.wait();
    });
    test::ForkedChild setter([&] {
      running.open();
      for (;;) {
        event.set();
        event.clear();
      }
    });
    running.pass();
    running.pass();
    test::spin_at_random(random, 200us);
    ASSERT_TRUE(setter.kill());
    ASSERT_TRUE(waiter.kill());
    died_set += event.is_set() ? 1 : 0;
    event.clear();
    test::ForkedChild survivor([&] { EXPECT_TRUE(event.wait_for(test::kPatience)); });
    event.set();
    ASSERT_EQ(survivor.wait(), 0) << "round " << round;
    event.clear();
  }
  EXPECT_GT(died_set, 0);
  EXPECT_LT(died_set, kRounds);
}

// Each waiter sleeps when the setter dies; where the event is set but nobody was woken, it must look again by itself.
TEST(EventKill, AllAlongSetTheSleeperGoesOnIffItIsSet) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  Event event;
  test::Gate running;
  std::unique_ptr<test::ForkedChild> sleeper;
  std::size_t set = 0;
  const test::Deaths deaths = test::kill_along({
      .prepare =
          [&] {
            event.clear();
            sleeper = std::make_unique<test::ForkedChild>([&] {
              running.open();
              EXPECT_TRUE(event.wait_for(test::kPatience));
            });
            running.pass();
            test::wait_until_asleep(sleeper->pid());
          },
      .operation = [&] { event.set(); },
      .check =
          [&] {
            if (event.is_set()) {
              EXPECT_EQ(sleeper->wait(), 0);
              ++set;
            } else {
              EXPECT_TRUE(sleeper->kill());
            }
          },
  });
  EXPECT_GT(set, 1u);
  EXPECT_LT(set, deaths.places);
}

}  // namespace
}  // namespace mp
