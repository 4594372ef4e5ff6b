// Two processes that access the same variable at the same moment, each once, nothing before and nothing after: at least one
// of them must see the other, every time. (Publish, then look: detector.h.)
#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>

#include "runtime/sanitizer/detector/detector.h"
#include "runtime/sanitizer/system/shared_for_test.h"

namespace race {
namespace {

constexpr unsigned kVariables = 20000;

struct Shared {
  Family family;
  std::atomic<unsigned> arrived[2];  // how many variables each process has come to
  std::atomic<bool> seen[kVariables];
};

std::uintptr_t g_window = 0;
std::atomic<bool>* g_seen = nullptr;

void on_race(Family&, const Race& race) { g_seen[(race.granule - g_window) / kGranuleBytes].store(true); }

void meet(Shared& shared, unsigned me, unsigned variable) {
  shared.arrived[me].store(variable + 1, std::memory_order_relaxed);
  for (unsigned spins = 1; shared.arrived[1 - me].load(std::memory_order_relaxed) <= variable; ++spins) {
    if (spins % 1000 == 0) sched_yield();
  }
}

TEST(Simultaneous, AccessesAreSeenByAtLeastOneOfTheTwo) {
  auto& shared = shared_zeroed<Shared>();
  const std::size_t bytes = kVariables * kGranuleBytes;
  const Shadow shadow = Shadow::map({.window_bytes = bytes, .window = 0, .cells = 0, .marks = 0}).value();
  g_window = shadow.window();
  g_seen = shared.seen;
  Detector detector(shared.family, shadow, on_race, "main", getpid());
  detector.created({.begin = reinterpret_cast<const void*>(g_window), .bytes = bytes, .type = "test", .created = {}});
  const auto access_all = [&](unsigned me) {
    for (unsigned i = 0; i < kVariables; ++i) {
      meet(shared, me, i);
      // With places that differ, the two want the same cell now and then.
      detector.access(g_window + i * kGranuleBytes, 4, {.write = true, .atomic = false},
                      {.pc = 2 * (i % 64) + me + 10, .frame = 0});
    }
  };
  ASSERT_TRUE(detector.before_fork("child", {.pc = 3, .frame = 0}));
  Child child([&] {
    detector.after_fork_in_child(getpid());
    access_all(1);
  });
  detector.after_fork_in_parent(child.pid());
  access_all(0);
  EXPECT_EQ(child.reap(), 0);
  unsigned missed = 0;
  for (const std::atomic<bool>& seen : shared.seen) missed += !seen.load();
  EXPECT_EQ(missed, 0U);
}

}  // namespace
}  // namespace race
