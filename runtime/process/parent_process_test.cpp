#include "runtime/process/parent_process.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <utility>

#include "runtime/channel/queue.h"
#include "runtime/process/identity.h"
#include "runtime/process/process.h"

namespace mp {
namespace {

using std::chrono::seconds;

TEST(ParentProcess, TheFirstProcessHasNone) { EXPECT_FALSE(parent_process().has_value()); }

TEST(ParentProcess, HasANameAndANumber) {
  Queue<std::pair<std::string, pid_t>> told;
  Process child(
      [](Queue<std::pair<std::string, pid_t>>& out) {
        const auto report = [&out] { out.put({parent_process()->name(), parent_process()->ident()}); };
        report();
        Process grandchild(report);
        grandchild.start();
        grandchild.join();
      },
      told);
  child.start();
  using Parent = std::pair<std::string, pid_t>;
  EXPECT_EQ(told.get(), Parent("MainProcess", ::getpid()));
  EXPECT_EQ(told.get(), Parent(child.name(), child.pid()));
}

TEST(ParentProcess, IsAliveUntilItIsKilled) {
  Queue<std::string> told;
  Queue<int> gate;
  Process parent(
      [](Queue<std::string>& out, Queue<int>& wait) {
        Process child(
            ProcessOptions{.dies_with_parent = false},
            [](Queue<std::string>& out_of_child, Queue<int>& go_on) {
              const ParentProcess mine = *parent_process();
              out_of_child.put(mine.is_alive() && !mine.join_for(seconds(0)) ? "alive" : "dead");
              go_on.get();
              mine.join();
              pollfd death{.fd = mine.sentinel(), .events = POLLIN, .revents = 0};
              out_of_child.put(mine.is_alive() || ::poll(&death, 1, 0) != 1 ? "alive" : "dead");
            },
            out, wait);
        child.start();
        child.join();
      },
      told, gate);
  parent.start();
  EXPECT_EQ(told.get(), "alive");
  parent.kill();
  gate.put(1);
  EXPECT_EQ(told.get(), "dead");
}

}  // namespace
}  // namespace mp
