// Pools whose workers begin by fork, spawn and forkserver: what holds for all of them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <map>
#include <mutex>
#include <ranges>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "runtime/error.h"
#include "runtime/pool/executor.h"
#include "runtime/pool/initializer.h"
#include "runtime/pool/pool.h"
#include "runtime/pool/pool_options.h"
#include "runtime/process/exit.h"
#include "runtime/process/identity.h"
#include "runtime/process/parent_process.h"
#include "runtime/process/start_method.h"
#include "runtime/testing/eventually.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/thrown.h"
#include "runtime/value/value.h"

namespace mp {
namespace {

using test::kPatience;
using test::message_of;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

int base = 0;  // each worker has its own

int square(int x) { return x * x; }

class PoolBy : public testing::TestWithParam<std::string> {
 protected:
  const Context context = get_context(GetParam());
};

INSTANTIATE_TEST_SUITE_P(StartMethod, PoolBy, testing::ValuesIn(get_all_start_methods()),
                         [](const auto& method) { return method.param; });

TEST_P(PoolBy, MapsAndApplies) {
  Pool pool(2, context);
  EXPECT_THAT(pool.map(square, std::views::iota(0, 5)), ElementsAre(0, 1, 4, 9, 16));
  EXPECT_THAT(pool.starmap(std::plus<int>(), std::vector<std::pair<int, int>>{{1, 2}, {3, 4}}), ElementsAre(3, 7));
  EXPECT_EQ(pool.apply([](const std::string& text, int more) { return text + std::to_string(more); }, "x", 7), "x7");
  Value<int> sum(0);
  const auto add = [](Value<int>& to, int x) { to.fetch_add(x); };
  for (int i = 0; i < 10; ++i) pool.apply(add, sum, i);
  EXPECT_EQ(sum.value, 45) << "an object that is newer than the workers";
  std::vector<int> taken;
  for (const int result : pool.imap(square, std::views::iota(0, 4))) taken.push_back(result);
  EXPECT_THAT(taken, ElementsAre(0, 1, 4, 9));
}

TEST_P(PoolBy, ItsWorkersAreNamedAfterTheMethodAndAreItsChildren) {
  const auto who = [] { return std::pair(current_process().name(), parent_process()->pid()); };
  const std::map<std::string, std::string> names = {
      {"fork", "ForkPoolWorker-"}, {"spawn", "SpawnPoolWorker-"}, {"forkserver", "ForkServerPoolWorker-"}};
  Pool pool = context.Pool(1);
  const auto [name, parent] = pool.apply(who);
  EXPECT_THAT(name, StartsWith(names.at(GetParam())));
  EXPECT_EQ(parent, ::getpid());
  EXPECT_EQ(pool.apply([](int x) { return Pool(2).apply(square, x); }, 6), 36) << "a pool in a pool";
}

TEST_P(PoolBy, AnExceptionReachesTheCaller) {
  Pool pool(2, context);
  const auto fails = [](int x) {
    if (x == 3) throw std::out_of_range("no three");
    return x;
  };
  EXPECT_EQ(message_of<RemoteError>([&] { pool.map(fails, std::views::iota(0, 10)); }), "no three");
  EXPECT_EQ(message_of<RemoteError>([&] { pool.apply(fails, 3); }), "no three");
  EXPECT_EQ(pool.apply(fails, 4), 4);
}

TEST_P(PoolBy, AKilledWorkerFailsItsOwnTaskAndIsReplaced) {
  Pool pool(2, context);
  for (int round = 0; round < 5; ++round) {
    try {
      pool.apply([] { std::raise(SIGKILL); });
      ADD_FAILURE() << "nobody has died";
    } catch (const WorkerDied& death) {
      EXPECT_EQ(death.signal(), SIGKILL);
    }
    EXPECT_THAT(pool.map(square, std::views::iota(0, 3)), ElementsAre(0, 1, 4));
  }
  for (const pid_t worker : pool.worker_pids()) EXPECT_EQ(::kill(worker, SIGKILL), 0);
  EXPECT_EQ(pool.apply_async(square, 6).get(kPatience), 36) << "all workers may die while nobody looks";
}

TEST_P(PoolBy, AWorkerDoesSoManyTasksAndAnotherTakesItsPlace) {
  Pool pool(PoolOptions{.processes = 2, .maxtasksperchild = 5, .context = context});
  std::map<pid_t, int> tasks;
  for (const pid_t pid : pool.map([](int) { return ::getpid(); }, std::views::iota(0, 40), 1)) ++tasks[pid];
  EXPECT_GE(tasks.size(), 8U);
  for (const auto& [pid, count] : tasks) EXPECT_LE(count, 5) << pid;
}

void count_up(Value<int>& calls, const std::string& text) {
  const std::lock_guard guard(calls.get_lock());
  ++calls.value;
  base += static_cast<int>(text.size());
}

int value_of(Value<int>& number) {
  const std::lock_guard guard(number.get_lock());
  return number.value;
}

TEST_P(PoolBy, TheInitializerIsCalledOnceInEachWorkerWithItsArguments) {
  Value<int> calls(0);
  {
    Pool pool(PoolOptions{.processes = 3, .initializer = {count_up, calls, "seven.."}, .context = context});
    EXPECT_THAT(pool.map([](int) { return base; }, std::views::iota(0, 50), 1), Each(7));
    EXPECT_TRUE(test::eventually([&] { return value_of(calls) == 3; }));
    EXPECT_EQ(::kill(pool.worker_pids().front(), SIGKILL), 0);
    EXPECT_THAT(pool.map_async([](int) { return base; }, std::views::iota(0, 50), 1).get(kPatience), Each(7));
    pool.close();
    pool.join();
  }
  EXPECT_GE(calls.value, 3);
  EXPECT_LE(calls.value, 4);
  EXPECT_EQ(base, 0) << "it is the workers' affair";
}

TEST_P(PoolBy, AnInitializerThatThrowsIsTheErrorOfEveryTask) {
  Pool pool(PoolOptions{.processes = 2, .initializer = [] { throw std::runtime_error("no database"); }, .context = context});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(message_of<RemoteError>([&] { pool.apply(square, i); }), "no database");
}

TEST_P(PoolBy, AnInitializerThatCannotCrossIsForForksOnly) {
  const std::string text = "owned";
  const auto make = [&] {
    Pool(PoolOptions{.processes = 1, .initializer = [text] { base = 1; }, .context = context}).apply(square, 2);
  };
  if (GetParam() == "fork") {
    EXPECT_NO_THROW(make());
  } else {
    EXPECT_THAT(message_of<ValueError>(make), HasSubstr("the initializer of these workers cannot cross"));
  }
}

TEST_P(PoolBy, AnExecutorBeginsInTheSameWay) {
  ProcessPoolExecutor executor(
      ExecutorOptions{.max_workers = 2, .initializer = [] { base = 4; }, .max_tasks_per_child = 3, .mp_context = context});
  std::vector<Future<int>> sums;
  for (int i = 0; i < 10; ++i) sums.push_back(executor.submit([](int x) { return base + x; }, i));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(sums[static_cast<std::size_t>(i)].result_for(kPatience), 4 + i);
}

TEST_P(PoolBy, ItIsTheMethodThatWasSet) {
  set_start_method(GetParam());
  Pool pool(1);
  set_start_method(std::nullopt, true);
  const auto method = [] { return get_start_method(); };
  EXPECT_EQ(pool.apply(method), GetParam());
  EXPECT_EQ(::kill(pool.worker_pids().front(), SIGKILL), 0);
  const std::string name = pool.apply_async([] { return current_process().name(); }).get(kPatience);
  EXPECT_EQ(name.starts_with("Fork") && !name.starts_with("ForkServer"), GetParam() == "fork") << "a later worker, too: " << name;
}

// The workers of a server that is killed work on, and are replaced by those of a new one.
TEST(PoolByForkserver, ItsServerMayBeKilled) {
  Pool pool(2, Context::forkserver());
  const pid_t server = pool.apply([] { return ::getppid(); });
  ASSERT_EQ(::kill(server, SIGKILL), 0);
  const std::vector<pid_t> before = pool.worker_pids();
  EXPECT_EQ(pool.map(square, std::views::iota(0, 100), 1).back(), 99 * 99);
  EXPECT_EQ(pool.worker_pids(), before);
  try {
    pool.apply([] { std::raise(SIGTERM); });
    ADD_FAILURE() << "nobody has died";
  } catch (const WorkerDied& death) {
    EXPECT_EQ(death.exitcode(), 255) << "nobody can know";
  }
  EXPECT_EQ(pool.map(square, std::views::iota(0, 100), 1).back(), 99 * 99);
  EXPECT_NE(pool.worker_pids(), before);
}

}  // namespace
}  // namespace mp
