#include "runtime/process/active_children.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/error.h"
#include "runtime/process/process.h"

namespace mp {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

void wait_for_a_signal() {
  for (;;) ::pause();
}

std::vector<std::string> names() {
  std::vector<std::string> names;
  std::ranges::transform(active_children(), std::back_inserter(names), &ActiveChild::name);
  return names;
}

TEST(ActiveChildren, AreThereFromTheStartToTheEnd) {
  Process first(ProcessOptions{.name = "first"}, wait_for_a_signal);
  Process second(ProcessOptions{.name = "second"}, wait_for_a_signal);
  EXPECT_THAT(names(), IsEmpty());
  second.start();
  first.start();
  EXPECT_THAT(names(), ElementsAre("second", "first"));
  second.kill();
  pollfd death{.fd = second.sentinel(), .events = POLLIN, .revents = 0};
  ASSERT_EQ(::poll(&death, 1, 60'000), 1);
  EXPECT_THAT(names(), ElementsAre("first")) << "the dead is found without a join";
  first.kill();
  first.join();
  EXPECT_THAT(names(), IsEmpty());
}

TEST(ActiveChildren, CanDoWhatTheirOwnersCan) {
  Process owner(wait_for_a_signal);
  owner.start();
  const ActiveChild child = active_children().at(0);
  EXPECT_EQ(child.pid(), owner.pid());
  EXPECT_EQ(child.ident(), owner.pid());
  EXPECT_FALSE(child.daemon());
  EXPECT_TRUE(child.is_alive());
  EXPECT_EQ(child.exitcode(), std::nullopt);
  EXPECT_FALSE(child.join_for(seconds(0)));
  child.terminate();
  pollfd death{.fd = child.sentinel(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&death, 1, 60'000), 1);
  child.join();
  EXPECT_EQ(child.exitcode(), -SIGTERM);
  EXPECT_EQ(owner.exitcode(), -SIGTERM);
  owner.close();
  EXPECT_EQ(child.exitcode(), -SIGTERM) << "the last one gives it back";
}

TEST(ActiveChildren, AForkHasNoneOfItsParents) {
  Process mine(wait_for_a_signal);
  mine.start();
  const ActiveChild of_the_parent = active_children().at(0);
  Queue<std::vector<std::string>> told;
  Process other([&] {
    told.put(names());
    Process inner(ProcessOptions{.name = "inner"}, wait_for_a_signal);
    inner.start();
    told.put(names());
    inner.kill();
    EXPECT_THROW(of_the_parent.join(), ValueError);
    if (testing::Test::HasFailure()) ::_exit(1);
  });
  other.start();
  ASSERT_TRUE(other.join_for(seconds(60)));
  EXPECT_EQ(other.exitcode(), 0);
  EXPECT_THAT(told.get(), IsEmpty());
  EXPECT_THAT(told.get(), ElementsAre("inner"));
  mine.kill();
}

// A child must not inherit a mutex that is held by a thread that only its parent has.
TEST(ActiveChildren, AForkInTheMiddleOfALookDoesNotHang) {
  std::optional<Process> kept(std::in_place, wait_for_a_signal);
  kept->start();
  std::jthread looker([](const std::stop_token& stop) {
    while (!stop.stop_requested()) active_children();
  });
  for (int round = 0; round < 50; ++round) {
    Process child([] {
      if (!active_children().empty()) ::_exit(1);
    });
    child.start();
    const bool ended = child.join_for(seconds(60));
    child.kill();
    ASSERT_TRUE(ended);
    ASSERT_EQ(child.exitcode(), 0);
  }
  kept->kill();
}

}  // namespace
}  // namespace mp
