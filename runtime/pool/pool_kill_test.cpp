// Workers that are killed, owners that are killed, and what is left behind.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <ranges>
#include <string>
#include <thread>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/error.h"
#include "runtime/memory/arena.h"
#include "runtime/pool/pool.h"
#include "runtime/process/process.h"

namespace mp {
namespace {

using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::steady_clock;

int square(int x) { return x * x; }

/// Keeps the processor busy, so that a kill can come at any point of it.
void spin_for(microseconds time) {
  const auto end = steady_clock::now() + time;
  while (steady_clock::now() < end) {
  }
}

/// Every other one sleeps, so that a kill meets one often, on a machine with few processors too.
int slow_square(int x) {
  spin_for(microseconds(30));
  if (x % 2 == 1) ::usleep(200);
  return x * x;
}

std::vector<int> many(int x) { return std::vector<int>(1000, x); }

memory::BlockList::Census blocks() { return memory::family_arena().census(); }

auto entries_of(const char* folder) { return std::distance(std::filesystem::directory_iterator(folder), {}); }

/// What this process has mapped, in pages.
long mapped_pages() {
  long pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages;
}

/// The processes that work, once the pool has replaced `victim`; it does so while it is used.
std::vector<pid_t> workers_without(Pool& pool, pid_t victim) {
  const auto end = steady_clock::now() + minutes(1);
  std::vector<pid_t> pids = pool.worker_pids();
  while (std::ranges::find(pids, victim) != pids.end() && steady_clock::now() < end) {
    pool.apply(square, 1);
    pids = pool.worker_pids();
  }
  return pids;
}

/// Runs twelve tasks while one random worker is killed at a random moment. Returns how many tasks failed. What fails must say
/// that this worker died; what does not fail must be right.
template <class Task, class IsRight>
int failures_of_a_round(Pool& pool, std::mt19937& random, Task task, IsRight is_right) {
  const std::vector<pid_t> pids = pool.worker_pids();
  const pid_t victim = pids[random() % pids.size()];
  using R = std::invoke_result_t<Task, int>;
  std::vector<AsyncResult<R>> results;
  for (int i = 0; i < 12; ++i) results.push_back(pool.apply_async(task, i));
  spin_for(microseconds(random() % 300));
  EXPECT_EQ(::kill(victim, SIGKILL), 0);
  int failures = 0;
  for (int i = 0; i < 12; ++i) {
    try {
      EXPECT_TRUE(is_right(results[i].get(minutes(1)), i));
    } catch (const WorkerDied& death) {
      ++failures;
      EXPECT_EQ(death.pid(), victim);
      EXPECT_EQ(death.signal(), SIGKILL);
    }
  }
  EXPECT_THAT(workers_without(pool, victim), testing::SizeIs(3));
  return failures;
}

TEST(PoolKill, AWorkerKilledAtARandomMomentFailsItsOwnTaskAndNoOther) {
  const auto before = blocks().used_blocks;
  std::mt19937 random(1);
  int failures = 0;
  {
    Pool pool(3);
    for (int round = 0; round < 200 && !testing::Test::HasFailure(); ++round) {
      const int failed = failures_of_a_round(pool, random, slow_square, [](int result, int x) { return result == x * x; });
      EXPECT_LE(failed, 1);
      failures += failed;
    }
    EXPECT_THAT(pool.map(square, std::views::iota(0, 4)), testing::ElementsAre(0, 1, 4, 9));
  }
  EXPECT_GT(failures, 0) << "no kill met a task";
  EXPECT_EQ(blocks().used_blocks, before);
}

// A large result needs a block of its own, and a worker may die between taking it and saying so.
TEST(PoolKill, AWorkerKilledWithALargeResultLosesAtMostThatBlock) {
  const auto before = blocks().used_blocks;
  std::mt19937 random(2);
  constexpr int kRounds = 50;
  {
    Pool pool(3);
    for (int round = 0; round < kRounds && !testing::Test::HasFailure(); ++round) {
      EXPECT_LE(failures_of_a_round(pool, random, many, [](const std::vector<int>& result, int x) { return result == many(x); }),
                1);
    }
  }
  EXPECT_LE(blocks().used_blocks, before + kRounds);
}

TEST(PoolKill, TheErrorSaysHowTheWorkerEnded) {
  Pool pool(2);
  const auto death_of = [&](auto task) {
    try {
      pool.apply(task);
    } catch (const WorkerDied& death) {
      EXPECT_GT(death.pid(), 0);
      return death.exitcode();
    }
    return 0;
  };
  EXPECT_EQ(death_of([] { std::raise(SIGKILL); }), -SIGKILL);
  EXPECT_EQ(death_of([] { std::raise(SIGTERM); }), -SIGTERM);
  EXPECT_EQ(death_of([] { ::_exit(3); }), 3);
  EXPECT_EQ(pool.apply(square, 3), 9);
}

TEST(PoolKill, MapThrowsForTheChunkThatWasLost) {
  Pool pool(2);
  const auto dies = [](int x) {
    if (x == 20) std::raise(SIGKILL);
    return x;
  };
  EXPECT_THROW(pool.map(dies, std::views::iota(0, 40)), WorkerDied);
  EXPECT_EQ(pool.map(square, std::views::iota(0, 40)).back(), 39 * 39);
}

TEST(PoolKill, AllWorkersMayDieWhileNobodyLooks) {
  Pool pool(3);
  for (int round = 0; round < 5; ++round) {
    for (const pid_t worker : pool.worker_pids()) EXPECT_EQ(::kill(worker, SIGKILL), 0);
    EXPECT_EQ(pool.apply_async(square, round).get(minutes(1)), round * round);
  }
}

/// A task that is in a worker's hands for as long as the caller wants: it takes one number at its beginning, and one at its end.
int take_two(Queue<int>& numbers) {
  numbers.get();
  return numbers.get();
}

/// Returns when a take_two() has begun.
void wait_until_begun(Queue<int>& numbers) {
  numbers.put(0);
  const auto end = steady_clock::now() + minutes(1);
  while (!numbers.empty() && steady_clock::now() < end) std::this_thread::yield();
  ASSERT_TRUE(numbers.empty());
}

TEST(PoolKill, AClosedPoolStillReplacesAWorkerWhileTasksWait) {
  Queue<int> numbers;
  Pool pool(1);
  AsyncResult<int> lost = pool.apply_async(take_two, numbers);
  AsyncResult<int> next = pool.apply_async(square, 4);
  wait_until_begun(numbers);
  pool.close();
  EXPECT_EQ(::kill(pool.worker_pids().at(0), SIGKILL), 0);
  pool.join();
  EXPECT_THROW(lost.get(), WorkerDied);
  EXPECT_EQ(next.get(), 16);
}

/// True if the process, which may be nobody's child, ends within a minute.
bool ends(int pidfd) {
  pollfd death{.fd = pidfd, .events = POLLIN, .revents = 0};
  return ::poll(&death, 1, 60'000) == 1;
}

TEST(PoolKill, NoWorkerOutlivesItsOwner) {
  Queue<std::vector<pid_t>> told;
  Queue<int> numbers;
  Process owner(
      [](Queue<std::vector<pid_t>>& out, Queue<int>& busy) {
        Pool pool(3);
        out.put(pool.worker_pids());
        pool.apply(take_two, busy);
      },
      told, numbers);
  owner.start();
  std::vector<int> watched;
  for (const pid_t worker : told.get()) watched.push_back(static_cast<int>(::syscall(SYS_pidfd_open, worker, 0)));
  ASSERT_THAT(watched, testing::AllOf(testing::SizeIs(3), testing::Each(testing::Ge(0))));
  wait_until_begun(numbers);
  owner.kill();
  ASSERT_TRUE(owner.join_for(minutes(1)));
  numbers.put(1);  // the busy worker ends its task, and then itself
  for (const int worker : watched) {
    EXPECT_TRUE(ends(worker));
    ::close(worker);
  }
}

TEST(PoolKill, EveryTaskEndsAlthoughForATimeNoWorkerCanBeStarted) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  Queue<int> numbers;
  Pool pool(1);
  AsyncResult<int> lost = pool.apply_async(take_two, numbers);
  std::vector<AsyncResult<int>> results;
  for (int i = 0; i < 100; ++i) results.push_back(pool.apply_async(slow_square, i));
  wait_until_begun(numbers);
  const rlimit none{.rlim_cur = STDERR_FILENO + 1, .rlim_max = before.rlim_max};  // not even that of the dead is free
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  EXPECT_EQ(::kill(pool.worker_pids().at(0), SIGKILL), 0);
  EXPECT_THROW(results.back().get(), OSError) << "no worker is left, and none can be started";
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(results[static_cast<std::size_t>(i)].get(minutes(1)), i * i);
  EXPECT_THROW(lost.get(), WorkerDied);
}

TEST(PoolKill, APoolThatCannotBeMadeLeavesNoWorker) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const auto descriptors = entries_of("/proc/self/fd");
  const rlimit few{.rlim_cur = static_cast<rlim_t>(descriptors) + 5, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  EXPECT_THROW(Pool(100), OSError);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(entries_of("/proc/self/fd"), descriptors);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a worker is still there";
}

/// ThreadSanitizer maps memory of its own, for each thread.
#if defined(__has_feature)
constexpr bool kSanitizerMapsMemory = __has_feature(thread_sanitizer);
#else
constexpr bool kSanitizerMapsMemory = false;
#endif

/// Three hundred, or as many as pool_cycles_test asks for.
int pool_cycles() {
  const char* const asked = std::getenv("POOL_CYCLES");
  return asked == nullptr ? 300 : std::atoi(asked);
}

TEST(PoolKill, HundredsOfPoolsLeaveNothingBehind) {
  const auto cycle = [](int i) {
    Pool pool(2);
    EXPECT_EQ(pool.apply(square, i % 1000), i % 1000 * (i % 1000));
    pool.apply_async(many, i);
    if (i % 10 == 0) pool.terminate();
  };
  cycle(1);
  const auto descriptors = entries_of("/proc/self/fd");
  const auto shared_files = entries_of("/dev/shm");
  const auto used = blocks();
  const long mapped = mapped_pages();
  const int cycles = pool_cycles();
  for (int i = 0; i < cycles && !testing::Test::HasFailure(); ++i) cycle(i);
  std::printf("after %d pools: %td descriptors (%td before), %ld pages mapped (%ld), %td files in /dev/shm (%td)\n", cycles,
              entries_of("/proc/self/fd"), descriptors, mapped_pages(), mapped, entries_of("/dev/shm"), shared_files);
  if (!kSanitizerMapsMemory) {
    EXPECT_LT(mapped_pages(), mapped + 256);
  }
  EXPECT_EQ(entries_of("/proc/self/fd"), descriptors);
  EXPECT_EQ(entries_of("/dev/shm"), shared_files);
  EXPECT_EQ(blocks().used_blocks, used.used_blocks);
  EXPECT_EQ(blocks().used_bytes, used.used_bytes);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child is still there";
}

}  // namespace
}  // namespace mp
