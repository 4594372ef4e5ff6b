#include "runtime/manager/base_manager.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "runtime/error.h"
#include "runtime/manager/caller.h"
#include "runtime/manager/shelf_for_test.h"
#include "runtime/process/process.h"
#include "runtime/testing/eventually.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/thrown.h"

namespace mp {
namespace {

using test::Counter;
using test::eventually;
using test::kPatience;
using test::message_of;
using test::Shelf;

/// Its call waits for ever.
class Well {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    try {
      manager::wait_for_change(lock, changed_, futex::kNever, [] { return false; });
    } catch (...) {
      --waiting_;
      throw;
    }
  }
  int waiting() {
    const std::lock_guard lock(mutex_);
    return waiting_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
};

}  // namespace

template <>
struct Exposed<Well> : ExposesUnlocked<&Well::wait, &Well::waiting> {};

namespace {

TEST(MyManager, MyManager) {
  BaseManager manager;
  manager.start();
  {
    const auto counter = manager.create<Counter>(5L);
    EXPECT_EQ(counter.call<&Counter::add>(3), 8);
    EXPECT_EQ(counter.call<&Counter::get>(), 8);
    EXPECT_NE(counter.call<&Counter::pid>(), ::getpid());
    EXPECT_EQ(counter.call<&Counter::pid>(), manager.process().pid());
    const auto another = manager.create<Counter>();
    EXPECT_EQ(another.call<&Counter::get>(), 0);
    EXPECT_EQ(manager.create<Shelf>().call<&Shelf::names>(), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(manager.number_of_objects(), 2u);
    EXPECT_NE(manager.debug_info().find("Counter"), std::string::npos) << manager.debug_info();
  }
  EXPECT_EQ(manager.number_of_objects(), 0u);
  manager.shutdown();
  EXPECT_EQ(manager.process().exitcode(), 0);
  manager.shutdown();
  EXPECT_THROW(static_cast<void>(manager.number_of_objects()), ValueError);
}

TEST(MyManager, AnExceptionOfTheServerArrives) {
  BaseManager manager;
  manager.start();
  const auto counter = manager.create<Counter>();
  try {
    counter.call<&Counter::fail>("broken");
    ADD_FAILURE() << "nothing was thrown";
  } catch (const RemoteError& error) {
    EXPECT_EQ(error.type_name(), "std::runtime_error");
    EXPECT_STREQ(error.what(), "broken");
    EXPECT_NE(error.backtrace().find("\n#0 base_manager_test+0x"), std::string::npos) << error.backtrace();
  }
  EXPECT_EQ(message_of<IndexError>([&] { counter.call<&Counter::refuse>(); }), "no such place");
  EXPECT_EQ(counter.call<&Counter::add>(1), 1);
}

TEST(MyManager, CallsOneMethodOfAnObjectAtATime) {
  constexpr int kCalls = 200, kClients = 4;
  BaseManager manager;
  manager.start();
  const auto counter = manager.create<Counter>();
  {
    std::vector<Process> clients;
    for (int i = 0; i < kClients; ++i) {
      clients.emplace_back(
          [](const Proxy<Counter>& mine) {
            for (int call = 0; call < kCalls; ++call) mine.call<&Counter::add>(1);
          },
          counter);
      clients.back().start();
    }
    for (Process& client : clients) {
      ASSERT_TRUE(client.join_for(kPatience));
      EXPECT_EQ(client.exitcode(), 0);
    }
  }
  EXPECT_EQ(counter.call<&Counter::get>(), kClients * kCalls);
}

TEST(MyManager, IgnoresTheInterruptOfItsClients) {
  BaseManager manager;
  manager.start();
  const auto counter = manager.create<Counter>();
  ASSERT_EQ(::kill(manager.process().pid(), SIGINT), 0);
  EXPECT_EQ(counter.call<&Counter::add>(1), 1);
}

TEST(MyManager, AServerThatDoesNotHearIsKilled) {
  BaseManager manager;
  manager.start();
  const auto server = static_cast<id_t>(manager.process().pid());
  siginfo_t stop{};
  ASSERT_EQ(::kill(manager.process().pid(), SIGSTOP), 0);
  ASSERT_EQ(::waitid(P_PID, server, &stop, WSTOPPED), 0);
  manager.shutdown();
  EXPECT_EQ(manager.process().exitcode(), -SIGKILL);
}

TEST(MyManager, WhenTheServerIsKilledACallFails) {
  BaseManager manager;
  manager.start();
  const auto counter = manager.create<Counter>();
  EXPECT_EQ(counter.call<&Counter::add>(1), 1);
  ASSERT_EQ(::kill(manager.process().pid(), SIGKILL), 0);
  ASSERT_TRUE(manager.join_for(kPatience));
  EXPECT_THROW(counter.call<&Counter::get>(), Error);
  EXPECT_THROW(counter.call<&Counter::get>(), OSError);
}

TEST(Initializers, ManagerInitializer) {
  BaseManager manager;
  std::atomic<int> begun = 0;
  manager.register_object<Counter>("begun");
  manager.start([&] { ++begun; });
  EXPECT_EQ(begun, 0) << "it ran in the server";
  BaseManager failing;
  EXPECT_EQ(message_of<RemoteError>([&] { failing.start([] { throw std::runtime_error("no database"); }); }), "no database");
  failing.start();  // the next try
  EXPECT_EQ(failing.create<Counter>(1L).call<&Counter::get>(), 1);
}

TEST(ManagerMisuse, IsNamed) {
  BaseManager manager;
  EXPECT_THROW(manager.create<Counter>(), ValueError);
  EXPECT_THROW(static_cast<void>(manager.process()), ValueError);
  manager.start();
  EXPECT_THROW(manager.start(), ValueError);
  EXPECT_THROW(manager.connect(), ValueError);
  EXPECT_THROW(manager.register_object<Counter>("late"), ValueError);
  EXPECT_THROW(manager.object<Counter>("nobody"), ValueError);
  test::ForkedChild child([&] { EXPECT_THROW(manager.shutdown(), ValueError); });
  EXPECT_EQ(child.wait(), 0);
}

// References.

TEST(ManagerReferences, AProxyInAnObjectLives) {
  BaseManager manager;
  manager.start();
  {
    const auto shelf = manager.create<Shelf>();
    shelf.call<&Shelf::put>(manager.create<Counter>(7L));
    EXPECT_EQ(manager.number_of_objects(), 2u);
    EXPECT_EQ(shelf.call<&Shelf::get>().call<&Counter::add>(1), 8);
    const auto counter = shelf.call<&Shelf::take>();
    EXPECT_EQ(counter.call<&Counter::get>(), 8);
    const auto second = manager.create<Shelf>();
    second.call<&Shelf::put>(counter);
    EXPECT_EQ(second.call<&Shelf::get>(), counter);
  }
  EXPECT_EQ(manager.number_of_objects(), 0u);
}

TEST(ManagerReferences, AChildHasItsOwn) {
  BaseManager manager;
  manager.start();
  std::optional<Proxy<Counter>> counter = manager.create<Counter>();
  test::Gate holds, parent_dropped;
  Process child([&] {
    counter->call<&Counter::add>(1);
    holds.open();
    parent_dropped.pass();
    MP_CHECK(counter->call<&Counter::add>(1) == 2);
  });
  child.start();
  holds.pass();
  counter.reset();
  EXPECT_EQ(manager.number_of_objects(), 1u);
  parent_dropped.open();
  ASSERT_TRUE(child.join_for(kPatience));
  EXPECT_EQ(child.exitcode(), 0);
  EXPECT_TRUE(eventually([&] { return manager.number_of_objects() == 0; }));
}

TEST(ManagerKill, TheReferencesOfAKilledClientAreDropped) {
  constexpr int kRounds = 100;
  std::mt19937 random(17);
  BaseManager manager;
  manager.start();
  const auto shared = manager.create<Counter>();
  for (int round = 0; round < kRounds; ++round) {
    test::Gate holds;
    test::ForkedChild client([&] {
      std::deque<Proxy<Counter>> mine;
      for (int made = 0;; ++made) {
        mine.push_back(manager.create<Counter>());
        shared.call<&Counter::add>(1);
        if (made == round % 8) holds.open();
        if (mine.size() > 5) mine.pop_front();
      }
    });
    holds.pass();
    test::spin_at_random(random, std::chrono::milliseconds(10));
    EXPECT_TRUE(client.kill());
  }
  EXPECT_TRUE(eventually([&] { return manager.number_of_objects() == 1; })) << manager.debug_info();
}

// Calls that wait.

TEST(ManagerWaits, EndWithTheClient) {
  BaseManager manager;
  manager.start();
  const auto well = manager.create<Well>();
  test::ForkedChild client([&] { well.call<&Well::wait>(); });
  EXPECT_TRUE(eventually([&] { return well.call<&Well::waiting>() == 1; })) << "nobody else is in the way";
  EXPECT_TRUE(client.kill());
  EXPECT_TRUE(eventually([&] { return well.call<&Well::waiting>() == 0; }));
}

TEST(ManagerWaits, EndWithTheTimeOfTheCall) {
  BaseManager manager;
  manager.start();
  const auto well = manager.create<Well>();
  EXPECT_THROW(well.call_for<&Well::wait>(std::chrono::milliseconds(20)), TimeoutError);
  EXPECT_TRUE(eventually([&] { return well.call<&Well::waiting>() == 0; })) << "by a new connection";
  EXPECT_EQ(well.call_for<&Well::waiting>(kPatience), 0);
  const auto server = static_cast<id_t>(manager.process().pid());
  siginfo_t stop{};
  ASSERT_EQ(::kill(manager.process().pid(), SIGSTOP), 0);
  ASSERT_EQ(::waitid(P_PID, server, &stop, WSTOPPED), 0);
  EXPECT_THROW(static_cast<void>(well.call_for<&Well::waiting>(std::chrono::milliseconds(20))), TimeoutError);
  std::thread([&] {  // whose connection is not there yet
    EXPECT_THROW(static_cast<void>(well.call_for<&Well::waiting>(std::chrono::milliseconds(20))), TimeoutError);
  })
      .join();
  ASSERT_EQ(::kill(manager.process().pid(), SIGCONT), 0);
  EXPECT_EQ(well.call<&Well::waiting>(), 0);
}

TEST(ManagerWaits, DoNotKeepTheServer) {
  BaseManager manager;
  manager.start();
  const auto well = manager.create<Well>();
  test::ForkedChild client([&] { EXPECT_THROW(well.call<&Well::wait>(), Error); });
  EXPECT_TRUE(eventually([&] { return well.call<&Well::waiting>() == 1; }));
  manager.shutdown();
  EXPECT_EQ(manager.process().exitcode(), 0);
  EXPECT_EQ(client.wait(), 0);
}

}  // namespace
}  // namespace mp
