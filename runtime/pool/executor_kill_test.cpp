// CPython's test_concurrent_futures/test_deadlock: workers that end at every stage of a call, and an executor that goes on.
//
// What cannot happen here: an error or a crash of the user's code while a call or a result is packed or unpacked, because no
// code of the user's runs there. Only plain data and containers of it travel (archivable.h); anything else does not compile
// (crossing_test.cpp). A death there is possible, and is what these tests bring.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/error.h"
#include "runtime/hooks.h"
#include "runtime/pool/executor.h"
#include "runtime/pool/pool.h"
#include "runtime/process/exit.h"
#include "runtime/process/process.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/survivors.h"
#include "runtime/testing/thrown.h"
#include "runtime/value/value.h"

namespace mp {
namespace {

using std::chrono::microseconds;
using std::chrono::minutes;
using test::message_of;
using testing::HasSubstr;

int square(int x) { return x * x; }

bool is_killed(Future<int>& future) {
  try {
    future.result_for(minutes(1));
    return false;
  } catch (const WorkerDied&) {
    return true;
  }
}

/// Kills workers at an event of theirs, as long as there are shots.
class Assassin : public hooks::Listener {
 public:
  enum class Moment { kClaimed, kAnswering };

  Assassin(Moment moment, Value<int>& shots) : moment_(moment), shots_(shots), owner_(::getpid()) { hooks::listen(this); }
  ~Assassin() override { hooks::listen(nullptr); }
  void acquired(const void*) override { strike(Moment::kClaimed); }
  void releasing(const void*) override { strike(Moment::kAnswering); }

 private:
  void strike(Moment moment) {
    if (::getpid() == owner_ || moment != moment_ || shots_.value == 0) return;
    --shots_.value;
    ::raise(SIGKILL);
  }

