// Senders and receivers that are killed at random moments: no hang, no torn item, nothing lost but what the dead had in hand.
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <random>
#include <string>

#include "runtime/channel/joinable_queue.h"
#include "runtime/channel/queue.h"
#include "runtime/error.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/single_step.h"

namespace mp {
namespace {

using namespace std::chrono_literals;

constexpr int kRounds = 200;
constexpr std::size_t kQueueBytes = 2000;

/// Every byte of an item follows from its number, so that a torn one is seen.

std::string text_of(long number) {
  std::string text(static_cast<std::size_t>(number * 37 % 300), ' ');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(static_cast<std::size_t>(number) + i);
  return text;
}

using ItemQueue = Queue<std::pair<long, std::string>>;

void put_forever(ItemQueue& queue, std::atomic<long>& sent, long first) {
  for (long number = first;; ++number) {
    queue.put({number, text_of(number)});
    sent.store(number + 1);
  }
}

TEST(QueueKill, ASenderLosesAtMostTheItemInItsHands) {
  std::mt19937 random(13);
  ItemQueue queue(0, kQueueBytes);
  const memory::Placed<std::atomic<long>> sent(std::in_place, 0);
  long got = 0;
  for (int round = 0; round < kRounds; ++round) {
    test::Gate running;
    test::ForkedChild sender([&] {
      running.open();
      put_forever(queue, *sent, got);
    });
    running.pass();
    // Some senders find room all the time; others wait for it when they are killed.
    const auto longest = round % 2 == 0 ? 100us : 1000us;
    test::spin_at_random(random, longest);
    ASSERT_TRUE(sender.kill());
    const long surely_there = sent->load();
    while (const auto item = queue.try_get()) {
      ASSERT_EQ(item->first, got) << "round " << round;
      ASSERT_EQ(item->second, text_of(got)) << "torn";
      ++got;
    }
    ASSERT_GE(got, surely_there) << "round " << round << ": lost after put() had returned";
    ASSERT_LE(got, surely_there + 1);
    ASSERT_EQ(queue.qsize(), 0u);
    sent->store(got);
  }
  queue.put({got, text_of(got)});
  EXPECT_EQ(queue.get_for(test::kPatience)->first, got);
}

TEST(QueueKill, AReceiverLosesAtMostTheItemInItsHands) {
  std::mt19937 random(14);
  ItemQueue queue(0, kQueueBytes);
  const memory::Placed<std::atomic<long>> received(std::in_place, 0);  // the number after the victim's last
  long number = 0;
  for (int round = 0; round < kRounds; ++round) {
    test::Gate running;
    test::ForkedChild receiver([&] {
      running.open();
      for (;;) {
        const auto item = queue.get();
        ASSERT_EQ(item.second, text_of(item.first)) << "torn";
        received->store(item.first + 1);
      }
    });
    running.pass();
    // Some receivers have all they want; others wait for an item when they are killed.
    const long last = number + (round % 2 == 0 ? 400 : 5);
    while (number < last && queue.put_for({number, text_of(number)}, 0s)) ++number;
    test::spin_at_random(random, 100us);
    ASSERT_TRUE(receiver.kill());

    long expected = received->load();
    while (const auto item = queue.try_get()) {
      ASSERT_LE(item->first, expected + 1) << "round " << round << ": more than one item lost";
      ASSERT_GE(item->first, expected);
      ASSERT_EQ(item->second, text_of(item->first)) << "torn";
      expected = item->first + 1;
    }
    ASSERT_GE(expected, number - 1) << "round " << round << ": more than one item lost";
    ASSERT_EQ(queue.qsize(), 0u);
    received->store(number);
  }
}

TEST(QueueKill, OthersWorkOnWhileSendersAndReceiversDie) {
  std::mt19937 random(15);
  ItemQueue queue(0, kQueueBytes);
  const memory::Placed<std::atomic<long>> sent(std::in_place, 0), received(std::in_place, 0);
  const auto receive = [&] {
    for (;;) {
      const auto item = queue.get_for(test::kPatience);
      ASSERT_TRUE(item.has_value());
      ASSERT_EQ(item->second, text_of(item->first)) << "torn";
      received->fetch_add(1);
    }
  };
  test::ForkedChild sender([&] { put_forever(queue, *sent, 0); });
  test::ForkedChild receiver(receive);
  for (int round = 0; round < kRounds; ++round) {
    test::Gate running;
    test::ForkedChild victim([&] {
      running.open();
      if (round % 2 == 0) {
        receive();
      } else {
        put_forever(queue, *sent, 0);
      }
    });
    running.pass();
    test::spin_at_random(random, 400us);
    ASSERT_TRUE(victim.kill());
  }
  const long before = received->load();
  while (received->load() < before + 100) {
    ASSERT_TRUE(queue.put_for({0, text_of(0)}, test::kPatience));
  }
  EXPECT_TRUE(sender.kill());
  EXPECT_TRUE(receiver.kill());
}

TEST(QueueKill, AllAlongPutTheItemIsThereOrNot) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  Queue<long> queue(4);
  std::size_t there = 0;
  const test::Deaths deaths = test::kill_along({
      .prepare = [] {},
      .operation = [&] { queue.put(42); },
      .check =
          [&] {
            ASSERT_LE(queue.qsize(), 1u);
            while (const auto item = queue.get_for(0s)) {
              ASSERT_EQ(*item, 42);
              ++there;
            }
            queue.put(1);
            ASSERT_EQ(queue.get_for(test::kPatience), 1);
          },
  });
  EXPECT_GT(deaths.places, 0u);
  EXPECT_GT(there, 0u);
  EXPECT_LT(there, deaths.places + 1);
}

TEST(QueueKill, AllAlongGetTheItemIsThereOrNot) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  Queue<long> queue(4);
  std::size_t there = 0;
  const test::Deaths deaths = test::kill_along({
      .prepare = [&] { queue.put(42); },
      .operation = [&] { static_cast<void>(queue.get()); },
      .check =
          [&] {
            ASSERT_LE(queue.qsize(), 1u);
            while (const auto item = queue.get_for(0s)) {
              ASSERT_EQ(*item, 42);
              ++there;
            }
            queue.put(1);
            ASSERT_EQ(queue.get_for(test::kPatience), 1);
          },
  });
  EXPECT_GT(deaths.places, 0u);
  EXPECT_GT(there, 0u);
  EXPECT_LT(there, deaths.places + 1);
}

