// A process that does nothing: started, and joined.
#include <benchmark/benchmark.h>

#include "runtime/benchmarks/peer_process.h"
#include "runtime/process/process.h"
#include "runtime/process/start_method.h"

namespace mp::benchmarks {
namespace {

void raw_fork(benchmark::State& state) {
  for (auto _ : state) const PeerProcess process([] {});
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(raw_fork)->Name("start_join/raw fork and waitpid")->UseRealTime();

void process(benchmark::State& state, Context context) {
  for (auto _ : state) {
    Process process = context.Process([] {});
    process.start();
    process.join();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(process, fork, Context::fork())->Name("start_join/fork")->UseRealTime();
BENCHMARK_CAPTURE(process, spawn, Context::spawn())->Name("start_join/spawn")->UseRealTime();

}  // namespace
}  // namespace mp::benchmarks