  const Moment moment_;
  Value<int>& shots_;
  const pid_t owner_;
};

// test_crash_at_task_unpickle, test_crash_during_result_pickle_on_worker: before the call is unpacked, and after its result is
// packed.
TEST(ExecutorDeadlock, ADeathBeforeUnpackingOrAfterPackingFailsThatCallAlone) {
  for (const auto moment : {Assassin::Moment::kClaimed, Assassin::Moment::kAnswering}) {
    Value<int> shots(1);
    const Assassin assassin(moment, shots);
    ProcessPoolExecutor executor(1);
    std::vector<Future<int>> futures;
    for (int i = 0; i < 5; ++i) futures.push_back(executor.submit(square, i));
    EXPECT_TRUE(is_killed(futures[0]));
    for (int i = 1; i < 5; ++i) EXPECT_EQ(futures[static_cast<std::size_t>(i)].result_for(minutes(1)), i * i);
  }
}

// test_exit_during_task_execution, test_crash_...: mp::exit is an error of the call; the others end the worker.
TEST(ExecutorDeadlock, EveryEndDuringTheCallReachesTheCaller) {
  ProcessPoolExecutor executor(2);
  const auto outcome = [&](auto function) {
    Future<int> future = executor.submit(function);
    try {
      future.result_for(minutes(1));
    } catch (const WorkerDied& death) {
      return std::string("died ") + std::to_string(death.exitcode());
    } catch (const RemoteError& error) {
      return error.type_name();
    }
    return std::string("nothing");
  };
  struct Plain {};
  EXPECT_EQ(outcome([]() -> int {
              std::signal(SIGSEGV, SIG_DFL);  // AddressSanitizer has a handler
              ::raise(SIGSEGV);
              return 0;
            }),
            "died " + std::to_string(-SIGSEGV));
  EXPECT_EQ(outcome([]() -> int { ::_exit(7); }), "died 7");
  EXPECT_EQ(outcome([]() -> int { mp::exit(3); }), "mp::SystemExit");
  EXPECT_EQ(outcome([]() -> int { throw 5; }), "int");
  EXPECT_THAT(outcome([]() -> int { throw Plain{}; }), HasSubstr("Plain"));
  EXPECT_THAT(outcome([]() -> int { throw std::string("text"); }), HasSubstr("basic_string"));
  EXPECT_EQ(executor.submit(square, 4).result(), 16);
}

// test_crash_big_data.
TEST(ExecutorDeadlock, ADeathWithBigDataInFlight) {
  ProcessPoolExecutor executor(2);
  const std::vector<int> big(300'000, 3);
  std::vector<Future<std::vector<int>>> futures;
  for (int i = 0; i < 6; ++i) {
    futures.push_back(executor.submit(
        [](std::vector<int> data, bool dies) {
          if (dies) ::raise(SIGKILL);
          return data;
        },
        big, i == 2));
  }
  for (int i = 0; i < 6; ++i) {
    auto& future = futures[static_cast<std::size_t>(i)];
    if (i == 2) {
      EXPECT_THROW(future.result_for(minutes(1)), WorkerDied);
    } else {
      EXPECT_EQ(future.result_for(minutes(1)), big);
    }
  }
}

// test_shutdown_deadlock and its kin: the workers die while the executor ends, in every way in which it can.
TEST(ExecutorDeadlock, ShutdownWhileWorkersDie) {
  for (int round = 0; round < 8; ++round) {
    std::vector<Future<int>> futures;
    {
      ProcessPoolExecutor executor(2);
      for (int i = 0; i < 10; ++i) {
        futures.push_back(executor.submit(
            [](int x) {
              if (x % 3 == 0) ::raise(SIGKILL);
              return x;
            },
            i));
      }
      if (round % 2 == 1) executor.shutdown(false, round % 4 == 1);
      if (round == 6) executor.kill_workers();
      for (const pid_t worker : executor.worker_pids()) ::kill(worker, SIGKILL);
    }
    for (Future<int>& future : futures) EXPECT_TRUE(future.done()) << round;
  }
}

/// What became of the calls.
struct Counts {
  int returned = 0;
  int lost = 0;
  int kills = 0;
};

void one_round(ProcessPoolExecutor& executor, std::mt19937& random, Counts& counts) {
  std::vector<Future<int>> futures;
  for (int i = 0; i < 12; ++i) {
    futures.push_back(executor.submit(
        [](int x) {
          ::usleep(static_cast<useconds_t>(100 * (x % 4)));  // some die in the kernel, some in the pool's own work
          return x * x;
        },
        i));
  }
  for (const pid_t worker : executor.worker_pids()) {
    test::spin_at_random(random, microseconds(150));
    counts.kills += ::kill(worker, SIGKILL) == 0;
  }
  for (int i = 0; i < 12; ++i) {
    try {
      ASSERT_EQ(futures[static_cast<std::size_t>(i)].result_for(minutes(1)), i * i);
      ++counts.returned;
    } catch (const WorkerDied& death) {
      ++counts.lost;
      EXPECT_EQ(death.signal(), SIGKILL);
      EXPECT_EQ(*death.task() % 12, static_cast<std::size_t>(i));
    }
  }
}

// P1: each call has its result or WorkerDied, and nobody hangs.
TEST(ExecutorKill, AThousandRandomKills) {
  std::mt19937 random(3);
  Counts counts;
  ProcessPoolExecutor executor(4);
  while (counts.kills < 1000 && !testing::Test::HasFailure()) one_round(executor, random, counts);
  std::printf("%d kills: %d calls returned, %d lost with their worker, 0 hung\n", counts.kills, counts.returned, counts.lost);
  EXPECT_GT(counts.lost, 10) << "few kills met a call";
  EXPECT_LE(counts.lost, counts.kills);
  EXPECT_EQ(executor.submit(square, 3).result(), 9);
}

/// Each call makes an executor for a call like itself.
int dig(int depth) { return ProcessPoolExecutor(1).submit(dig, depth + 1).result(); }

TEST(NestedPools, HaveAnEnd) {
  EXPECT_THAT(message_of<RemoteError>([] { dig(0); }), HasSubstr("a pool inside tasks of 8 pools"));
  EXPECT_EQ(ThreadPoolExecutor(1).submit([] { return Pool(1).apply(square, 4); }).result(), 16);
}

int pause_in_a_pool_of_its_own(Queue<pid_t>& told) {
  Pool inner(2);
  Process child([] {
    for (;;) ::pause();
  });
  child.start();
  told.put(::getpid());
  inner.apply([] {
    for (;;) ::pause();
  });
  return 0;
}

// P14: the workers of a worker, and its other children, die with the root.
TEST(NestedPools, DieWithTheRoot) {
  Queue<pid_t> told;
  test::Survivors survivors;
  {
    test::ForkedChild root([&] {
      ProcessPoolExecutor executor(2);
      Future<int> first = executor.submit(pause_in_a_pool_of_its_own, told);
      Future<int> second = executor.submit(pause_in_a_pool_of_its_own, told);
      first.result();
    });
    told.get();
    told.get();
    EXPECT_TRUE(root.kill());
  }
  EXPECT_TRUE(survivors.none_after(test::kPatience));
}

}  // namespace
}  // namespace mp
