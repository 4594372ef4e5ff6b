#include "runtime/sync/event.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "runtime/testing/asleep.h"
#include "runtime/testing/ear.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::Ear;

static_assert(SharedObject<Event> && !std::is_copy_constructible_v<Event> && !std::is_move_constructible_v<Event>);

TEST(Event, IsAFlag) {
  Event event;
  EXPECT_FALSE(event.is_set());
  event.clear();
  EXPECT_FALSE(event.is_set());
  event.set();
  EXPECT_TRUE(event.is_set());
  event.set();
  EXPECT_TRUE(event.is_set());
  event.clear();
  EXPECT_FALSE(event.is_set());
}

TEST(Event, WaitsNoLongerThanAllowed) {
  Event event;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(event.wait_for(0s));
  EXPECT_FALSE(event.wait_for(-1s));
  EXPECT_FALSE(event.wait_for(20ms));
  EXPECT_FALSE(event.wait_until(std::chrono::steady_clock::now() + 150ms));  // longer than one sleep
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 170ms);
  EXPECT_FALSE(event.wait_until(std::chrono::system_clock::now() + 10ms));
  event.set();
  EXPECT_TRUE(event.wait_for(0s));
  EXPECT_TRUE(event.wait_for(-1s));
  EXPECT_TRUE(event.wait_for(1h));
  event.wait();
  event.clear();
  EXPECT_FALSE(event.wait_for(0s));
}

TEST(Event, IsSetByAnotherProcess) {
  Event event;
  test::ForkedChild child([&] { event.set(); });
  EXPECT_TRUE(event.wait_for(test::kPatience));
  EXPECT_EQ(child.wait(), 0);
  EXPECT_TRUE(event.is_set());
}

TEST(Event, LetsEverybodyGoThoughItIsClearedAtOnce) {
  constexpr int kWaiters = 4;
  Event event;
  test::Gate running;
  std::vector<std::unique_ptr<test::ForkedChild>> waiters;
  for (int i = 0; i < kWaiters; ++i) {
    waiters.push_back(std::make_unique<test::ForkedChild>([&] {
      running.open();
      EXPECT_TRUE(event.wait_for(test::kPatience / 4));
    }));
  }
  for (int i = 0; i < kWaiters; ++i) running.pass();
  for (const auto& waiter : waiters) test::wait_until_asleep(waiter->pid());
  event.set();
  event.clear();
  for (const auto& waiter : waiters) EXPECT_EQ(waiter->wait(), 0);
  EXPECT_FALSE(event.is_set());
}

// Would take longer than the test may if the wake-ups came from looking again only: 4,000 turns of 100 ms.
TEST(Event, WakesAtOnce) {
  constexpr int kTurns = 2000;
  Event there, back;
  const auto answer = [](Event& question, Event& reply) {
    ASSERT_TRUE(question.wait_for(test::kPatience));
    question.clear();
    reply.set();
  };
  test::ForkedChild other([&] {
    for (int i = 0; i < kTurns; ++i) answer(there, back);
  });
  there.set();
  for (int i = 0; i < kTurns - 1; ++i) answer(back, there);
  EXPECT_TRUE(back.wait_for(test::kPatience));
  EXPECT_EQ(other.wait(), 0);
}

TEST(Event, ShowsWhatWasDoneBeforeItWasSet) {
  Event event;
  const memory::Placed<int> data(std::in_place, 0);
  test::ForkedChild child([&] {
    *data = 42;
    event.set();
  });
  while (!event.is_set()) continue;
  EXPECT_EQ(*data, 42);
  EXPECT_EQ(child.wait(), 0);
}

TEST(Event, AnnouncesWhatItDoes) {
  Event event;
  const Ear ear;
  EXPECT_FALSE(event.is_set());
  EXPECT_FALSE(event.wait_for(1ms));
  event.set();
  event.set();
  EXPECT_TRUE(event.is_set());
  event.wait();
  event.clear();
  EXPECT_FALSE(event.is_set());
  std::string order;
  for (const auto& [kind, sync] : ear.heard) {
    order += kind;
    EXPECT_EQ(sync, ear.heard[0].second);
    EXPECT_TRUE(memory::family_arena().contains(sync));
  }
  EXPECT_EQ(order, "rraa");
}

}  // namespace
}  // namespace mp
