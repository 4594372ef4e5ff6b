// Section 3's question, with figures: is the same work, done twice, faster one after the other, in two threads, or in two
// processes? And what if a lock lets only one thread of a process compute at a time, as Python's interpreter does ("GIL on")?
//
//   bazel run -c opt //runtime:kernel_benchmark
//
// A name ends with N, the size of the work, which grows tenfold from line to line: so one sees from where on a thread or a
// process is worth its start. Times are wall-clock times, and contain starting, handing back the result through a queue, and
// joining.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <mutex>

#include "runtime/channel/queue.h"
#include "runtime/kernel.h"
#include "runtime/process/process.h"
#include "runtime/process/thread.h"

namespace {

using Number = unsigned __int128;

std::mutex gil;  // each process has its own, because a fork copies it, as each Python process has its own interpreter

enum class Gil { kOff, kOn };

void compute(mp::Queue<Number>& results, Gil wanted, std::uint64_t n) {
  std::unique_lock lock(gil, std::defer_lock);
  if (wanted == Gil::kOn) lock.lock();
  const Number sum = mp::kernel::sum_of_powers(n);
  if (lock.owns_lock()) lock.unlock();
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

/// The work of size N in two workers at once.
template <class Worker>
void twice(benchmark::State& state, Gil wanted) {
  mp::Queue<Number> results;
  auto n = static_cast<std::uint64_t>(state.range(0));
  for (auto _ : state) {
    Worker first(compute, results, wanted, n);
    Worker second(compute, results, wanted, n);
    first.start();
    second.start();
    first.join();
    second.join();
    benchmark::DoNotOptimize(results.get() + results.get());
  }
}

void add(const char* name, void (*way)(benchmark::State&, Gil), Gil wanted) {
  constexpr std::int64_t kSmallest = 1'000;
  constexpr std::int64_t kLargest = 10'000'000;
  benchmark::RegisterBenchmark(name, way, wanted)
      ->RangeMultiplier(10)
      ->Range(kSmallest, kLargest)
      ->UseRealTime()
      ->Unit(benchmark::kMicrosecond);
}

}  // namespace

int main(int argc, char** argv) {
  add("gil_off/normal", twice<Here>, Gil::kOff);
  add("gil_off/two_threads", twice<mp::Thread>, Gil::kOff);
  add("gil_off/two_processes", twice<mp::Process>, Gil::kOff);
  add("gil_on/normal", twice<Here>, Gil::kOn);
  add("gil_on/two_threads", twice<mp::Thread>, Gil::kOn);
  add("gil_on/two_processes", twice<mp::Process>, Gil::kOn);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
