// A worker is killed, or stands still, after single instructions of its work on a task. Killed, its task is still ready, or lost
// with it, or answered, and the tasks behind it are worked on. Let go later, when every task that it may be looking at was used
// again, it still does its work.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "runtime/pool/task_queue.h"
#include "runtime/pool/task_table.h"
#include "runtime/process/packed_call.h"
#include "runtime/testing/single_step.h"

namespace mp::internal {
namespace {

constexpr WorkerIndex kStepped{0};
constexpr WorkerIndex kOther{1};
const PackedCall kCall{.bytes = std::vector<std::byte>(8, std::byte{5}), .result_bytes = 0};

/// Uses private memory only as its own stack, so it may be interrupted by whoever uses the table.
void work_on_one_task(TaskQueue& queue, WorkerIndex worker) {
  Task* const task = queue.claim(worker);
  TaskTable::answer(queue, *task, Answer::kReturned, TaskTable::call_of(*task));
}

/// Works on all ready tasks. Returns the number of answers, which must be right.
std::size_t work_on_the_rest(TaskTable& table) {
  while (table.queue().has_ready()) work_on_one_task(table.queue(), kOther);
  const std::vector<TaskAnswer> answers = table.take_ended();
  for (const TaskAnswer& answer : answers) EXPECT_EQ(answer.bytes, kCall.bytes);
  return answers.size();
}

enum class End { kStillReady, kLost, kAnswered };

/// What a dead worker has left behind that had the first of three tasks.
End end_of(TaskTable& table, TaskId first) {
  const std::size_t answered = table.take_ended().size();
  const TaskTable::Left left = table.take_left_by(kStepped);
  const std::size_t found = answered + left.answers.size();
  EXPECT_EQ(left.lost.value_or(first), first);
  EXPECT_LE(found + (left.lost ? 1 : 0), 1U);
  table.submit(kCall);  // uses the first task again, while the other two are still ready
  EXPECT_EQ(work_on_the_rest(table), found + (left.lost ? 1 : 0) == 1 ? 3U : 4U);
  EXPECT_EQ(table.outstanding(), 0U);
  return left.lost ? End::kLost : found == 1 ? End::kAnswered : End::kStillReady;
}

TEST(TaskQueueStep, AWorkerMayBeKilledAfterAnyInstruction) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  std::unique_ptr<TaskTable> table;
  TaskId first{};
  std::array<int, 3> seen{};
  test::kill_along({.prepare =
                        [&] {
                          table = std::make_unique<TaskTable>();
                          first = table->submit(kCall);
                          table->submit(kCall);
                          table->submit(kCall);
                        },
                    .operation = [&] { work_on_one_task(table->queue(), kStepped); },
                    .check = [&] { ++seen[static_cast<std::size_t>(end_of(*table, first))]; }});
  EXPECT_GT(seen[static_cast<std::size_t>(End::kStillReady)], 0);
  EXPECT_GT(seen[static_cast<std::size_t>(End::kLost)], 0);
  EXPECT_GT(seen[static_cast<std::size_t>(End::kAnswered)], 0);
}

/// Makes a worker stand still after `place` of its instructions, until every task was used again. Returns how many it made.
std::size_t stand_still_at(std::size_t place) {
  TaskTable table;
  for (int i = 0; i < 3; ++i) table.submit(kCall);
  std::size_t step = 0;
  std::size_t answers = 0;
  const std::size_t steps = test::look_after_every_instruction([&] { work_on_one_task(table.queue(), kStepped); },
                                                               [&] {
                                                                 if (++step != place) return;
                                                                 answers += work_on_the_rest(table);
                                                                 for (int i = 0; i < 8; ++i) {
                                                                   table.submit(kCall);
                                                                   answers += work_on_the_rest(table);
                                                                 }
                                                                 table.submit(kCall);
                                                               });
  answers += work_on_the_rest(table);
  EXPECT_EQ(answers, place <= steps ? 12U : 3U) << "stood still at " << place;
  EXPECT_EQ(table.outstanding(), 0U);
  return steps;
}

TEST(TaskQueueStep, AWorkerMayStandStillAfterAnyInstruction) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  ::alarm(120);  // a worker that never comes to its end shall not hang the test
  const std::size_t steps = stand_still_at(SIZE_MAX);
  const std::size_t stride = std::max<std::size_t>(1, steps * steps / (2 * test::kTrapBudget));
  for (std::size_t place = 1; place <= steps && !testing::Test::HasFailure(); place += stride) stand_still_at(place);
  ::alarm(0);
}

}  // namespace
}  // namespace mp::internal
