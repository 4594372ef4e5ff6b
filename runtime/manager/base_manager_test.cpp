#include "runtime/manager/base_manager.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "runtime/archive/archive.h"
#include "runtime/connection/listener.h"
#include "runtime/error.h"
#include "runtime/manager/caller.h"
#include "runtime/process/process.h"
#include "runtime/testing/eventually.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/thrown.h"

namespace mp {
namespace {

using test::eventually;
using test::kPatience;
using test::message_of;

class Counter {
 public:
  explicit Counter(long begin = 0) : value_(begin) {}
  long add(long n) {
    const long before = value_;
    std::this_thread::yield();  // a second call at once would be seen
    return value_ = before + n;
  }
  long get() const { return value_; }
  void fail(const std::string& text) const { throw std::runtime_error(text); }
  void refuse() const { throw IndexError("no such place"); }
  int pid() const { return ::getpid(); }
  long hidden() const { return -1; }

 private:
  long value_;
};

/// Holds what others made.
class Shelf {
 public:
  void put(const Proxy<Counter>& counter) { counters_.push_back(counter); }
  Proxy<Counter> get() const { return counters_.back(); }
  Proxy<Counter> take() {
    Proxy<Counter> counter = counters_.back();
    counters_.pop_back();
    return counter;
  }
  std::vector<std::string> names() const { return {"a", "b"}; }

