// 64 MiB from one process to another in pieces of 64 KiB: a queue beside a pipe.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <memory>

#include "runtime/benchmarks/peer_process.h"
#include "runtime/channel/queue.h"

namespace mp::benchmarks {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{64} << 10;
constexpr int kPieces = 1024;
using Piece = std::array<std::byte, kPieceBytes>;

void queue(benchmark::State& state) {
  Queue<Piece> queue(16);
  const auto piece = std::make_unique<Piece>();
  for (auto _ : state) {
    const PeerProcess receiver([&] {
      for (int i = 0; i < kPieces; ++i) benchmark::DoNotOptimize(queue.get());
    });
    for (int i = 0; i < kPieces; ++i) queue.put(*piece);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(queue)->Name("bulk/mp::Queue")->UseRealTime()->Unit(benchmark::kMillisecond);

void read_all(int descriptor, std::byte* to, std::size_t bytes) {
  while (bytes > 0) {
    const ssize_t got = ::read(descriptor, to, bytes);
    MP_CHECK(got > 0);
    to += got;
    bytes -= static_cast<std::size_t>(got);
  }
}

void raw_pipe(benchmark::State& state) {
  const auto piece = std::make_unique<Piece>();
  for (auto _ : state) {
    std::array<int, 2> ends{};
    MP_CHECK(::pipe(ends.data()) == 0);
    {
      const PeerProcess receiver([&] {
        for (int i = 0; i < kPieces; ++i) read_all(ends[0], piece->data(), kPieceBytes);
      });
      for (int i = 0; i < kPieces; ++i) MP_CHECK(::write(ends[1], piece->data(), kPieceBytes) == ssize_t{kPieceBytes});
    }
    ::close(ends[0]);
    ::close(ends[1]);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(raw_pipe)->Name("bulk/raw pipe")->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace mp::benchmarks
