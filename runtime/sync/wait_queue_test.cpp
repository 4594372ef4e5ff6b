#include "runtime/sync/wait_queue.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "runtime/futex/robust_mutex.h"
#include "runtime/memory/arena.h"
#include "runtime/memory/placed.h"
#include "runtime/testing/asleep.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/single_step.h"

namespace mp::sync {
namespace {

using namespace std::chrono_literals;
using Message = WaitQueue::Message;

constexpr Message kGo{7};

/// A queue and the lock around it.
struct Room {
  futex::RobustMutex mutex;
  WaitQueue queue;

  template <class Call>
  decltype(auto) locked(Call call) {
    const futex::RobustGuard guard(mutex);
    return call(queue);
  }
  std::size_t tell(std::size_t most, Message message = kGo) {
    return locked([&](WaitQueue& queue) { return queue.tell(most, message); });
  }
  std::size_t waiting() {
    return locked([](WaitQueue& queue) { return queue.waiting(); });
  }
  std::optional<pid_t> dead() {
    return locked([](WaitQueue& queue) { return queue.dead(); });
  }
  /// What the caller was told, if anything.
  std::optional<Message> wait(futex::Deadline deadline) {
    WaitQueue::Place& place = locked([](WaitQueue& queue) -> WaitQueue::Place& { return queue.enter(); });
    place.wait(deadline);
    const futex::RobustGuard guard(mutex);
    const auto told = place.told();
    queue.leave(place);
    return told;
  }
};

class WaitQueueTest : public testing::Test {
 protected:
  ~WaitQueueTest() override {
    children_.clear();
    EXPECT_TRUE(room_->queue.retire());
  }
  /// A child that waits until it is told `message`; it is asleep when the call returns.
  test::ForkedChild& waiter(Message message = kGo) {
    const std::size_t before = room_->waiting();
    children_.push_back(std::make_unique<test::ForkedChild>(
        [&room = *room_, message] { EXPECT_EQ(room.wait(futex::deadline_after(test::kPatience)), message); }));
    while (room_->waiting() == before) sched_yield();
    return *children_.back();
  }
  const memory::Placed<Room> room_{std::in_place};
  std::vector<std::unique_ptr<test::ForkedChild>> children_;
};

TEST_F(WaitQueueTest, TellsNobodyWhenNobodyWaits) {
  EXPECT_EQ(room_->tell(3), 0u);
  EXPECT_EQ(room_->waiting(), 0u);
  EXPECT_FALSE(room_->dead());
}

TEST_F(WaitQueueTest, TellsWhoHasWaitedLongestFirst) {
  test::ForkedChild& first = waiter(Message{0});
  test::ForkedChild& second = waiter(Message{1});
  test::ForkedChild& third = waiter(Message{1});
  test::ForkedChild& fourth = waiter(Message{2});
  EXPECT_EQ(room_->waiting(), 4u);
  EXPECT_EQ(room_->tell(1, Message{0}), 1u);
  EXPECT_EQ(first.wait(), 0);
  EXPECT_EQ(room_->tell(2, Message{1}), 2u);
  EXPECT_EQ(second.wait(), 0);
  EXPECT_EQ(third.wait(), 0);
  EXPECT_EQ(room_->waiting(), 1u);
  EXPECT_EQ(room_->tell(5, Message{2}), 1u);
  EXPECT_EQ(fourth.wait(), 0);
}

TEST_F(WaitQueueTest, TellsAllUpToATurn) {
  test::ForkedChild& first = waiter(Message{0});
  WaitQueue::Place& mine = room_->locked([](WaitQueue& queue) -> WaitQueue::Place& { return queue.enter(); });
  test::ForkedChild& later = waiter(Message{1});
  room_->locked([&](WaitQueue& queue) { queue.tell_until(mine.turn(), Message{0}); });
  EXPECT_EQ(mine.told(), Message{0});
  EXPECT_EQ(first.wait(), 0);
  EXPECT_EQ(room_->waiting(), 1u);
  EXPECT_EQ(room_->tell(9, Message{1}), 1u);
  EXPECT_EQ(later.wait(), 0);
  room_->locked([&](WaitQueue& queue) { queue.leave(mine); });
}

TEST_F(WaitQueueTest, TheDeadAreNotTold) {
  test::ForkedChild& dead = waiter();
  test::ForkedChild& living = waiter();
  const pid_t victim = dead.pid();
  EXPECT_FALSE(room_->dead());
  EXPECT_TRUE(dead.kill());
  EXPECT_EQ(room_->dead(), victim);
  EXPECT_EQ(room_->waiting(), 1u);
  EXPECT_EQ(room_->tell(1), 1u);
  EXPECT_EQ(living.wait(), 0);
  EXPECT_FALSE(room_->dead());
}

TEST_F(WaitQueueTest, EndsAWaitAtItsDeadline) {
  const futex::Deadline deadline = futex::deadline_after(150ms);  // longer than one sleep
  EXPECT_FALSE(room_->wait(deadline));
  EXPECT_GE(std::chrono::steady_clock::now(), deadline);
  EXPECT_FALSE(room_->wait(futex::kNow));
  EXPECT_EQ(room_->waiting(), 0u);
  EXPECT_EQ(room_->tell(1), 0u);
}

TEST_F(WaitQueueTest, UsesPlacesAgainAlsoThoseOfTheDead) {
  for (int round = 0; round < 20; ++round) {
    test::ForkedChild& child = waiter();
    if (round % 2 == 0) {
      EXPECT_TRUE(child.kill());
    } else {
      EXPECT_EQ(room_->tell(1), 1u);
      EXPECT_EQ(child.wait(), 0);
    }
  }
  EXPECT_EQ(room_->queue.places(), 1u);
}

TEST_F(WaitQueueTest, RetiresOnlyWhenEverybodyHasLeft) {
  const auto used = [] { return memory::family_arena().census().used_blocks; };
  const std::size_t before = used();
  test::ForkedChild& child = waiter();
  EXPECT_FALSE(room_->queue.retire());
  EXPECT_EQ(room_->tell(1), 1u);
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(used(), before + 1);
  const memory::Placed<Room> other(std::in_place);
  EXPECT_EQ(other->wait(futex::kNow), std::nullopt);
  EXPECT_TRUE(other->queue.retire());
  EXPECT_EQ(used(), before + 2);
}

TEST(WaitQueueKill, AtRandomMomentsNobodyHangsAndNoDeadIsTold) {
  const memory::Placed<Room> room(std::in_place);
  std::mt19937 random(41);
  int died_waiting = 0;
  for (int round = 0; round < 200; ++round) {
    test::Gate running;
    test::ForkedChild waiter([&] {
      running.open();
      for (;;) room->wait(futex::deadline_after(50us));
    });
    test::ForkedChild teller([&] {
      running.open();
      for (;;) room->tell(1);
    });
    running.pass();
    running.pass();
    test::spin_at_random(random, 300us);
    // A teller that lives notices the dead at once; in every second round it dies first, and the waiter is found waiting.
    if (round % 2 == 0) {
      ASSERT_TRUE(teller.kill());
      while (room->waiting() == 0) sched_yield();
      ASSERT_TRUE(waiter.kill());
    } else {
      ASSERT_TRUE(waiter.kill());
      ASSERT_TRUE(teller.kill());
    }
    died_waiting += room->dead() ? 1 : 0;
    ASSERT_EQ(room->waiting(), 0u);

    test::ForkedChild survivor([&] { EXPECT_EQ(room->wait(futex::deadline_after(test::kPatience)), kGo); });
    while (room->tell(1) == 0) sched_yield();
    ASSERT_EQ(survivor.wait(), 0) << "round " << round;
  }
  EXPECT_GT(died_waiting, 0);
  EXPECT_LE(room->queue.places(), 2u);
  EXPECT_TRUE(room->queue.retire());
}

/// What the next one finds after a death: a queue where somebody can wait and be told, with as many places as before.
void expect_usable(Room& room) {
  EXPECT_EQ(room.waiting(), 0u);
  room.locked([](WaitQueue& queue) {
    WaitQueue::Place& place = queue.enter();
    EXPECT_EQ(queue.waiting(), 1u);
    EXPECT_EQ(queue.tell(2, kGo), 1u);
    EXPECT_EQ(place.told(), kGo);
    queue.leave(place);
    EXPECT_FALSE(queue.dead());
    EXPECT_EQ(queue.places(), 1u);
  });
}

TEST(WaitQueueKill, AllAlongTheFirstWaitTheQueueIsUsable) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  std::unique_ptr<memory::Placed<Room>> room;
  std::size_t died_waiting = 0;
  const test::Deaths deaths = test::kill_along({
      .prepare = [&] { room = std::make_unique<memory::Placed<Room>>(std::in_place); },
      .operation = [&] { (*room)->wait(futex::kNow); },
      .check =
          [&] {
            died_waiting += (*room)->dead() ? 1 : 0;
            expect_usable(**room);
            EXPECT_TRUE((*room)->queue.retire());
          },
  });
  EXPECT_GT(died_waiting, 0u);
  EXPECT_LT(died_waiting, deaths.places);
}

TEST(WaitQueueKill, AllAlongTellTheWaiterIsToldOrStillWaits) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  const memory::Placed<Room> room(std::in_place);
  std::unique_ptr<test::ForkedChild> waiter;
  std::size_t told = 0;
  const test::Deaths deaths = test::kill_along({
      .prepare =
          [&] {
            waiter =
                std::make_unique<test::ForkedChild>([&] { EXPECT_EQ(room->wait(futex::deadline_after(test::kPatience)), kGo); });
            while (room->waiting() == 0) sched_yield();
            test::wait_until_asleep(waiter->pid());
          },
      .operation = [&] { room->tell(1); },
      .check =
          [&] {
            // Also where it was told and not woken, it goes on by itself.
            told += room->tell(1) == 0 ? 1 : 0;
            EXPECT_EQ(waiter->wait(), 0);
            expect_usable(*room);
          },
  });
  EXPECT_GT(told, 1u);
  EXPECT_LT(told, deaths.places);
  EXPECT_TRUE(room->queue.retire());
}

}  // namespace
}  // namespace mp::sync
