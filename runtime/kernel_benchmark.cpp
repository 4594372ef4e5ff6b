// Section 3's question, with figures: is the same work, done twice, faster one after the other, in two threads, or in two
// processes? And what if one global lock lets only one worker compute at a time, as Python's interpreter does ("GIL on")?
//
//   bazel run -c opt //runtime:kernel_benchmark
//
// A name ends with N, the size of the work, which grows tenfold from line to line: so one sees from where on a thread or a
// process is worth its start. Times are wall-clock times, and contain starting, handing back the result through a queue, and
// joining.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <mutex>
#include <type_traits>

#include "runtime/channel/queue.h"
#include "runtime/kernel.h"
#include "runtime/process/process.h"
#include "runtime/process/thread.h"
#include "runtime/sync/lock.h"

namespace {

using Number = unsigned __int128;

void compute(mp::Queue<Number>& results, std::uint64_t n) { results.put(mp::kernel::sum_of_powers(n)); }

void compute_under_gil(mp::Queue<Number>& results, mp::Lock& gil, std::uint64_t n) {
  Number sum = 0;
  {
    const std::lock_guard guard(gil);
    sum = mp::kernel::sum_of_powers(n);
  }
  results.put(sum);
}

/// Runs in the caller what mp::Thread and mp::Process run elsewhere.
class Here {
 public:
  template <class F, class... Args>
  explicit Here(F function, Args&... args) {
    function(args...);
  }
  void start() {}
  void join() {}
};

/// Makes the call in two workers at once.
template <class Worker, class F, class... Args>
void twice(F function, Args&... args) {
  Worker first(function, args...);
  Worker second(function, args...);
  first.start();
  second.start();
  first.join();
  second.join();
}

template <class Worker>
void without_gil(benchmark::State& state) {
  mp::Queue<Number> results;
  auto n = static_cast<std::uint64_t>(state.range(0));
  for (auto _ : state) {
    twice<Worker>(compute, results, n);
    benchmark::DoNotOptimize(results.get() + results.get());
  }
}

template <class Worker>
void with_gil(benchmark::State& state) {
  mp::Queue<Number> results;
  mp::Lock gil;
  auto n = static_cast<std::uint64_t>(state.range(0));
  for (auto _ : state) {
    twice<Worker>(compute_under_gil, results, gil, n);
    benchmark::DoNotOptimize(results.get() + results.get());
  }
}

void add(const char* name, void (*function)(benchmark::State&)) {
  constexpr std::int64_t kSmallest = 1'000;
  constexpr std::int64_t kLargest = 10'000'000;
  benchmark::RegisterBenchmark(name, function)
      ->RangeMultiplier(10)
      ->Range(kSmallest, kLargest)
      ->UseRealTime()
      ->Unit(benchmark::kMicrosecond);
}

}  // namespace

int main(int argc, char** argv) {
  add("gil_off/normal", without_gil<Here>);
  add("gil_off/two_threads", without_gil<mp::Thread>);
  add("gil_off/two_processes", without_gil<mp::Process>);
  add("gil_on/normal", with_gil<Here>);
  add("gil_on/two_threads", with_gil<mp::Thread>);
  add("gil_on/two_processes", with_gil<mp::Process>);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