 private:
  std::vector<Proxy<Counter>> counters_;
};

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
struct Exposed<Counter> : Exposes<&Counter::add, &Counter::get, &Counter::fail, &Counter::refuse, &Counter::pid> {};
template <>
struct Exposed<Shelf> : Exposes<&Shelf::put, &Shelf::get, &Shelf::take, &Shelf::names> {};
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

// Other processes.

class RemoteManager : public testing::TestWithParam<Address> {};
INSTANTIATE_TEST_SUITE_P(Families, RemoteManager, testing::Values(Address(), Address("127.0.0.1", 0)),
                         [](const auto& address) { return address.param.is_path() ? "Path" : "Tcp"; });

TEST_P(RemoteManager, Remote) {
  BaseManager manager(GetParam(), "secret");
  manager.register_object<Counter>("jobs", 40L);
  manager.start();
  test::ForkedChild client([&] {
    BaseManager remote(manager.address(), "secret");
    remote.connect();
    EXPECT_EQ(remote.object<Counter>("jobs").call<&Counter::add>(2), 42);
  });
  EXPECT_EQ(client.wait(), 0);
  EXPECT_EQ(manager.object<Counter>("jobs").call<&Counter::get>(), 42);
  EXPECT_THROW(manager.object<Shelf>("jobs"), ValueError) << "of another class";
  BaseManager stranger(manager.address(), "guess");
  EXPECT_THROW(stranger.connect(), AuthenticationError);
  EXPECT_EQ(manager.number_of_objects(), 0u);
}

TEST_P(RemoteManager, GetServer) {
  BaseManager manager(GetParam(), "secret");
  ManagerServer server = manager.get_server();
  test::ForkedChild client([&] {
    BaseManager remote(server.address(), "secret");
    remote.connect();
    EXPECT_EQ(remote.create<Counter>(1L).call<&Counter::add>(2), 3);
    remote.shutdown();
  });
  server.serve_forever();
  EXPECT_EQ(client.wait(), 0);
}

TEST(ManagerRestart, RapidRestart) {
  Address address("127.0.0.1", 0);
  for (int round = 0; round < 3; ++round) {
    BaseManager manager(address, "secret");
    manager.start();
    address = manager.address();
    EXPECT_EQ(manager.create<Counter>().call<&Counter::add>(1), 1);
  }
}

// Hostile clients that have the key.

/// A client that says what it likes.
Connection raw_client(const BaseManager& manager) {
  Connection client = Client(manager.address(), "secret");
  client.send(manager::Greeting());
  EXPECT_EQ(client.recv_for<manager::Answer>(kPatience), manager::Answer::kReturned);
  return client;
}

/// What the server answers to these bytes; the text of the refusal.
std::string refusal_of(Connection& client, const archive::Writer& request) {
  client.send_bytes(request.bytes());
  const auto bytes = client.recv_bytes_for(kPatience);
  return message_of<Error>([&] { manager::Returned answer(bytes.value()); });
}

template <class... Parts>
archive::Writer request_of(const Parts&... parts) {
  archive::Writer request;
  (archive::save(request, parts), ...);
  return request;
}

TEST(HostileClient, IsRefusedWithASentence) {
  using manager::MethodId, manager::ObjectId, manager::Verb, manager::kMethodId, manager::kTypeId;
  BaseManager manager({}, "secret");
  manager.register_object<Counter>("counter");
  manager.start();
  const auto counter = manager.object<Counter>("counter");
  const ObjectId object = counter.reference().object();
  Connection client = raw_client(manager);
  const auto call = [&](auto... parts) { return refusal_of(client, request_of(Verb::kCall, parts...)); };
  EXPECT_NE(call(object, kTypeId<Counter>, kMethodId<&Counter::hidden>).find("exposes no such method"), std::string::npos);
  EXPECT_NE(call(object, kTypeId<Shelf>, kMethodId<&Counter::get>).find("exposes no such method"), std::string::npos);
  EXPECT_NE(call(ObjectId{999}, kTypeId<Counter>, kMethodId<&Counter::get>).find("no object 999"), std::string::npos);
  EXPECT_NE(call(object, kTypeId<Counter>, kMethodId<&Counter::add>), "") << "no argument";
  EXPECT_NE(call(object, kTypeId<Counter>, kMethodId<&Counter::get>, 1), "") << "one too many";
  EXPECT_NE(call(object, kTypeId<Counter>, kMethodId<&Counter::fail>, ~std::size_t{0}), "") << "an absurd length";
  EXPECT_NE(refusal_of(client, request_of(Verb{77})), "");
  EXPECT_NE(refusal_of(client, request_of()), "");
  EXPECT_NE(refusal_of(client, request_of(Verb::kDecref, object)), "") << "another client's reference";
  EXPECT_NE(refusal_of(client, request_of(Verb::kCreate, manager::TypeId{5}, MethodId{6})), "");
  EXPECT_EQ(refusal_of(client, request_of(Verb::kCall, object, kTypeId<Counter>, kMethodId<&Counter::get>)), "");
  EXPECT_EQ(counter.call<&Counter::add>(1), 1);
}

TEST(HostileClient, RandomBytesHarmNobodyElse) {
  constexpr int kMessages = 3000;
  std::mt19937 random(5);
  BaseManager manager({}, "secret");
  manager.register_object<Counter>("counter");
  manager.start();
  const auto counter = manager.object<Counter>("counter");
  Connection client = raw_client(manager);
  const archive::Writer request = request_of(manager::Verb::kCall, counter.reference().object(), manager::kTypeId<Counter>,
                                             manager::kMethodId<&Counter::fail>, std::string("text"));
  const std::vector<std::byte> sound(request.bytes().begin(), request.bytes().end());
  int refused = 0;
  for (int i = 0; i < kMessages; ++i) {
    std::vector<std::byte> message = sound;
    message.resize(random() % (sound.size() + 1));
    for (unsigned change = random() % 4; change > 0 && !message.empty(); --change) {
      message[random() % message.size()] = std::byte(random());
    }
    if (!message.empty() && message[0] == std::byte(manager::Verb::kShutdown)) continue;
    client.send_bytes(message);
    const auto answer = client.recv_bytes_for(kPatience);
    ASSERT_TRUE(answer.has_value());
    if (!message_of<Error>([&] { manager::Returned returned(*answer); }).empty()) ++refused;
  }
  EXPECT_GT(refused, kMessages / 2);
  EXPECT_EQ(counter.call<&Counter::add>(1), 1);
}

TEST(HostileClient, OfAnotherVersionIsSentAway) {
  BaseManager manager({}, "secret");
  manager.start();
  Connection client = Client(manager.address(), "secret");
  client.send(manager::Greeting{.name_and_version = 1});
  EXPECT_THROW(client.recv<manager::Answer>(), EOFError);
  Connection silent = Client(manager.address(), "secret");
  EXPECT_EQ(manager.create<Counter>().call<&Counter::add>(1), 1) << "a silent one is in nobody's way";
}

}  // namespace
}  // namespace mp
