// What a queue costs: an item in and out in one process, and items on their way from one process to another.
//   bazel run -c opt //runtime/channel:queue_benchmark
#include <benchmark/benchmark.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>

#include "runtime/channel/queue.h"

namespace mp {
namespace {

template <class T>
void put_and_get(benchmark::State& state, const T& item) {
  Queue<T> queue;
  for (auto _ : state) {
    queue.put(item);
    benchmark::DoNotOptimize(queue.get());
  }
}
BENCHMARK_CAPTURE(put_and_get, int, 42);
BENCHMARK_CAPTURE(put_and_get, text_of_100_bytes, std::string(100, 'x'));
BENCHMARK_CAPTURE(put_and_get, array_of_4096_bytes, std::array<char, 4096>());

void from_process_to_process(benchmark::State& state) {
  constexpr int kEnd = -1;
  Queue<int> queue;
  const pid_t receiver = fork();
  if (receiver == 0) {
    while (queue.get() != kEnd) {
    }
    _exit(0);
  }
  for (auto _ : state) queue.put(42);
  queue.put(kEnd);
  waitpid(receiver, nullptr, 0);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(from_process_to_process)->UseRealTime();

}  // namespace
}  // namespace mp

BENCHMARK_MAIN();
