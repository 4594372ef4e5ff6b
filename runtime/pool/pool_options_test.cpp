#include "runtime/pool/pool_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <ranges>
#include <stdexcept>
#include <string>
#include <vector>

#include "runtime/error.h"
#include "runtime/pool/pool.h"
#include "runtime/testing/thrown.h"
#include "runtime/value/value.h"

namespace mp {
namespace {

using test::message_of;
using testing::Each;
using testing::HasSubstr;

int g_base = 0;  // each worker has its own

int square(int x) { return x * x; }
pid_t own_pid() { return ::getpid(); }

TEST(PoolInitializer, IsCalledOnceInEachWorkerBeforeItsTasks) {
  Value<int> calls(0);
  {
    Pool pool(PoolOptions{.processes = 3, .initializer = [&calls] {
                            const std::lock_guard guard(calls.get_lock());
                            ++calls.value;
                            g_base += 1000;
                          }});
    EXPECT_THAT(pool.map([](int) { return g_base; }, std::views::iota(0, 50), 1), Each(1000));
  }
  EXPECT_EQ(calls.value, 3);
  EXPECT_EQ(g_base, 0) << "it is the workers' affair";
}

TEST(PoolInitializer, ThatThrowsIsTheErrorOfEveryTask) {
  Pool pool(PoolOptions{.processes = 2, .initializer = [] { throw std::runtime_error("no database"); }});
  for (int i = 0; i < 5; ++i) EXPECT_EQ(message_of<RemoteError>([&] { pool.apply(square, i); }), "no database");
  EXPECT_EQ(message_of<RemoteError>([&] { pool.map(square, std::views::iota(0, 10)); }), "no database");
}

TEST(PoolMaxTasksPerChild, AWorkerDoesSoManyTasksAndAnotherTakesItsPlace) {
  Pool pool(PoolOptions{.processes = 3, .maxtasksperchild = 10});
  std::map<pid_t, int> tasks;
  for (const pid_t pid : pool.map([](int) { return own_pid(); }, std::views::iota(0, 200), 1)) ++tasks[pid];
  EXPECT_GE(tasks.size(), 20U);
  for (const auto& [pid, count] : tasks) EXPECT_LE(count, 10) << pid;
  EXPECT_EQ(pool.apply(square, 6), 36);
}

TEST(PoolMaxTasksPerChild, OneTaskForEachProcess) {
  Pool pool(PoolOptions{.processes = 2, .initializer = [] { g_base = 7; }, .maxtasksperchild = 1});
  std::vector<pid_t> pids;
  for (int i = 0; i < 10; ++i) pids.push_back(pool.apply(own_pid));
  std::ranges::sort(pids);
  EXPECT_EQ(std::ranges::adjacent_find(pids), pids.end()) << "a process did two";
  EXPECT_EQ(pool.apply([] { return g_base; }), 7) << "the initializer is called in those that come later, too";
}

TEST(PoolMaxTasksPerChild, TheTasksThatAreLeftAtCloseAreDone) {
  std::vector<AsyncResult<int>> results;
  {
    Pool pool(PoolOptions{.processes = 3, .maxtasksperchild = 10});
    for (int i = 0; i < 100; ++i) results.push_back(pool.apply_async(square, i));
    pool.close();
    pool.join();
  }
  for (int i = 0; i < 100; ++i) EXPECT_EQ(results[i].get(), i * i);
}

TEST(PoolMaxTasksPerChild, NothingIsRefused) {
  EXPECT_THAT(message_of<ValueError>([] { Pool(PoolOptions{.processes = 1, .maxtasksperchild = 0}); }), HasSubstr("at least 1"));
}

}  // namespace
}  // namespace mp
