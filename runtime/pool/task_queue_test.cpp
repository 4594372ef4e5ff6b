#include "runtime/pool/task_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "runtime/futex/deadline.h"
#include "runtime/memory/placed.h"
#include "runtime/pool/task_table.h"
#include "runtime/process/packed_call.h"

namespace mp::internal {
namespace {

using testing::ElementsAre;

constexpr WorkerIndex kAnn{0};
constexpr WorkerIndex kBob{1};

PackedCall call_with(std::vector<std::byte> bytes) { return {.bytes = std::move(bytes), .result_bytes = 0}; }

std::vector<std::byte> bytes_of(std::uint32_t number) {
  const auto bytes = std::as_bytes(std::span(&number, 1));
  return {bytes.begin(), bytes.end()};
}

/// Answers a task with its own call.
void echo(TaskQueue& queue, Task& task) { TaskTable::answer(queue, task, Answer::kReturned, TaskTable::call_of(task)); }

TEST(TaskQueue, TasksAreClaimedInTheOrderOfTheirPush) {
  TaskTable table;
  EXPECT_EQ(table.queue().claim(kAnn), nullptr);
  const TaskId first = table.submit(call_with(bytes_of(1)));
  const TaskId second = table.submit(call_with(bytes_of(2)));
  EXPECT_EQ(TaskId{table.queue().claim(kAnn)->index}, first);
  EXPECT_EQ(TaskId{table.queue().claim(kBob)->index}, second);
  EXPECT_EQ(table.queue().claim(kAnn), nullptr);
  EXPECT_EQ(table.outstanding(), 2U);
}

TEST(TaskQueue, AnAnswerOfAnySizeArrives) {
  TaskTable table;
  std::vector<std::byte> large(100'000);
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<std::byte>(i % 251);
  for (const std::vector<std::byte>& bytes : {large, bytes_of(7), std::vector<std::byte>{}}) {
    const TaskId task = table.submit(call_with(bytes));
    echo(table.queue(), *table.queue().claim(kAnn));
    const std::vector<TaskAnswer> answers = table.take_ended();
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].task, task);
    EXPECT_EQ(answers[0].kind, Answer::kReturned);
    EXPECT_EQ(answers[0].bytes, bytes);
  }
  EXPECT_EQ(table.outstanding(), 0U);
}

TEST(TaskQueue, ATaskIsUsedAgainWhileOlderOnesAreStillWorkedOn) {
  TaskTable table;
  table.submit(call_with(bytes_of(0)));
  Task* const slow = table.queue().claim(kBob);
  std::vector<std::uint32_t> indices;
  for (std::uint32_t i = 1; i <= 100; ++i) {
    table.submit(call_with(bytes_of(i)));
    Task* const task = table.queue().claim(kAnn);
    ASSERT_NE(task, nullptr);
    indices.push_back(task->index);
    echo(table.queue(), *task);
    ASSERT_EQ(table.take_ended().at(0).bytes, bytes_of(i));
  }
  EXPECT_THAT(indices, testing::Each(testing::Lt(4U))) << "more tasks were made than are needed";
  echo(table.queue(), *slow);
  EXPECT_EQ(table.take_ended().at(0).bytes, bytes_of(0));
}

TEST(TaskQueue, KnowsWhetherATaskIsReady) {
  TaskTable table;
  EXPECT_FALSE(table.queue().has_ready());
  table.submit(call_with({}));
  table.submit(call_with({}));
  table.queue().claim(kAnn);
  EXPECT_TRUE(table.queue().has_ready());
  table.queue().claim(kAnn);
  EXPECT_FALSE(table.queue().has_ready());
}

TEST(TaskQueue, WhatADeadWorkerHadIsFoundByItsIndex) {
  TaskTable table;
  const TaskId of_ann = table.submit(call_with({}));
  const TaskId of_bob = table.submit(call_with({}));
  const TaskId of_nobody = table.submit(call_with({}));
  table.queue().claim(kAnn);
  table.queue().claim(kBob);
  EXPECT_EQ(table.take_left_by(kBob).lost, of_bob);
  EXPECT_EQ(table.take_left_by(kBob).lost, std::nullopt);
  EXPECT_EQ(table.take_left_by(kAnn).lost, of_ann);
  EXPECT_THAT(table.take_all(), ElementsAre(of_nobody));
}

TEST(TaskQueue, NumbersMayBeginAgain) {
  std::array<memory::Placed<Task>, 3> tasks{memory::Placed<Task>(std::in_place), memory::Placed<Task>(std::in_place),
                                            memory::Placed<Task>(std::in_place)};
  const memory::Placed<TaskQueue> queue(std::in_place, *tasks[0], std::numeric_limits<std::uint32_t>::max() - 1);
  for (std::size_t i = 1; i < 9; ++i) {
    Task& before = queue->last();
    Task& task = *tasks[i % 3];
    queue->push(task);
    queue->detach(before);
    ASSERT_EQ(queue->claim(kAnn), &task);
    ASSERT_EQ(queue->claim(kAnn), nullptr);
    queue->end(task);
    ASSERT_THAT(queue->take_ended(), ElementsAre(&task));
  }
}

// Threads stand for the workers here, so that ThreadSanitizer sees both sides.
TEST(TaskQueue, EveryTaskIsWorkedOnOnceByManyWorkers) {
  constexpr std::uint32_t kTasks = 20'000;
  constexpr std::uint32_t kAtOnce = 50;
  TaskTable table;
  std::vector<std::jthread> workers;
  for (std::uint16_t index = 0; index < 4; ++index) {
    workers.emplace_back([&queue = table.queue(), index] {
      for (;;) {
        const auto ticket = queue.pushed.prepare();
        const bool closed = queue.closed();
        if (Task* const task = queue.claim(WorkerIndex{index})) {
          echo(queue, *task);
        } else if (closed) {
          return;
        } else {
          queue.pushed.wait(ticket, futex::kNever);
        }
      }
    });
  }
  std::vector<int> answers(kTasks);
  std::uint32_t answered = 0;
  const auto collect = [&] {
    for (const TaskAnswer& answer : table.take_ended()) {
      std::uint32_t number = 0;
      ASSERT_EQ(answer.bytes.size(), sizeof number);
      std::memcpy(&number, answer.bytes.data(), sizeof number);
      ++answers.at(number);
      ++answered;
    }
  };
  for (std::uint32_t submitted = 0; answered < kTasks && !testing::Test::HasFailure();) {
    const auto ticket = table.queue().ended.prepare();
    collect();
    while (submitted < kTasks && submitted - answered < kAtOnce) table.submit(call_with(bytes_of(submitted++)));
    if (submitted - answered == kAtOnce) table.queue().ended.wait(ticket, futex::kNever);
  }
  table.queue().close();
  workers.clear();
  EXPECT_THAT(answers, testing::Each(1));
}

}  // namespace
}  // namespace mp::internal