TEST(QueueKill, AllAlongCloseTheQueueIsClosedOrNot) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  std::unique_ptr<Queue<long>> queue;
  std::size_t closed = 0;
  const test::Deaths deaths = test::kill_along({
      .prepare =
          [&] {
            queue = std::make_unique<Queue<long>>(4);
            queue->put(1);
          },
      .operation = [&] { queue->close(); },
      .check =
          [&] {
            if (queue->closed()) {
              ++closed;
            } else {
              ASSERT_TRUE(queue->put_for(2, test::kPatience));
              ASSERT_EQ(queue->qsize(), 2u);
            }
            queue->close();
            while (queue->qsize() != 0) static_cast<void>(queue->get());
            ASSERT_THROW(static_cast<void>(queue->get_for(test::kPatience)), Closed);
          },
  });
  EXPECT_GT(deaths.places, 0u);
  EXPECT_GT(closed, 0u);
  EXPECT_LT(closed, deaths.places + 1);
}

TEST(QueueKill, AllAlongPutAndTaskDoneTheCountIsRight) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  JoinableQueue<long> queue(4);
  std::size_t unfinished = 0;
  const test::Deaths deaths = test::kill_along({
      .prepare = [] {},
      .operation =
          [&] {
            queue.put(42);
            queue.task_done();
          },
      .check =
          [&] {
            // An item that is there may be done already; one that is not there was never counted.
            if (queue.try_get()) {
              if (!queue.join_for(0s)) {
                ++unfinished;
                queue.task_done();
              }
            }
            ASSERT_TRUE(queue.join_for(test::kPatience));
            ASSERT_THROW(queue.task_done(), ValueError);
          },
  });
  EXPECT_GT(deaths.places, 0u);
  EXPECT_GT(unfinished, 0u);
  EXPECT_LT(unfinished, deaths.places + 1);
}

}  // namespace
}  // namespace mp
