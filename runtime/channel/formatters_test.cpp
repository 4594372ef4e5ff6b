#include "runtime/channel/formatters.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

TEST(QueueFormatters, AQueueShowsItsItemsItsLimitAndThatItIsClosed) {
  Queue<std::string> queue(10);
  queue.put("one");
  queue.put("two");
  EXPECT_EQ(fmt::format("{}", queue), "<Queue(qsize=2, maxsize=10)>");
  EXPECT_EQ(fmt::format("{:>30}", queue), "  <Queue(qsize=2, maxsize=10)>");
  test::ForkedChild child([&] {
    EXPECT_EQ(fmt::format("{}", queue), "<Queue(qsize=2, maxsize=10)>");
    queue.close();
  });
  ASSERT_EQ(child.wait(), 0);
  EXPECT_EQ(repr(queue), "<Queue(qsize=2, maxsize=10, closed)>");
  EXPECT_EQ(queue.get(), "one") << "to print a queue takes nothing out of it";
  EXPECT_EQ(fmt::format("{}", queue), "<Queue(qsize=1, maxsize=10, closed)>");
}

TEST(QueueFormatters, AJoinableQueueShowsWhatIsNotDone) {
  JoinableQueue<int> queue;
  queue.put(1);
  queue.put(2);
  static_cast<void>(queue.get());
  EXPECT_EQ(fmt::format("{}", queue), "<JoinableQueue(qsize=1, maxsize=0, unfinished=2)>");
  queue.task_done();
  EXPECT_EQ(repr(queue), "<JoinableQueue(qsize=1, maxsize=0, unfinished=1)>");
}

TEST(QueueFormatters, ASimpleQueueShowsItsItems) {
  SimpleQueue<int> queue;
  queue.put(1);
  EXPECT_EQ(fmt::format("{}", queue), "<SimpleQueue(qsize=1, maxsize=0)>");
  queue.close();
  EXPECT_EQ(repr(queue), "<SimpleQueue(qsize=1, maxsize=0, closed)>");
}

TEST(QueueFormatters, RangesArePrintedBesideThem) {
  const Queue<int> queue;
  EXPECT_EQ(fmt::format("{} {}", std::vector{1, 2}, queue), "[1, 2] <Queue(qsize=0, maxsize=0)>");
}

}  // namespace
}  // namespace mp
