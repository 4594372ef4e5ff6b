// Processes that the runtime starts by spawn, by forkserver, and by fork.
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "runtime/mp.h"
#include "tests/sanitizer/programs.h"

namespace programs {
namespace {

constexpr int kRounds = 5;

void add(mp::Value<int>& v, int num) {
  for (int i = 0; i < kRounds; ++i) v.value += num;  // RACE started
}

/// Goes on when all are there. Relaxed: it orders nothing.
void wait_for_all(mp::Value<int>& there, int all) {
  const std::atomic_ref<int> count(there.value);
  count.fetch_add(1, std::memory_order_relaxed);
  while (count.load(std::memory_order_relaxed) < all) std::this_thread::yield();
}

// Without that, the forkserver may have reaped the first process before it starts the second: then they are ordered.
void add_together(mp::Value<int>& v, mp::Value<int>& there, int num) {
  wait_for_all(there, 2);
  add(v, num);
}

void add_locked(mp::Value<int>& v, mp::Lock& lock, int num) {
  for (int i = 0; i < kRounds; ++i) {
    const std::scoped_lock guard(lock);
    v.value += num;
  }
}

int unguarded(mp::Context context) {
  mp::Value<int> v(0), there(0);
  mp::Process p1 = context.Process(add_together, v, there, 1), p2 = context.Process(add_together, v, there, 3);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  return 0;
}

int locked(mp::Context context) {
  mp::Value<int> v(0);
  mp::Lock lock;
  mp::Process p1 = context.Process(add_locked, v, lock, 1), p2 = context.Process(add_locked, v, lock, 3);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  return v.value == kRounds * (1 + 3) ? 0 : 1;
}

int in_turn(mp::Context context) {
  mp::Value<int> v(0);
  for (int round = 0; round < 2; ++round) {
    v.value += 1;
    mp::Process process = context.Process(add, v, 1);
    process.start();
    process.join();
  }
  return v.value == 2 * (1 + kRounds) ? 0 : 1;
}

void put(mp::Value<int>& v, mp::Queue<int>& queue) {
  v.value = 7;
  queue.put(1);
}

int handed_over(mp::Context context) {
  mp::Value<int> v(0);
  mp::Queue<int> queue;
  mp::Process process = context.Process(put, v, queue);
  process.start();
  queue.get();
  const bool right = v.value == 7;
  process.join();
  return right ? 0 : 1;
}

// A program that has memory of the runtime's executes one that makes its own.
int executes(const char* program) {
  mp::Value<int> v(0);
  v.value += 1;
  mp::Process process([program] { execl("/proc/self/exe", "/proc/self/exe", program, nullptr); });
  process.start();
  process.join();
  return *process.exitcode();
}

constexpr Program kPrograms[] = {
    {"executes_unguarded", [] { return executes("unguarded"); }},
    {"executes_locked", [] { return executes("locked"); }},
    {"started_by_spawn", [] { return unguarded(mp::Context::spawn()); }},
    {"started_by_spawn_locked", [] { return locked(mp::Context::spawn()); }},
    {"started_by_spawn_in_turn", [] { return in_turn(mp::Context::spawn()); }},
    {"started_by_spawn_handed_over", [] { return handed_over(mp::Context::spawn()); }},
    {"started_by_forkserver", [] { return unguarded(mp::Context::forkserver()); }},
    {"started_by_forkserver_locked", [] { return locked(mp::Context::forkserver()); }},
    {"started_by_forkserver_in_turn", [] { return in_turn(mp::Context::forkserver()); }},
    {"started_by_forkserver_handed_over", [] { return handed_over(mp::Context::forkserver()); }},
};

}  // namespace

std::span<const Program> start_programs() { return kPrograms; }

}  // namespace programs
