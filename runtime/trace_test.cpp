#include "runtime/trace.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/memory/placed.h"
#include "runtime/pool/pool.h"
#include "runtime/process/process.h"
#include "runtime/process/process_options.h"
#include "runtime/sync/lock.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

using testing::ElementsAre;
using trace::Event;
using trace::Kind;

int pipe_ends[2];

struct Counts {
  std::atomic<int> all = 0;
  std::atomic<int> contentions = 0;
};
Counts* counts;  // in shared memory

/// Collects the events of this process and its forks from its making to the call of end().
class Recorded {
 public:
  Recorded() {
    EXPECT_EQ(::pipe(pipe_ends), 0);
    counts = &*counts_;
    set_trace([](const Event& event) noexcept {
      [[maybe_unused]] const ssize_t written = ::write(pipe_ends[1], &event, sizeof event);
      ++counts->all;
      if (event.kind == Kind::kLockContended) ++counts->contentions;
    });
  }
  void wait_for_contention() {
    const auto limit = std::chrono::steady_clock::now() + test::kPatience;
    while (counts_->contentions == 0) ASSERT_LT(std::chrono::steady_clock::now(), limit);
  }
  /// REQUIRES: all processes that were forked meanwhile have ended.
  std::vector<Event> end() {
    set_trace(nullptr);
    ::close(pipe_ends[1]);
    std::vector<Event> events;
    for (Event event; ::read(pipe_ends[0], &event, sizeof event) == sizeof event;) events.push_back(event);
    ::close(pipe_ends[0]);
    std::ranges::sort(events, {}, &Event::nanoseconds);
    return events;
  }

 private:
  memory::Placed<Counts> counts_{std::in_place};
};

std::string name_in(const Event& event) { return {event.name.data(), ::strnlen(event.name.data(), event.name.size())}; }

/// "parent LockAcquired", of the events that are told of one object.
std::vector<std::string> story(const std::vector<Event>& events, std::uint64_t object) {
  std::vector<std::string> lines;
  for (const Event& event : events) {
    if (event.object != object) continue;
    lines.push_back(fmt::format("{} {}", event.process == ::getpid() ? "parent" : "child", trace::name(event.kind)));
  }
  return lines;
}

std::uint64_t object_of(const std::vector<Event>& events, Kind kind) {
  const auto found = std::ranges::find(events, kind, &Event::kind);
  return found != events.end() ? found->object : 0;
}

TEST(Trace, TellsInWhichOrderTwoProcessesHadALockAndAQueue) {
  Lock lock;
  Queue<int> queue;
  Recorded recorded;
  lock.acquire();
  Process child(ProcessOptions{.name = "reader"}, [&] {
    lock.acquire();
    queue.put(7);
    lock.release();
  });
  child.start();
  recorded.wait_for_contention();
  lock.release();
  EXPECT_EQ(queue.get(), 7);
  child.join();
  const std::vector<Event> events = recorded.end();

  EXPECT_THAT(story(events, object_of(events, Kind::kLockAcquired)),
              ElementsAre("parent LockAcquired", "child LockContended", "parent LockReleased", "child LockAcquired",
                          "child LockReleased"));
  EXPECT_THAT(story(events, object_of(events, Kind::kQueuePut)), ElementsAre("child QueuePut", "parent QueueGot"));
  EXPECT_EQ(std::ranges::find(events, Kind::kQueuePut, &Event::kind)->number, static_cast<std::int64_t>(sizeof(int)));
}

TEST(Trace, TellsOfTheLifeOfAChild) {
  Recorded recorded;
  Process child(ProcessOptions{.name = "reader with a name that is longer than an event"}, [] { ::_exit(3); });
  Process other(ProcessOptions{.name = "other"}, [] {});
  for (Process* process : {&child, &other}) {
    process->start();
    process->join();
  }
  std::vector<std::string> lines;
  for (const Event& event : recorded.end()) {
    if (event.kind > Kind::kProcessJoined) continue;
    EXPECT_EQ(event.thread, static_cast<std::uint32_t>(event.process)) << "each has one thread";
    lines.push_back(fmt::format("{} {} {}", trace::name(event.kind), name_in(event), event.number));
  }
  // A child begins before or after its parent tells of it.
  EXPECT_THAT(lines, testing::UnorderedElementsAre("ProcessStarted reader with a name that is lon 0",
                                                   "ProcessBegins reader with a name that is lon 0",
                                                   "ProcessJoined reader with a name that is lon 3", "ProcessStarted other 0",
                                                   "ProcessBegins other 0", "ProcessEnds other 0", "ProcessJoined other 0"));
  EXPECT_EQ(lines.back(), "ProcessJoined other 0");
}

int doubled(int number) { return 2 * number; }

template <class AnyPool>
void expect_tasks_in_order() {
  Recorded recorded;
  {
    AnyPool pool(2);
    for (int number = 0; number < 10; ++number) EXPECT_EQ(pool.apply(doubled, number), 2 * number);
  }
  std::vector<Kind> kinds;
  for (const Event& event : recorded.end()) {
    if (event.kind == Kind::kTaskBegins || event.kind == Kind::kTaskEnds) kinds.push_back(event.kind);
  }
  // One task was given after the other's result was there.
  ASSERT_EQ(kinds.size(), 20u);
  for (std::size_t i = 0; i < kinds.size(); ++i) EXPECT_EQ(kinds[i], i % 2 == 0 ? Kind::kTaskBegins : Kind::kTaskEnds) << i;
}

TEST(Trace, TellsWhenTheTasksOfAPoolBeginAndEnd) {
  expect_tasks_in_order<Pool>();
  expect_tasks_in_order<ThreadPool>();
}

TEST(Trace, IsSilentAfterTheEnd) {
  Recorded recorded;
  Lock lock;
  lock.acquire();
  EXPECT_EQ(recorded.end().size(), 1u);
  lock.release();
  EXPECT_EQ(counts->all, 1);
}

}  // namespace
}  // namespace mp
