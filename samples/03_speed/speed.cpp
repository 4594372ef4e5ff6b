// Section 3: the same work done one after the other, by two threads and by two processes; without a GIL, and with one.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <mutex>
#include <string_view>

#include "runtime/mp.h"

using Sum = unsigned __int128;
using Clock = std::chrono::steady_clock;

std::mutex gil;  // CPython's global lock: threads share it, and each process has its own, because a fork copies it

Sum work(bool gil_on) {
  std::unique_lock lock(gil, std::defer_lock);
  if (gil_on) lock.lock();
  Sum res = 0;
  for (int i = 0; i < 20; ++i) res = mp::kernel::sum_of_powers(1'000'000);  // once takes a millisecond: too short to compare
  return res;
}

void job(mp::Queue<Sum>& q, bool gil_on) { q.put(work(gil_on)); }

template <class Worker>
Sum two_workers(bool gil_on) {
  mp::Queue<Sum> q;
  Worker w1(job, q, gil_on);
  Worker w2(job, q, gil_on);
  w1.start();
  w2.start();
  w1.join();
  w2.join();
  const Sum res1 = q.get();
  const Sum res2 = q.get();
  return res1 + res2;
}

Sum normal(bool gil_on) { return work(gil_on) + work(gil_on); }

struct Way {
  std::string_view name;
  Sum (*run)(bool gil_on);
  std::chrono::duration<double> best = {};
};

/// Prints the way's result, and its time: the best of five, so that what else the machine does counts less.
void measure(Way& way, bool gil_on) {
  Sum sum = 0;
  way.best = way.best.max();
  for (int i = 0; i < 5; ++i) {
    const Clock::time_point start = Clock::now();
    sum = way.run(gil_on);
    way.best = std::min<std::chrono::duration<double>>(way.best, Clock::now() - start);
  }
  fmt::print("{}: {}\n{} time: {:.6f}\n", way.name, mp::kernel::to_string(sum), way.name, way.best.count());
}

void compare_ways(bool gil_on) {
  std::array<Way, 3> ways = {
      {{"normal", normal}, {"multithread", two_workers<mp::Thread>}, {"multicore", two_workers<mp::Process>}}};
  fmt::print("GIL {}\n", gil_on ? "on: one lock around the work" : "off");
  for (Way& way : ways) measure(way, gil_on);
  std::ranges::sort(ways, {}, &Way::best);
  fmt::print("fastest first: {} < {} < {}\n\n", ways[0].name, ways[1].name, ways[2].name);
}

int main() {
  compare_ways(false);
  compare_ways(true);
  fmt::print(
      "In Python threads do not help: they wait for the one GIL of their process, and each process has a GIL of its own.\n");
  fmt::print(
      "Here nothing holds threads back: like processes they may use every core, and a thread starts sooner than a process.\n");
}
