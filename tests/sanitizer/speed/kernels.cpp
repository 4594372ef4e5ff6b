// What a sanitizer makes slower, in pieces: speed.py compiles this in each mode, and compares. Not built by Bazel.
#include <benchmark/benchmark.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace {

constexpr std::size_t kMany = 4096;

/// Memory that child processes share.
void* shared(std::size_t bytes) {
  void* const memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) std::abort();
  return memory;
}

std::vector<std::uint32_t> random_numbers() {
  std::mt19937 random(1);
  std::vector<std::uint32_t> numbers(kMany);
  for (std::uint32_t& number : numbers) number = static_cast<std::uint32_t>(random());
  return numbers;
}

void per_step(benchmark::State& state, std::size_t steps_of_a_round) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(steps_of_a_round));
}

void private_histogram(benchmark::State& state) {
  const std::vector<std::uint32_t> numbers = random_numbers();
  std::vector<std::uint32_t> counts(256);
  for (auto _ : state) {
    for (const std::uint32_t number : numbers) ++counts[number & 255];
    benchmark::DoNotOptimize(counts.data());
  }
  per_step(state, kMany);
}
BENCHMARK(private_histogram);

void private_gather(benchmark::State& state) {
  const std::vector<std::uint32_t> numbers = random_numbers();
  const std::vector<std::uint32_t> table = random_numbers();
  for (auto _ : state) {
    std::uint32_t sum = 0;
    for (const std::uint32_t number : numbers) sum += table[number % kMany];
    benchmark::DoNotOptimize(sum);
  }
  per_step(state, kMany);
}
BENCHMARK(private_gather);

struct Node {
  int value = 1;
};
[[gnu::noinline]] int value_of(const Node& node) { return node.value; }

void private_calls(benchmark::State& state) {
  const std::vector<Node> nodes(kMany);
  for (auto _ : state) {
    int sum = 0;
    for (const Node& node : nodes) sum += value_of(node);
    benchmark::DoNotOptimize(sum);
  }
  per_step(state, kMany);
}
BENCHMARK(private_calls);

void private_sort(benchmark::State& state) {
  const std::vector<std::uint32_t> numbers = random_numbers();
  for (auto _ : state) {
    std::vector<std::uint32_t> sorted = numbers;
    std::sort(sorted.begin(), sorted.end());
    benchmark::DoNotOptimize(sorted.data());
  }
  per_step(state, kMany);
}
BENCHMARK(private_sort);

void private_mutex_pair(benchmark::State& state) {
  std::mutex lock;
  for (auto _ : state) {
    lock.lock();
    lock.unlock();
  }
  per_step(state, 1);
}
BENCHMARK(private_mutex_pair);

void shared_same_epoch(benchmark::State& state) {
  auto* const numbers = static_cast<std::uint32_t*>(shared(kMany * sizeof(std::uint32_t)));
  for (auto _ : state) {
    for (std::size_t i = 0; i < kMany; ++i) numbers[i] += 1;
    benchmark::DoNotOptimize(numbers);
  }
  per_step(state, kMany);
}
BENCHMARK(shared_same_epoch);

// A release before each pass begins a new epoch.
void shared_new_epoch(benchmark::State& state) {
  auto* const numbers = static_cast<std::uint32_t*>(shared(kMany * sizeof(std::uint32_t)));
  auto& flag = *new (shared(sizeof(std::atomic<int>))) std::atomic<int>(0);
  for (auto _ : state) {
    flag.fetch_add(1, std::memory_order_release);
    for (std::size_t i = 0; i < kMany; ++i) numbers[i] += 1;
    benchmark::DoNotOptimize(numbers);
  }
  per_step(state, kMany);
}
BENCHMARK(shared_new_epoch);

void shared_lock_pair(benchmark::State& state) {
  auto* const lock = static_cast<pthread_mutex_t*>(shared(sizeof(pthread_mutex_t)));
  pthread_mutexattr_t kind;
  pthread_mutexattr_init(&kind);
  pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(lock, &kind);
  for (auto _ : state) {
    pthread_mutex_lock(lock);
    pthread_mutex_unlock(lock);
  }
  per_step(state, 1);
}
BENCHMARK(shared_lock_pair);

void pipe_round_trip(benchmark::State& state) {
  std::array<int, 2> there, back;
  if (pipe(there.data()) != 0 || pipe(back.data()) != 0) std::abort();
  const pid_t child = fork();
  if (child == 0) {
    close(there[1]);
    for (char byte; read(there[0], &byte, 1) == 1;) {
      if (write(back[1], &byte, 1) != 1) break;
    }
    _exit(0);
  }
  char byte = 0;
  for (auto _ : state) {
    if (write(there[1], &byte, 1) != 1 || read(back[0], &byte, 1) != 1) std::abort();
  }
  for (const int end : {there[0], there[1], back[0], back[1]}) close(end);
  waitpid(child, nullptr, 0);
  per_step(state, 1);
}
BENCHMARK(pipe_round_trip)->UseRealTime();

void fork_and_join(benchmark::State& state) {
  for (auto _ : state) {
    const pid_t child = fork();
    if (child == 0) _exit(0);
    waitpid(child, nullptr, 0);
  }
  per_step(state, 1);
}
BENCHMARK(fork_and_join)->UseRealTime();

/// What the process has of shared memory, in KiB.
double shared_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "RssShmem:") continue;
    double kib = 0;
    status >> kib;
    return kib;
  }
  return 0;
}

// Not a time: how many bytes are there for each byte of shared memory that was written to.
void shared_memory_bytes(benchmark::State& state) {
  constexpr std::size_t kBytes = 16 << 20;
  for (auto _ : state) {
    const double before = shared_memory();
    auto* const bytes = static_cast<char*>(shared(kBytes));
    for (std::size_t i = 0; i < kBytes; i += 8) bytes[i] = 1;
    state.counters["bytes"] = (shared_memory() - before) * 1024 / kBytes;
  }
}
BENCHMARK(shared_memory_bytes)->Iterations(1);

}  // namespace

BENCHMARK_MAIN();
