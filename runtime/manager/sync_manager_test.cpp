#include "runtime/manager/sync_manager.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "runtime/error.h"
#include "runtime/testing/eventually.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::eventually;
using test::kPatience;

class SyncManagerTypes : public testing::Test {
 protected:
  /// A test drives each type from another process, too.
  static void in_child(const std::function<void()>& body) {
    test::ForkedChild child(body);
    EXPECT_EQ(child.wait(), 0);
  }
  const std::unique_ptr<SyncManager> manager_ = Manager();
};
using Containers = SyncManagerTypes;
using ManagerLockKill = SyncManagerTypes;

TEST_F(Containers, List) {
  const auto a = manager_->list<int>({0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  EXPECT_EQ(a[3], 3);
  EXPECT_EQ(a[-1], 9);
  EXPECT_EQ(a.slice(2, 4), (std::vector<int>{2, 3}));
  EXPECT_EQ(a.slice(-2, 100), (std::vector<int>{8, 9}));
  EXPECT_TRUE(a.slice(5, 2).empty());
  EXPECT_THROW(a[10], IndexError);
  EXPECT_THROW(a[-11], IndexError);
  auto b = manager_->list<int>();
  EXPECT_TRUE(b.empty());
  in_child([&] { b.extend({4, 2, 3}); });
  b *= 2;
  b += {1};
  EXPECT_EQ(b.getvalue(), (std::vector<int>{4, 2, 3, 4, 2, 3, 1}));
  EXPECT_EQ(b.count(4), 2u);
  EXPECT_EQ(b.index(3), 2);
  EXPECT_THROW(static_cast<void>(b.index(77)), ValueError);
  b.remove(4);
  b.insert(0, 9);
  b.set(-1, 5);
  b.sort();
  b.reverse();
  EXPECT_EQ(b.getvalue(), (std::vector<int>{9, 5, 4, 3, 3, 2, 2}));
  EXPECT_EQ(b.pop(), 2);
  EXPECT_EQ(b.pop(0), 9);
  b.append(1);
  EXPECT_EQ(b.size(), 6u);
  b.clear();
  EXPECT_THROW(b.pop(), IndexError);
}

TEST_F(Containers, ListProxyInList) {
  {
    const auto outer = manager_->list<ListProxy<int>>();
    for (int i = 0; i < 3; ++i) outer.append(manager_->list<int>({i}));
    outer[0].append(55);  // no update is lost
    EXPECT_EQ(outer[0].getvalue(), (std::vector<int>{0, 55}));
    in_child([&] { outer[1].append(7); });
    EXPECT_EQ(outer.pop(1).getvalue(), (std::vector<int>{1, 7}));
    EXPECT_TRUE(test::eventually([&] { return manager_->number_of_objects() == 3; }));
    EXPECT_EQ(outer.getvalue().size(), 2u);
  }
  EXPECT_TRUE(test::eventually([&] { return manager_->number_of_objects() == 0; }));
}

TEST_F(Containers, Dict) {
  const auto dict = manager_->dict<std::string, int>({{"b", 2}});
  in_child([&] { dict.set("a", 1); });
  EXPECT_EQ(dict["a"], 1);
  EXPECT_THROW(dict["c"], IndexError);
  EXPECT_EQ(dict.get("c"), std::nullopt);
  EXPECT_EQ(dict.setdefault("c", 3), 3);
  EXPECT_EQ(dict.setdefault("c", 4), 3);
  dict.update({{"a", 5}, {"d", 4}});
  EXPECT_EQ(dict.keys(), (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(dict.values(), (std::vector<int>{5, 2, 3, 4}));
  EXPECT_EQ(dict.items()[1], (std::pair<std::string, int>("b", 2)));
  EXPECT_EQ(dict.pop("b"), 2);
  EXPECT_FALSE(dict.contains("b"));
  EXPECT_EQ(dict.popitem().first, "d");
  EXPECT_EQ(dict.size(), 2u);
  dict.clear();
  EXPECT_THROW(dict.popitem(), IndexError);
}

TEST_F(Containers, DictProxyNested) {
  const auto pets = manager_->dict<std::string, DictProxy<std::string, int>>();
  pets.set("dogs", manager_->dict<std::string, int>());
  pets["dogs"].set("Rex", 1);
  EXPECT_EQ(pets["dogs"]["Rex"], 1);
  EXPECT_TRUE(test::eventually([&] { return manager_->number_of_objects() == 2; }));
}

TEST_F(SyncManagerTypes, Queue) {
  const auto queue = manager_->Queue<std::string>(2);
  in_child([&] { queue.put("a"); });
  queue.put("b");
  EXPECT_EQ(queue.qsize(), 2u);
  EXPECT_FALSE(queue.try_put("c"));
  EXPECT_FALSE(queue.put_for("c", 10ms));
  EXPECT_THROW(queue.put_nowait("c"), Full);
  EXPECT_EQ(queue.get(), "a");
  EXPECT_EQ(queue.get_for(kPatience), "b");
  EXPECT_EQ(queue.try_get(), std::nullopt);
  EXPECT_EQ(queue.get_for(-1s), std::nullopt);
  EXPECT_THROW(queue.get_nowait(), Empty);
}

TEST_F(SyncManagerTypes, JoinableQueue) {
  const auto queue = manager_->JoinableQueue<int>();
  queue.put(1);
  EXPECT_FALSE(queue.join_for(10ms));
  in_child([&] {
    EXPECT_EQ(queue.get(), 1);
    queue.task_done();
  });
  EXPECT_TRUE(queue.join_for(kPatience));
  EXPECT_THROW(queue.task_done(), ValueError);
}

TEST_F(SyncManagerTypes, Event) {
  const auto event = manager_->Event();
  EXPECT_FALSE(event.wait_for(0s));
  in_child([&] { event.set(); });
  EXPECT_TRUE(event.wait_for(kPatience));
  event.clear();
  EXPECT_FALSE(event.is_set());
}

TEST_F(SyncManagerTypes, LockAndRLock) {
  const auto lock = manager_->Lock();
  EXPECT_THROW(lock.release(), ValueError);
  lock.acquire();
  EXPECT_TRUE(lock.locked());
  EXPECT_FALSE(lock.try_acquire());
  in_child([&] {
    EXPECT_FALSE(lock.acquire_for(10ms));
    EXPECT_THROW(lock.release(), ValueError);
  });
  lock.release();
  const std::lock_guard guard(lock);

  const auto rlock = manager_->RLock();
  rlock.acquire();
  EXPECT_TRUE(rlock.try_acquire());
  rlock.release();
  in_child([&] { EXPECT_FALSE(rlock.try_acquire()); });
  rlock.release();
  in_child([&] { EXPECT_TRUE(rlock.try_acquire()); });
  EXPECT_THROW(rlock.release(), ValueError);
}

TEST_F(SyncManagerTypes, Semaphores) {
  const auto semaphore = manager_->Semaphore(2);
  semaphore.acquire();
  in_child([&] { semaphore.acquire(); });
  EXPECT_FALSE(semaphore.acquire_for(10ms));
  for (int i = 0; i < 3; ++i) semaphore.release();
  EXPECT_EQ(semaphore.get_value(), 3u);
  EXPECT_THROW(manager_->BoundedSemaphore(1).release(), ValueError);
}

TEST_F(SyncManagerTypes, Condition) {
  const auto condition = manager_->Condition();
  EXPECT_THROW(condition.notify(), ValueError);
  test::Gate holds;
  test::ForkedChild waiter([&] {
    condition.acquire();
    holds.open();
    EXPECT_TRUE(condition.wait_for(kPatience));
    condition.release();
  });
  holds.pass();
  condition.acquire();  // the waiter has let it go, so it waits
  condition.notify_all();
  EXPECT_FALSE(condition.wait_for(10ms));
  condition.release();
  EXPECT_EQ(waiter.wait(), 0);
}

TEST_F(SyncManagerTypes, Barrier) {
  const auto barrier = manager_->Barrier(2);
  EXPECT_THROW(manager_->Barrier(0), ValueError);
  const auto indices = manager_->list<int>();
  test::ForkedChild party([&] { indices.append(static_cast<int>(barrier.wait())); });
  indices.append(static_cast<int>(barrier.wait()));
  EXPECT_EQ(party.wait(), 0);
  indices.sort();
  EXPECT_EQ(indices.getvalue(), (std::vector<int>{0, 1}));
  EXPECT_THROW(barrier.wait_for(10ms), BrokenBarrierError);
  EXPECT_TRUE(barrier.broken());
  EXPECT_THROW(barrier.wait(), BrokenBarrierError);
  barrier.reset();
  test::ForkedChild victim([&] { barrier.wait(); });
  EXPECT_TRUE(eventually([&] { return barrier.n_waiting() == 1; }));
  EXPECT_TRUE(victim.kill());
  EXPECT_TRUE(eventually([&] { return barrier.broken(); })) << "a party has died";
}

TEST_F(SyncManagerTypes, Value) {
  const auto value = manager_->Value(std::string("a"));
  in_child([&] { value.set("b"); });
  EXPECT_EQ(value.get(), "b");
}

TEST_F(SyncManagerTypes, EightClientsLoseNothing) {
  constexpr int kClients = 8, kRounds = 30;
  const auto list = manager_->list<int>();
  const auto lock = manager_->Lock();
  const auto counter = manager_->Value(0);
  std::vector<std::unique_ptr<test::ForkedChild>> clients;
  for (int client = 0; client < kClients; ++client) {
    clients.push_back(std::make_unique<test::ForkedChild>([&] {
      for (int round = 0; round < kRounds; ++round) {
        list.append(round);
        const std::lock_guard guard(lock);
        counter.set(counter.get() + 1);
      }
    }));
  }
  for (const auto& client : clients) EXPECT_EQ(client->wait(), 0);
  EXPECT_EQ(list.size(), static_cast<std::size_t>(kClients * kRounds));
  EXPECT_EQ(counter.get(), kClients * kRounds);
}

TEST_F(ManagerLockKill, TheServerReleasesTheLockOfAKilledOwner) {
  constexpr int kRounds = 100;
  std::mt19937 random(23);
  const auto lock = manager_->Lock();
  const auto held = manager_->Value(false);
  int died_holding = 0;
  for (int round = 0; round < kRounds; ++round) {
    test::Gate running;
    test::ForkedChild victim([&] {
      held.set(false);  // which connects it
      running.open();
      for (;;) {
        const std::lock_guard guard(lock);
        held.set(true);
        held.set(false);
      }
    });
    running.pass();
    test::spin_at_random(random, 10ms);
    EXPECT_TRUE(victim.kill());
    ASSERT_TRUE(lock.acquire_for(kPatience));
    if (held.get()) ++died_holding;
    held.set(false);
    lock.release();
  }
  EXPECT_GT(died_holding, 0);
}

}  // namespace
}  // namespace mp
