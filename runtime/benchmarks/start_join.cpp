// A process that does nothing: started, and joined.
#include <benchmark/benchmark.h>

#include "runtime/benchmarks/peer_process.h"
#include "runtime/process/process.h"

namespace mp::benchmarks {
namespace {

void raw_fork(benchmark::State& state) {
  for (auto _ : state) const PeerProcess process([] {});
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(raw_fork)->Name("start_join/raw fork and waitpid")->UseRealTime();

void by_fork(benchmark::State& state) {
  for (auto _ : state) {
    Process process([] {});
    process.start();
    process.join();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(by_fork)->Name("start_join/fork")->UseRealTime();

}  // namespace
}  // namespace mp::benchmarks
