// Many small messages from one process to another; the time of one. Boost's message_queue is beside, in boost_peer.cpp.
#include <benchmark/benchmark.h>

#include "runtime/benchmarks/peer_process.h"
#include "runtime/channel/queue.h"

namespace mp::benchmarks {
namespace {

constexpr int kEnd = -1;
constexpr std::size_t kRoom = 1024;  // messages

void queue(benchmark::State& state) {
  Queue<int> queue(kRoom);
  const PeerProcess receiver([&] {
    while (queue.get() != kEnd) {
    }
  });
  for (auto _ : state) queue.put(42);
  queue.put(kEnd);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(queue)->Name("small_messages/mp::Queue")->UseRealTime();

}  // namespace
}  // namespace mp::benchmarks
