// A manager's server and its clients in other processes: those that know the key, those that guess it, and those that mean harm.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "runtime/archive/archive.h"
#include "runtime/connection/listener.h"
#include "runtime/error.h"
#include "runtime/manager/base_manager.h"
#include "runtime/manager/caller.h"
#include "runtime/manager/shelf_for_test.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/thrown.h"

namespace mp {
namespace {

using test::Counter;
using test::kPatience;
using test::message_of;
using test::Shelf;

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
