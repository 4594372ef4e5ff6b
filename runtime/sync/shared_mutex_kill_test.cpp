// Readers and writers of a SharedMutex that are killed: nobody hangs, nobody reads half a change unless a writer died in it.
#include <gtest/gtest.h>
#include <unistd.h>

#include <mutex>
#include <random>
#include <shared_mutex>

#include "runtime/sync/shared_mutex.h"
#include "runtime/testing/asleep.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/single_step.h"
#include "runtime/testing/twins.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::Twins;

constexpr int kRounds = 200;

TEST(SharedMutexKill, AHolderLeavesItToTheNext) {
  SharedMutex mutex;
  for (unsigned round = 1; round <= 40; ++round) {
    test::Gate held;
    const auto hold = [&](auto lock) {
      (mutex.*lock)();
      held.open();
      for (;;) pause();
    };
    test::ForkedChild reader([&] { hold(&SharedMutex::lock_shared); });
    held.pass();
    ASSERT_TRUE(reader.kill());
    test::ForkedChild writer([&] { hold(&SharedMutex::lock); });
    held.pass();
    ASSERT_TRUE(writer.kill());
    ASSERT_TRUE(std::shared_lock(mutex, test::kPatience).owns_lock()) << "round " << round;
    ASSERT_EQ(mutex.owner_deaths(), round);
    ASSERT_TRUE(std::unique_lock(mutex, test::kPatience).owns_lock()) << "round " << round;
    ASSERT_EQ(mutex.owner_deaths(), round);
  }
}

TEST(SharedMutexKill, AWriterThatDiesWhileItWaitsIsNotCounted) {
  SharedMutex mutex;
  {
    const std::shared_lock reader(mutex);
    test::Gate running;
    test::ForkedChild writer([&] {
      running.open();
      const std::unique_lock guard(mutex);
    });
    running.pass();
    test::wait_until_asleep(writer.pid());
    ASSERT_TRUE(writer.kill());
  }
  EXPECT_TRUE(std::unique_lock(mutex, test::kPatience).owns_lock());
  EXPECT_EQ(mutex.owner_deaths(), 0u);
}

TEST(SharedMutexKill, AtRandomMomentsHurtsOnlyWhatAWriterWasChanging) {
  SharedMutex mutex;
  const memory::Placed<Twins> twins(std::in_place);
  std::mt19937 random(71);
  for (int round = 1; round <= kRounds; ++round) {
    test::Gate running;
    test::ForkedChild writer([&] {
      running.open();
      for (;;) {
        const std::unique_lock guard(mutex);
        // For about as long as it takes to get all the seats, so that many die here.
        for (int i = 0; i < 200; ++i) twins->add_one();
      }
    });
    test::ForkedChild reader([&] {
      running.open();
      for (;;) {
        const std::shared_lock guard(mutex);
        ASSERT_TRUE(twins->equal());
      }
    });
    running.pass();
    running.pass();
    test::spin_at_random(random, 300us);
    ASSERT_TRUE(reader.kill());
    ASSERT_TRUE(writer.kill());
    const unsigned deaths_before = mutex.owner_deaths();
    {
      const std::shared_lock guard(mutex, test::kPatience);
      ASSERT_TRUE(guard.owns_lock()) << "round " << round;
      ASSERT_TRUE(twins->equal() || mutex.owner_deaths() == deaths_before + 1) << "half a change, but no writer has died";
    }
    const std::unique_lock guard(mutex, test::kPatience);
    ASSERT_TRUE(guard.owns_lock()) << "round " << round;
    twins->second.store(twins->first.load());
  }
  EXPECT_GT(mutex.owner_deaths(), 0u);
}

template <class Operation>
void expect_free_after_deaths(SharedMutex& mutex, Operation operation) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  const test::Deaths deaths = test::kill_along({
      .prepare = [] {},
      .operation = operation,
      .check =
          [&] {
            ASSERT_TRUE(std::shared_lock(mutex, test::kPatience).owns_lock());
            ASSERT_TRUE(std::unique_lock(mutex, test::kPatience).owns_lock());
          },
  });
  EXPECT_GT(deaths.places, 0u);
}

TEST(SharedMutexKill, AllAlongReadingItIsFreeAfterwards) {
  SharedMutex mutex;
  expect_free_after_deaths(mutex, [&] { const std::shared_lock guard(mutex); });
  EXPECT_EQ(mutex.owner_deaths(), 0u);
}

TEST(SharedMutexKill, AllAlongWritingItIsFreeAfterwards) {
  SharedMutex mutex;
  expect_free_after_deaths(mutex, [&] { const std::unique_lock guard(mutex); });
}

}  // namespace
}  // namespace mp
