// An item to another process and one back: what a wake-up costs, twice, and what a queue adds to it.
#include <benchmark/benchmark.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <climits>

#include "runtime/benchmarks/peer_process.h"
#include "runtime/channel/queue.h"

namespace mp::benchmarks {
namespace {

constexpr int kEnd = -1;

void queue(benchmark::State& state) {
  Queue<int> there, back;
  const PeerProcess peer([&] {
    for (int item = there.get(); item != kEnd; item = there.get()) back.put(item);
  });
  for (auto _ : state) {
    there.put(42);
    benchmark::DoNotOptimize(back.get());
  }
  there.put(kEnd);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(queue)->Name("round_trip/mp::Queue")->UseRealTime();

/// A number that one process writes and another waits for, by the kernel's call alone.
class FutexMailbox {
 public:
  void put(int value) {
    word_.store(value, std::memory_order_release);
    syscall(SYS_futex, &word_, FUTEX_WAKE, 1, nullptr, nullptr, 0);
  }
  int wait_for_other_than(int old) {
    int value = word_.load(std::memory_order_acquire);
    while (value == old) {
      syscall(SYS_futex, &word_, FUTEX_WAIT, old, nullptr, nullptr, 0);
      value = word_.load(std::memory_order_acquire);
    }
    return value;
  }

 private:
  std::atomic<int> word_ = 0;
};

struct Mailboxes {
  alignas(64) FutexMailbox there;
  alignas(64) FutexMailbox back;
};

void raw_futex(benchmark::State& state) {
  void* const memory = mmap(nullptr, sizeof(Mailboxes), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  MP_CHECK(memory != MAP_FAILED);
  auto* const boxes = new (memory) Mailboxes;
  {
    const PeerProcess peer([&] {
      for (int item = boxes->there.wait_for_other_than(0); item != kEnd; item = boxes->there.wait_for_other_than(item)) {
        boxes->back.put(item);
      }
    });
    int item = 0;
    for (auto _ : state) {
      const int last = item;
      item = item == INT_MAX ? 1 : item + 1;
      boxes->there.put(item);
      benchmark::DoNotOptimize(boxes->back.wait_for_other_than(last));
    }
    boxes->there.put(kEnd);
  }
  munmap(memory, sizeof(Mailboxes));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(raw_futex)->Name("round_trip/raw futex")->UseRealTime();

}  // namespace
}  // namespace mp::benchmarks
