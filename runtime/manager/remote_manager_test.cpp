// A manager whose client is another program, on a machine that only knows the address and the key.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

#include "runtime/error.h"
#include "runtime/manager/counter_for_test.h"
#include "runtime/manager/sync_manager.h"

namespace mp {
namespace {

using test::Counter;

struct Ended {
  std::string output;
  int code;
};

Ended run_program(const Address& address, const std::string& key) {
  const std::string command =
      "timeout 60 runtime/manager/remote_program " + address.name() + " " + std::to_string(address.port());
  FILE* const program = ::popen((command + " " + key).c_str(), "r");
  MP_CHECK(program != nullptr);
  std::string output;
  std::array<char, 256> part;
  while (std::fgets(part.data(), part.size(), program) != nullptr) output += part.data();
  return {output, WEXITSTATUS(::pclose(program))};
}

TEST(RemoteManager, AnotherProgramIsAClient) {
  SyncManager manager({"127.0.0.1", 0}, "secret");
  manager.register_object<Counter>("jobs", 40L);
  SyncManager::register_type<Counter(long)>();
  manager.start();
  const Ended ended = run_program(manager.address(), "secret");
  EXPECT_EQ(ended.code, 0);
  EXPECT_NE(ended.output.find("the server exposes no such method of mp::test::Counter: build client and server from the same"),
            std::string::npos)
      << ended.output;
  const auto jobs = manager.object<Counter>("jobs");
  EXPECT_EQ(jobs.call<&Counter::add>(0), 52);
  EXPECT_EQ(manager.number_of_objects(), 1u) << "its own went with it";
  EXPECT_EQ(run_program(manager.address(), "guess").code, 3);
}

}  // namespace
}  // namespace mp
