// What a task costs, and what it costs in CPython on the same machine.
//   bazel run -c opt //runtime/pool:pool_benchmark
// The context of the output begins with CPython's figures, measured beside; without python3 there are none.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <memory>
#include <ranges>
#include <string>

#include "runtime/pool/pool.h"

namespace mp {
namespace {

constexpr int kElements = 10'000;
constexpr unsigned kWorkers = 2;

int square(int x) { return x * x; }

template <class AnyPool>
void map_chunksize_1(benchmark::State& state) {
  AnyPool pool(kWorkers);
  for (auto _ : state) benchmark::DoNotOptimize(pool.map(square, std::views::iota(0, kElements), 1));
  state.SetItemsProcessed(state.iterations() * kElements);
}
BENCHMARK(map_chunksize_1<Pool>)->UseRealTime();
BENCHMARK(map_chunksize_1<ThreadPool>)->UseRealTime();

template <class AnyPool>
void map_default_chunks(benchmark::State& state) {
  AnyPool pool(kWorkers);
  for (auto _ : state) benchmark::DoNotOptimize(pool.map(square, std::views::iota(0, kElements)));
  state.SetItemsProcessed(state.iterations() * kElements);
}
BENCHMARK(map_default_chunks<Pool>)->UseRealTime();
BENCHMARK(map_default_chunks<ThreadPool>)->UseRealTime();

template <class AnyPool>
void apply(benchmark::State& state) {
  AnyPool pool(kWorkers);
  for (auto _ : state) benchmark::DoNotOptimize(pool.apply(square, 7));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(apply<Pool>)->UseRealTime();
BENCHMARK(apply<ThreadPool>)->UseRealTime();

/// Microseconds for each element, by CPython's Pool and ThreadPool.
constexpr char kPython[] = R"(python3 -c '
import time
from multiprocessing import Pool
from multiprocessing.pool import ThreadPool
def square(x): return x * x
def cost(run, tasks):
    best = 1e9
    for _ in range(5):
        begin = time.perf_counter(); run(); best = min(best, time.perf_counter() - begin)
    return best / tasks * 1e6
for name, kind in ("Pool", Pool), ("ThreadPool", ThreadPool):
    with kind(2) as pool:
        print(f"CPython {name}: map_chunksize_1 {cost(lambda: pool.map(square, range(10000), 1), 10000):.2f} us a task, "
              f"map_default_chunks {cost(lambda: pool.map(square, range(10000)), 10000):.3f} us, "
              f"apply {cost(lambda: [pool.apply(square, (7,)) for _ in range(500)], 500):.1f} us")
' 2>&1)";

void add_python_to_context() {
  const std::unique_ptr<FILE, int (*)(FILE*)> output(::popen(kPython, "r"), &::pclose);
  char line[256];
  for (int i = 0; output != nullptr && std::fgets(line, sizeof line, output.get()) != nullptr; ++i) {
    std::string text = line;
    text.pop_back();
    benchmark::AddCustomContext("python " + std::to_string(i), text);
  }
}

}  // namespace
}  // namespace mp

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  mp::add_python_to_context();
  benchmark::RunSpecifiedBenchmarks();
}
