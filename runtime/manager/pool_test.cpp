// A pool in a manager's server: what CPython's TestSyncManagerTypes.test_pool checks, and what befalls its tasks.
#include "runtime/manager/pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <ranges>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "runtime/error.h"
#include "runtime/manager/sync_manager.h"
#include "runtime/process/process.h"
#include "runtime/process/start_method.h"
#include "runtime/sync/event.h"
#include "runtime/testing/eventually.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/thrown.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::eventually;
using test::kPatience;
using test::message_of;
using testing::ElementsAre;
using testing::HasSubstr;

int initial = 0;

int square(int x) { return x * x; }
int wait_for(Event& event, int result) {
  event.wait();
  return result;
}

class TestSyncManagerTypes : public testing::Test {
 protected:
  const std::unique_ptr<SyncManager> manager_ = Manager();
};
using PoolOfManager = TestSyncManagerTypes;

TEST_F(TestSyncManagerTypes, pool) {
  const PoolProxy pool = manager_->Pool(4);
  EXPECT_EQ(pool.apply(square, 5), 25);
  EXPECT_EQ(pool.apply([](const std::string& text, int more) { return text + std::to_string(more); }, "x", 7), "x7");
  EXPECT_EQ(pool.apply_async(square, 6).get(kPatience), 36);
  EXPECT_THAT(pool.map(square, std::views::iota(0, 5)), ElementsAre(0, 1, 4, 9, 16));
  EXPECT_THAT(pool.map(square, std::views::iota(0, 5), 2), ElementsAre(0, 1, 4, 9, 16));
  EXPECT_THAT(pool.map_async(square, std::vector{2}).get(), ElementsAre(4));
  EXPECT_THAT(pool.starmap(std::multiplies<int>(), std::vector<std::pair<int, int>>{{1, 2}, {3, 4}}), ElementsAre(2, 12));
  EXPECT_TRUE(pool.map(square, std::vector<int>()).empty());
  std::vector<int> results;
  for (const int each : pool.imap(square, std::views::iota(0, 5), 2)) results.push_back(each);
  EXPECT_THAT(results, ElementsAre(0, 1, 4, 9, 16));
  results.clear();
  for (const int each : pool.imap_unordered(square, std::views::iota(0, 5), 2)) results.push_back(each);
  std::ranges::sort(results);
  EXPECT_THAT(results, ElementsAre(0, 1, 4, 9, 16));
  pool.close();
  pool.join();
  EXPECT_THROW(pool.apply(square, 1), ValueError);
}

TEST_F(PoolOfManager, ItsWorkersAreChildrenOfTheServerWhoeverAsks) {
  const PoolProxy pool = manager_->Pool(1);
  const pid_t worker = pool.apply(::getpid);
  EXPECT_EQ(pool.apply(::getppid), manager_->process().pid());
  for (const std::string& method : get_all_start_methods()) {
    Process client = get_context(method).Process(
        [](const PoolProxy& mine, pid_t same) {
          if (mine.apply(::getpid) != same) throw Error("another worker");
        },
        pool, worker);
    client.start();
    client.join();
    EXPECT_EQ(client.exitcode(), 0) << method;
  }
}

TEST_F(PoolOfManager, ResultsAreWaitedForAsLongAsIsSaid) {
  Event event;
  const PoolProxy pool = manager_->Pool(1);
  const AsyncResultProxy<int> result = pool.apply_async(wait_for, event, 3);
  EXPECT_FALSE(result.ready());
  EXPECT_FALSE(result.wait_for(10ms));
  pool.close();
  EXPECT_FALSE(pool.join_for(10ms));
  EXPECT_THROW(result.get(10ms), TimeoutError);
  event.set();
  EXPECT_EQ(result.get(kPatience), 3);
  EXPECT_TRUE(result.ready());
  EXPECT_TRUE(pool.join_for(kPatience));
}

