#include "runtime/pool/worker.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/archive/archive.h"
#include "runtime/error.h"
#include "runtime/futex/deadline.h"
#include "runtime/memory/program_address.h"
#include "runtime/pool/nesting.h"
#include "runtime/pool/task_table.h"
#include "runtime/process/current_exception.h"
#include "runtime/process/exit.h"
#include "runtime/process/logging.h"
#include "runtime/process/parent_process.h"
#include "runtime/process/standard_streams.h"
#include "runtime/process/throw_stack.h"
#include "runtime/trace.h"

namespace mp::internal {
namespace {

std::vector<std::byte> pack(const ExceptionText& exception) { return archive::to_bytes(exception); }

/// As much of the exception as always fits.
ExceptionText shortened(const ExceptionText& exception, std::size_t room) {
  const std::size_t for_lengths = pack({}).size();
  const std::size_t each = (room - for_lengths) / 2;
  return {.type_name = exception.type_name.substr(0, each), .text = exception.text.substr(0, each)};
}

void answer_with(Answer kind, const ExceptionText& exception, TaskQueue& queue, Task& task) {
  flush_standard_streams();
  try {
    TaskTable::answer(queue, task, kind, pack(exception));
  } catch (const MemoryError&) {
    TaskTable::answer(queue, task, kind, pack(shortened(exception, TaskTable::room_for(task))));
  }
}

/// What the task has printed is written out before its answer can be seen.
void run_task(TaskQueue& queue, Task& task) {
  try {
    const CatchesSystemExit scope;
    archive::Writer result;
    call_noting_throws([&] { run_packed_call(TaskTable::call_of(task), result); });
    flush_standard_streams();
    TaskTable::answer(queue, task, Answer::kReturned, result.bytes());
  } catch (...) {
    answer_with(Answer::kRaised, describe_current_exception(), queue, task);
  }
}

/// What the initializer throws, if it does.
std::optional<ExceptionText> initialise(const Initializer& initializer) {
  if (!initializer) return std::nullopt;
  try {
    const CatchesSystemExit scope;
    call_noting_throws([&] { initializer(); });
    return std::nullopt;
  } catch (...) {
    return describe_current_exception();
  }
}

/// Whether the owner still lives is asked of the kernel, which costs as much as a small task; its death kills the worker anyway.
constexpr std::size_t kTasksBetweenLooks = 16;

/// To sleep and be woken costs more than a small task, so a worker looks a few times more for the next one: some microseconds.
Task* claim_soon(TaskQueue& queue, WorkerIndex worker) {
  constexpr int kLooks = 64;
  for (int look = 0; look < kLooks; ++look) {
    if (Task* const task = queue.claim(worker)) return task;
    if (queue.closed()) return nullptr;
    __builtin_ia32_pause();
  }
  return nullptr;
}

/// Waits for the next task; nullptr when there will be none.
Task* next_task(TaskQueue& queue, WorkerIndex worker, const ParentProcess& owner) {
  for (;;) {
    if (Task* const task = claim_soon(queue, worker)) return task;
    const futex::SequenceCondition::Ticket ticket = queue.pushed.prepare();
    const bool closed = queue.closed();  // before the claim: so nothing is pushed after a claim that finds nothing
    if (Task* const task = queue.claim(worker)) return task;
    if (closed || !owner.is_alive()) return nullptr;
    queue.pushed.wait(ticket, futex::kNever);
  }
}

void run_worker(const WorkerPlace& place, const Initializer& initializer) {
  be_inside_tasks(place.tasks_around);
  const ParentProcess owner = *parent_process();
  const std::optional<ExceptionText> failure = initialise(initializer);
  place.initialised->store(true, std::memory_order_relaxed);
  TaskQueue& queue = *place.queue;
  std::size_t done = 0;
  for (; done != place.most_tasks; ++done) {
    if (done % kTasksBetweenLooks == 0 && !owner.is_alive()) break;
    Task* const task = next_task(queue, place.index, owner);
    if (task == nullptr) {
      get_logger().debug("worker got sentinel -- exiting");
      break;
    }
    trace::tell(trace::Kind::kTaskBegins, task, task->state.load(std::memory_order_relaxed).number);
    failure ? answer_with(Answer::kNotInitialised, *failure, queue, *task) : run_task(queue, *task);
  }
  get_logger().debug("worker exiting after {} tasks", done);
}

void run_packed_worker(archive::Reader& call, archive::Writer&) {
  WorkerPlace place;
  call.read(&place, sizeof place);
  run_worker(place, Initializer::of_bytes(archive::load<std::vector<std::byte>>(call)));
}

}  // namespace

void WorkOfWorker::run() { run_worker(place_, initializer_); }

CallForNewProcess WorkOfWorker::pack() const {
  const auto initializer = initializer_.bytes();
  CallForNewProcess call;
  archive::save(call, memory::code_address(&run_packed_worker));
  call.write(&place_, sizeof place_);
  archive::save(call, std::vector<std::byte>(initializer.begin(), initializer.end()));
  return call;
}

}  // namespace mp::internal
