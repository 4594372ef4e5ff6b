// A map of a function that does next to nothing: what a pool costs for each element.
#include <benchmark/benchmark.h>

#include <ranges>

#include "runtime/pool/pool.h"

namespace mp::benchmarks {
namespace {

constexpr unsigned kWorkers = 2;
constexpr int kElements = 20'000;

int square(int x) { return x * x; }

void map(benchmark::State& state, std::optional<std::size_t> chunksize) {
  Pool pool(kWorkers);
  for (auto _ : state) benchmark::DoNotOptimize(pool.map(square, std::views::iota(0, kElements), chunksize));
  state.SetItemsProcessed(state.iterations() * kElements);
}
BENCHMARK_CAPTURE(map, one, 1)->Name("pool_map/chunksize 1")->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(map, many, std::nullopt)->Name("pool_map/default chunks")->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace mp::benchmarks