// The first element's task waits until the second element's result is there.
TEST_F(PoolOfManager, UnorderedResultsComeAsTheyEnd) {
  const EventProxy second_is_there = manager_->Event();
  const PoolProxy pool = manager_->Pool(2);
  const auto job = [](const std::pair<int, EventProxy>& task) {
    if (task.first == 1) task.second.wait();
    return task.first;
  };
  std::vector<int> results;
  for (const int each :
       pool.imap_unordered(job, std::vector<std::pair<int, EventProxy>>{{1, second_is_there}, {2, second_is_there}})) {
    results.push_back(each);
    second_is_there.set();
  }
  EXPECT_THAT(results, ElementsAre(2, 1));
}

TEST_F(PoolOfManager, ErrorsArriveWithTheirTypesAndTexts) {
  const PoolProxy pool = manager_->Pool(1);
  try {
    pool.apply([]() -> int { throw std::runtime_error("five"); });
    FAIL() << "nothing was thrown";
  } catch (const RemoteError& error) {
    EXPECT_EQ(error.type_name(), "std::runtime_error");
    EXPECT_STREQ(error.what(), "five");
  }
  try {
    pool.apply([] { ::raise(SIGKILL); });
    FAIL() << "nothing was thrown";
  } catch (const RemoteError& error) {
    EXPECT_EQ(error.type_name(), "mp::WorkerDied");
  }
  EXPECT_EQ(pool.apply(square, 2), 4) << "the pool works on";
  EXPECT_THROW(pool.map(square, std::vector{1}, 0), ValueError);
  EXPECT_THROW(manager_->Pool(0), ValueError);
}

TEST_F(PoolOfManager, AnInitializerRunsInEachWorker) {
  const PoolProxy pool = manager_->Pool(1, {[](int value) { initial = value; }, 7}, 1);
  const auto ask = [] { return std::pair(initial, ::getpid()); };
  const auto first = pool.apply(ask), second = pool.apply(ask);
  EXPECT_EQ(first.first, 7);
  EXPECT_EQ(second.first, 7);
  EXPECT_NE(first.second, second.second) << "of one task each";
}

TEST_F(PoolOfManager, EndsWithItsLastProxy) {
  pid_t worker = 0;
  Event never;
  {
    const PoolProxy pool = manager_->Pool(1);
    worker = pool.apply(::getpid);
    const AsyncResultProxy<int> unfinished = pool.apply_async(wait_for, never, 1);
    EXPECT_EQ(::kill(worker, 0), 0);
  }
  EXPECT_TRUE(eventually([&] { return ::kill(worker, 0) != 0; }));
}

TEST_F(PoolOfManager, AClientThatIsKilledWhileItWaitsKeepsNothing) {
  Event never, begun;
  const PoolProxy pool = manager_->Pool(1);
  const std::size_t without_the_task = manager_->number_of_objects();
  test::ForkedChild client([&] {
    pool.apply(
        [](Event& say, Event& wait) {
          say.set();
          wait.wait();
        },
        begun, never);
  });
  begun.wait();
  // The worker may begin before the server has its object of the task.
  ASSERT_TRUE(eventually([&] { return manager_->number_of_objects() == without_the_task + 1; }));
  EXPECT_TRUE(client.kill());
  EXPECT_TRUE(eventually([&] { return manager_->number_of_objects() == without_the_task; })) << "the client's task is forgotten";
  never.set();
  EXPECT_EQ(pool.apply(square, 2), 4);
}

TEST_F(PoolOfManager, TakesNoCodeOfAnotherProgram) {
  const auto make = [&](std::uint64_t family) {
    manager_->create<manager::PoolState>(family, 1U, manager::PackedBytes(), std::optional<std::size_t>());
  };
  EXPECT_NO_THROW(make(manager::this_family()));
  EXPECT_THAT(message_of<ValueError>([&] { make(manager::this_family() + 1); }), HasSubstr("of another one"));
  const PoolProxy pool = manager_->Pool(1);
  EXPECT_THROW(manager_->create<manager::TasksState>(Proxy<manager::PoolState>(pool.reference()), manager::this_family() + 1,
                                                     std::vector<manager::PackedBytes>()),
               ValueError);
}

}  // namespace
}  // namespace mp
