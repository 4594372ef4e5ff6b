// Section 6.1: two processes add to one value, and nothing orders their additions.
#include <fmt/core.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "runtime/mp.h"

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// Both processes go on at the same instant: each sleeps until shortly before the clock's next tick, then watches it come.
// Meanwhile the core keeps a copy of the value in its cache, as it would if the process had just used it.
void wait_for_tick(const int& value) {
  constexpr auto kTick = 50ms;
  constexpr auto kOffset = 500us;  // on the full millisecond the kernel's own timers would delay both
  const auto ticks = (Clock::now().time_since_epoch() - kOffset) / kTick;
  const Clock::time_point next((ticks + 1) * kTick + kOffset);
  std::this_thread::sleep_until(next - 1ms);
  while (Clock::now() < next) __builtin_prefetch(&value);
}

void job(mp::Value<int>& v, int num) {
  for (int i = 0; i < 5; ++i) {
    wait_for_tick(v.value);
    v.value += num;
    fmt::print("{}\n", v.value);
  }
}

int main() {
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);  // print each line at once, into a pipe too
  mp::Value<int> v(0);
  mp::Process p1(job, v, 1);
  mp::Process p2(job, v, 3);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  fmt::print("final: {}\n", v.value);
}
