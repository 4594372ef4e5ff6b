// Small messages through Boost's message_queue, as small_messages.cpp sends them through ours: where libboost-dev is installed.
#include "runtime/benchmarks/boost_peer.h"

#if __has_include(<boost/interprocess/ipc/message_queue.hpp>)

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <boost/interprocess/ipc/message_queue.hpp>
#include <boost/version.hpp>
#include <string>

#include "runtime/benchmarks/peer_process.h"

namespace mp::benchmarks {
namespace {

constexpr int kEnd = -1;
constexpr std::size_t kRoom = 1024;  // messages

void boost_message_queue(benchmark::State& state) {
  namespace ipc = boost::interprocess;
  const std::string name = "racelab_benchmark_" + std::to_string(getpid());
  {
    ipc::message_queue queue(ipc::create_only, name.c_str(), kRoom, sizeof(int));
    const PeerProcess receiver([&] {
      ipc::message_queue::size_type received = 0;
      unsigned priority = 0;
      int item = 0;
      while (item != kEnd) queue.receive(&item, sizeof item, received, priority);
    });
    const int item = 42;
    for (auto _ : state) queue.send(&item, sizeof item, 0);
    queue.send(&kEnd, sizeof kEnd, 0);
  }
  ipc::message_queue::remove(name.c_str());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(boost_message_queue)->Name("small_messages/Boost message_queue")->UseRealTime();

}  // namespace

std::string boost_version() { return BOOST_LIB_VERSION; }

}  // namespace mp::benchmarks

#else

namespace mp::benchmarks {

std::string boost_version() { return "not installed (libboost-dev)"; }

}  // namespace mp::benchmarks

#endif
