// Processes that are killed at any moment: the others go on, and what the dead did is in order where the program says so.
#include <fmt/core.h>

#include <atomic>
#include <fstream>
#include <mutex>
#include <random>
#include <thread>

#include "runtime/mp.h"
#include "tests/sanitizer/programs.h"
#include "tests/sanitizer/unseen_order.h"

namespace programs {
namespace {

constexpr int kRounds = 1000;
constexpr unsigned kSeed = 20;

// The victim updates under a lock and gets and puts, without end; the witness does the same, and must not stick. Prints whether
// a victim has died with the lock in its hands.
int killed_at_random() {
  mp::Array<long> sums(8);
  mp::Lock lock;
  mp::Queue<int> tokens;
  mp::Value<bool> stop(false);
  UnseenOrder order;
  const auto update = [&] {
    {
      const std::lock_guard guard(lock);
      for (long& sum : sums) sum += 1;
    }
    tokens.put(tokens.get_for(std::chrono::milliseconds(1)).value_or(0));
  };
  mp::Process witness([&] {
    for (;;) {
      update();
      const std::lock_guard guard(lock);
      if (stop.value) return;
    }
  });
  witness.start();
  std::minstd_rand random(kSeed);
  for (int round = 1; round <= kRounds; ++round) {
    mp::Process victim([&update, order, round]() mutable {
      order.done(round);
      for (;;) update();
    });
    victim.start();
    order.wait_for(round);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 3000));
    victim.kill();
    victim.join();
    while (tokens.qsize() > 4) tokens.get();
    const std::lock_guard guard(lock);
    sums[0] += 1;
  }
  {
    const std::lock_guard guard(lock);
    stop.value = true;
  }
  witness.join();
  fmt::print("{}\n", lock.owner_deaths() > 0);
  return witness.exitcode() == 0 ? 0 : 3;
}

// Races without end while one of the racing is killed, again and again, also in the middle of what the sanitizer does.
int killed_while_racing() {
  mp::Array<long> cells(4);
  UnseenOrder order;
  std::minstd_rand random(kSeed);
  for (int round = 1; round <= kRounds; ++round) {
    mp::Process victim([&cells, order, round]() mutable {
      for (;;) {
        for (long& cell : cells) cell = cell + 1;  // RACE killed_while_racing
        order.done(round);
      }
    });
    victim.start();
    order.wait_for(round);                     // A victim that is killed before it has begun races with nobody.
    for (long& cell : cells) cell = cell + 1;  // RACE killed_while_racing
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 3000));
    victim.kill();
    victim.join();
  }
  return 0;
}

/// Whether the thread has a child of its own; a process of one thread goes by its pid. A report makes one: the symbolizer.
bool has_child(pid_t thread) {
  std::ifstream children(fmt::format("/proc/{0}/task/{0}/children", thread));
  pid_t child = 0;
  return static_cast<bool>(children >> child);
}

// The only process that sees the race is killed while it writes its report. Prints its exit code: it may have come to its end
// before.
int killed_in_the_report() {
  mp::Value<int> v(0);
  UnseenOrder order;
  mp::Process first([&v, order]() mutable {
    v.value = 1;  // RACE killed_in_the_report
    order.done(1);
  });
  mp::Process second([&v, order] {
    order.wait_for(1);
    v.value = 2;  // RACE killed_in_the_report
  });
  first.start();
  second.start();
  while (second.is_alive() && !has_child(second.pid())) sched_yield();
  second.kill();
  second.join();
  first.join();
  fmt::print("{}\n", second.exitcode().value_or(0));
  return 0;
}

constexpr int kDeepest = 5;

// Each depth is another stack, so each makes a report, of which only the first is written.
[[gnu::noinline]] void write_at_depth(long& cell, int depth) {
  if (depth == 0) {
    cell = cell + 1;  // RACE forks_in_reports
  } else {
    write_at_depth(cell, depth - 1);
  }
  asm volatile("");  // so that the call above is no jump
}

void write_at_all_depths(mp::Array<long>& cells) {
  for (int depth = 0; depth < kDeepest; ++depth) write_at_depth(cells[static_cast<std::size_t>(depth)], depth);
}

// While a thread is in reports, the process forks children that have something to report too. Nothing is killed. Prints whether
// a child was forked in the middle of a report, and whether all have ended.
int forks_in_reports() {
  mp::Array<long> cells(kDeepest);
  UnseenOrder order;
  mp::Process other([&cells, order]() mutable {
    write_at_all_depths(cells);
    order.done(1);
  });
  other.start();
  order.wait_for(1);
  std::atomic<bool> reporting = true;
  mp::Thread reporter([&] {
    write_at_all_depths(cells);
    reporting = false;
  });
  reporter.start();
  bool in_a_report = false, all_ended = true;
  while (reporting && all_ended) {
    if (!has_child(reporter.ident())) continue;
    mp::Process child([&cells] { write_at_all_depths(cells); });
    child.start();
    in_a_report = in_a_report || has_child(reporter.ident());
    all_ended = child.join_for(std::chrono::seconds(60));
    child.kill();
  }
  reporter.join();
  other.join();
  fmt::print("{} {}\n", in_a_report, all_ended);
  return 0;
}

// The owner of the lock is killed while it holds it and is not reaped yet: who takes the lock over comes after the dead.
int owner_killed() {
  mp::Value<int> v(0);
  mp::Lock lock;
  UnseenOrder order;
  mp::Process owner([&v, &lock, order]() mutable {
    lock.acquire();
    v.value = 1;
    order.done(1);
    for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
  });
  mp::Process heir([&v, &lock, order] {
    order.wait_for(1);
    const std::lock_guard guard(lock);
    v.value += 1;
  });
  owner.start();
  heir.start();
  order.wait_for(1);
  owner.kill();
  heir.join();  // before the owner: only the lock says that the owner's write came first
  const int seen = v.value;
  owner.join();
  return seen == 2 ? 0 : 3;
}

constexpr Program kPrograms[] = {
    {"killed_at_random", killed_at_random},
    {"killed_while_racing", killed_while_racing},
    {"killed_in_the_report", killed_in_the_report},
    {"forks_in_reports", forks_in_reports},
    {"owner_killed", owner_killed},
};

}  // namespace

std::span<const Program> kill_programs() { return kPrograms; }

}  // namespace programs
