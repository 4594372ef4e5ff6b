// Children of parents that are killed or end in other ways; and of threads that end while their process goes on.

#include "runtime/process/parent_death.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <thread>

#include "runtime/channel/queue.h"
#include "runtime/process/process.h"
#include "runtime/process/process_options.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/survivors.h"
#include "runtime/value/value.h"

namespace mp {
namespace {

using std::chrono::microseconds;
using namespace std::chrono_literals;

void wait_for_a_signal() {
  for (;;) ::pause();
}

void in_this_thread(const std::function<void()>& work) { work(); }
void in_another_thread(const std::function<void()>& work) { std::thread(work).join(); }

/// Which thread of the parent forks.
class ParentDeath : public testing::TestWithParam<void (*)(const std::function<void()>&)> {};
INSTANTIATE_TEST_SUITE_P(ForkedByThe, ParentDeath, testing::Values(in_this_thread, in_another_thread),
                         [](const auto& which) { return which.index == 0 ? "MainThread" : "OtherThread"; });

TEST_P(ParentDeath, NoChildOutlivesAParentThatWasKilled) {
  test::Survivors survivors;
  Queue<int> begun;
  test::ForkedChild parent([&] {
    GetParam()([&] {
      // The first child has what its parent holds at the second fork, and so would keep a pipe open.
      for (int child = 0; child < 2; ++child) {
        (new Process([&] {
          (new Process([&] {
            begun.put(1);
            wait_for_a_signal();
          }))->start();
          wait_for_a_signal();
        }))->start();
      }
    });
    wait_for_a_signal();
  });
  ASSERT_TRUE(begun.get_for(test::kPatience));
  ASSERT_TRUE(begun.get_for(test::kPatience));
  EXPECT_TRUE(parent.kill());
  EXPECT_TRUE(survivors.none_after(test::kPatience));
}

TEST_P(ParentDeath, AParentKilledAtARandomMomentLeavesNoChild) {
  std::mt19937 random(3);
  int before_the_child_ran = 0;
  int while_it_ran = 0;
  microseconds longest{100};  // follows the machine: doubled after a death that came before the child ran, halved after others
  for (int round = 0; round < 200 && !testing::Test::HasFailure(); ++round) {
    test::Survivors survivors;
    Value<int> stage(0);
    test::Gate begun;
    test::ForkedChild parent([&] {
      begun.open();
      GetParam()([&] {
        (new Process([&] {
          stage.fetch_add(1);
          wait_for_a_signal();
        }))->start();
      });
      wait_for_a_signal();
    });
    begun.pass();
    test::spin_at_random(random, longest);
    EXPECT_TRUE(parent.kill());
    ASSERT_TRUE(survivors.none_after(test::kPatience)) << "round " << round;
    const bool ran = stage.load() != 0;
    ++(ran ? while_it_ran : before_the_child_ran);
    longest = ran ? longest / 2 : 2 * longest + 1us;
  }
  EXPECT_GT(before_the_child_ran, 0);
  EXPECT_GT(while_it_ran, 0);
}

TEST_P(ParentDeath, AParentThatIsGoneBeforeTheChildArmsIsNoticed) {
  test::Survivors survivors;
  test::Gate forked, gone;
  {
    test::ForkedChild parent([&] {
      GetParam()([&] {
        const internal::ParentDeath fate;
        if (::fork() == 0) {
          gone.pass();
          fate.arm();
          wait_for_a_signal();
        }
      });
      forked.open();
      wait_for_a_signal();
    });
    forked.pass();
  }  // killed and reaped
  gone.open();
  EXPECT_TRUE(survivors.none_after(test::kPatience));
}

TEST_P(ParentDeath, AnOptionLetsAChildOutliveItsParent) {
  Queue<int> questions;
  Queue<pid_t> answers;
  test::ForkedChild parent([&] {
    GetParam()([&] {
      (new Process(ProcessOptions{.dies_with_parent = false}, [&] {
        answers.put(::getpid());
        questions.get();
        answers.put(::getpid());
      }))->start();
    });
    wait_for_a_signal();
  });
  const pid_t child = answers.get_for(test::kPatience).value();
  EXPECT_TRUE(parent.kill());
  questions.put(1);
  EXPECT_EQ(answers.get_for(test::kPatience), child);
}

/// Returns when the kernel has let go of the thread, and so has told its children of its end.
void wait_until_gone(pid_t thread) {
  const std::string place = "/proc/self/task/" + std::to_string(thread);
  const auto end = std::chrono::steady_clock::now() + test::kPatience;
  while (std::filesystem::exists(place) && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  ASSERT_FALSE(std::filesystem::exists(place));
}

TEST(ParentDeathOfAThread, IsNotTheDeathOfTheProcess) {
  Queue<int> questions;
  Queue<int> answers;
  Process child([&] {
    answers.put(1);
    questions.get();
    answers.put(2);
  });
  pid_t thread = 0;
  std::thread([&] {
    thread = ::gettid();
    child.start();
    EXPECT_EQ(answers.get_for(test::kPatience), 1);  // the child is armed while its thread lives
  }).join();
  wait_until_gone(thread);
  questions.put(1);
  EXPECT_EQ(answers.get_for(test::kPatience), 2);
  ASSERT_TRUE(child.join_for(test::kPatience));
  EXPECT_EQ(child.exitcode(), 0);
}

}  // namespace
}  // namespace mp
