// A worker is killed, or stands still, after single instructions of its work on a task. Killed, its task is still ready, or lost
// with it, or answered, and the tasks behind it are worked on. Let go later, when every task that it may be looking at was used
// again, it still does its work. And where a worker and the owner meet in the middle of their steps, a task is withdrawn or
// worked on, and an owner that waits is woken.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "runtime/futex/deadline.h"
#include "runtime/futex/sequence_condition.h"
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

/// Calls `stand_still_at` with every place up to the number of instructions, which it returns; or with some, evenly spread.
void stand_still_everywhere(const std::function<std::size_t(std::size_t)>& stand_still_at) {
  ::alarm(120);  // who never comes to its end shall not hang the test
  const std::size_t steps = stand_still_at(SIZE_MAX);
  const std::size_t stride = std::max<std::size_t>(1, steps * steps / (2 * test::kTrapBudget));
  for (std::size_t place = 1; place <= steps && !testing::Test::HasFailure(); place += stride) stand_still_at(place);
  ::alarm(0);
}

TEST(TaskQueueStep, AWorkerMayStandStillAfterAnyInstruction) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  stand_still_everywhere(stand_still_at);
}

/// Does `operation`, and after `place` of its instructions `meanwhile`. Returns how many it made.
std::size_t do_with(const std::function<void()>& operation, std::size_t place, const std::function<void()>& meanwhile) {
  std::size_t step = 0;
  return test::look_after_every_instruction(operation, [&] {
    if (++step == place) meanwhile();
  });
}

TEST(TaskQueueStep, ATaskIsWithdrawnOrWorkedOnWhereverTheWorkerStands) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  std::array<int, 2> seen{};
  stand_still_everywhere([&](std::size_t place) {
    TaskTable table;
    const TaskId first = table.submit(kCall);
    table.submit(kCall);
    bool withdrawn = false;
    const std::size_t steps =
        do_with([&] { work_on_one_task(table.queue(), kStepped); }, place, [&] { withdrawn = table.withdraw(first); });
    EXPECT_EQ(work_on_the_rest(table), withdrawn ? 1U : 2U) << "withdrawn at " << place;
    EXPECT_EQ(table.outstanding(), 0U);
    ++seen[withdrawn ? 1 : 0];
    return steps;
  });
  EXPECT_GT(seen[0], 0);
  EXPECT_GT(seen[1], 0);
}

TEST(TaskQueueStep, ATaskIsWithdrawnOrWorkedOnWhereverTheOwnerStands) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  stand_still_everywhere([&](std::size_t place) {
    TaskTable table;
    const TaskId first = table.submit(kCall);
    table.submit(kCall);
    bool withdrawn = false;
    const std::size_t steps =
        do_with([&] { withdrawn = table.withdraw(first); }, place, [&] { work_on_one_task(table.queue(), kStepped); });
    EXPECT_EQ(work_on_the_rest(table), withdrawn ? 1U : 2U) << "claimed at " << place;
    EXPECT_EQ(table.outstanding(), 0U);
    return steps;
  });
}

/// An owner that is about to wait for one task.
struct Waiting {
  futex::SequenceCondition::Ticket ticket{};
  bool waits = false;

  void begin(TaskQueue& queue) {
    ticket = queue.ended.prepare();
    waits = queue.expect_more(1);
  }
  /// Once the task has ended: the owner did not begin to wait, or was woken.
  bool knows(TaskQueue& queue) const { return !waits || queue.ended.wait(ticket, futex::kNow); }
};

TEST(TaskQueueStep, AnOwnerIsWokenWhereverTheWorkerStandsAsItBeginsToWait) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  stand_still_everywhere([&](std::size_t place) {
    TaskTable table;
    table.submit(kCall);
    EXPECT_TRUE(table.queue().expect_more(2));  // as it waited before; alone this one task would not wake it
    Waiting owner;
    const std::size_t steps =
        do_with([&] { work_on_one_task(table.queue(), kStepped); }, place, [&] { owner.begin(table.queue()); });
    EXPECT_TRUE(owner.knows(table.queue())) << "begun at " << place;
    return steps;
  });
}

TEST(TaskQueueStep, AnOwnerIsWokenWhereverItStandsAsTheTaskEnds) {
  if (!test::can_single_step()) GTEST_SKIP() << "not under ThreadSanitizer";
  stand_still_everywhere([&](std::size_t place) {
    TaskTable table;
    table.submit(kCall);
    EXPECT_TRUE(table.queue().expect_more(2));  // as it waited before; alone this one task would not wake it
    Waiting owner;
    const std::size_t steps =
        do_with([&] { owner.begin(table.queue()); }, place, [&] { work_on_one_task(table.queue(), kStepped); });
    EXPECT_TRUE(place > steps || owner.knows(table.queue())) << "ended at " << place;
    return steps;
  });
}

}  // namespace
}  // namespace mp::internal
