// What users of multiprocessing suffer from, scenario by scenario: here it must not hurt. The same scenario runs on the machine's
// CPython, in pains.py, and its outcome is printed beside.
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <map>
#include <mutex>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "runtime/mp.h"
#include "runtime/testing/asleep.h"
#include "runtime/testing/forked_child.h"
#include "runtime/testing/survivors.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::kPatience;

/// CPython in each of the scenarios, all at once: most of them wait for something that does not come.
class Pain : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (std::system("python3 -c pass 2>/dev/null") != 0) return;
    for (const std::string& pain : pains()) running_[pain] = open(pain);
  }
  static void TearDownTestSuite() {
    for (const auto& [pain, output] : std::exchange(running_, {})) ::pclose(output);
  }

  /// "P4" of Pain.P4_AReaderThatIsKilled...
  static std::string pain() {
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    return name.substr(0, name.find('_'));
  }

  void TearDown() override {
    const auto python = running_.find(pain());
    if (python == running_.end()) return;  // no CPython here
    const std::string outcome = line_of(python->second);
    std::printf("%s  racelab: %s\n%*s  CPython: %s\n", pain().c_str(), HasFailure() ? "broken" : "kept",
                static_cast<int>(pain().size()), "", outcome.c_str());
    EXPECT_TRUE(outcome.starts_with("kept: ") || outcome.starts_with("broken: ")) << outcome;
  }

 private:
  static std::vector<std::string> pains() {
    std::vector<std::string> names;
    for (int i = 1; i <= 20; ++i) names.push_back("P" + std::to_string(i));
    return names;
  }
  static FILE* open(const std::string& pain) {
    return ::popen(("timeout -k 1 60 python3 tests/pains/pains.py " + pain + " 2>&1").c_str(), "re");
  }
  static std::string line_of(FILE* output) {
    std::array<char, 1000> line{};
    if (std::fgets(line.data(), line.size(), output) == nullptr) return "says nothing";
    const std::string text(line.data());
    return text.substr(0, text.find('\n'));
  }

  static inline std::map<std::string, FILE*> running_;
};

TEST_F(Pain, P1_TheTaskOfAKilledWorkerFails) {
  Pool pool(2);
  auto result = pool.apply_async([] { std::raise(SIGKILL); });
  EXPECT_THROW(result.get(kPatience), WorkerDied);
  EXPECT_EQ(pool.apply([] { return 1; }), 1);
}

TEST_F(Pain, P2_TheLockOfADeadProcessGoesToTheNext) {
  Lock lock;
  Process holder([&] {
    const std::lock_guard guard(lock);
    std::raise(SIGKILL);
  });
  holder.start();
  const pid_t pid = holder.pid();
  holder.join();
  const std::unique_lock next(lock, kPatience);
  ASSERT_TRUE(next.owns_lock());
  ASSERT_TRUE(lock.last_owner_death());
  EXPECT_EQ(lock.last_owner_death()->process, pid);
}

TEST_F(Pain, P3_ADeadWaiterIsNotWaitedFor) {
  Condition condition;
  test::Gate waits;
  test::ForkedChild waiter([&] {
    const std::lock_guard guard(condition);
    waits.open();
    condition.wait();
  });
  waits.pass();
  test::wait_until_asleep(waiter.pid());
  EXPECT_TRUE(waiter.kill());
  const std::lock_guard guard(condition);
  condition.notify();  // returns
}

TEST_F(Pain, P4_AReaderThatIsKilledTakesNothingWithIt) {
  Queue<int> items;
  test::Gate reads;
  test::ForkedChild reader([&] {
    reads.open();
    items.get();
  });
  reads.pass();
  test::wait_until_asleep(reader.pid());
  EXPECT_TRUE(reader.kill());
  items.put(1);
  EXPECT_EQ(items.get_for(kPatience), 1);
}

TEST_F(Pain, P5_AProcessThatHasPutMayEnd) {
  Queue<std::string> items;
  Process writer([&] { items.put(std::string(1'000'000, 'x')); });
  writer.start();
  EXPECT_TRUE(writer.join_for(kPatience));
  EXPECT_EQ(items.get().size(), 1'000'000U);
}

TEST_F(Pain, P6_WhatWasPutIsThere) {
  Queue<int> items;
  for (int i = 0; i < 1000; ++i) {
    items.put(i);
    EXPECT_FALSE(items.empty());
    EXPECT_EQ(items.get_nowait(), i);
  }
}

class TwoArguments : public std::runtime_error {
 public:
  TwoArguments(const std::string& what, const std::string& why) : std::runtime_error(what + ": " + why) {}
};

TEST_F(Pain, P7_AnyExceptionOfATaskArrives) {
  Pool pool(1);
  try {
    pool.apply_async([] { throw TwoArguments("no database", "it is asleep"); }).get(kPatience);
    FAIL() << "nothing arrived";
  } catch (const RemoteError& error) {
    EXPECT_STREQ(error.what(), "no database: it is asleep");
    EXPECT_NE(error.type_name().find("TwoArguments"), std::string::npos);
  }
}

TEST_F(Pain, P8_ALambdaIsATask) {
  Pool pool(1);
  EXPECT_EQ(pool.apply([x = 41] { return x + 1; }), 42);
}

TEST_F(Pain, P9_AnAtomicUpdateLosesNothing) {
  Value<int> value(0);
  std::vector<Process> adders;
  for (int i = 0; i < 4; ++i) {
    adders.emplace_back([&] {
      for (int n = 0; n < 50'000; ++n) value.fetch_add(1);
    });
    adders.back().start();
  }
  for (Process& each : adders) each.join();
  EXPECT_EQ(value.value, 200'000);
}

TEST_F(Pain, P10_TheEndOfAProcessThatLookedDestroysNothing) {
  const SharedMemory segment = SharedMemory::create(16);
  Process looker([&] { static_cast<void>(SharedMemory::open(segment.name())); });
  looker.start();
  EXPECT_TRUE(looker.join_for(kPatience));
  EXPECT_EQ(SharedMemory::open(segment.name()).buf().size(), 16U);
}

TEST_F(Pain, P11_AForkBesideThreadsIsRefused) {
  test::Gate end;
  Thread thread([&] { end.pass(); });
  thread.start();
  Process child(ProcessOptions{.context = Context::fork()}, [] {});
  EXPECT_THROW(child.start(), ValueError);
  end.open();
  thread.join();
}

TEST_F(Pain, P12_NoChildOutlivesAKilledParent) {
  test::Survivors survivors;
  test::Gate grandchild_runs;
  Process parent([&] {
    Process worker([&] {
      grandchild_runs.open();
      ::pause();
    });
    worker.start();
    worker.join();
  });
  parent.start();
  grandchild_runs.pass();
  parent.kill();
  EXPECT_TRUE(parent.join_for(kPatience));
  EXPECT_TRUE(survivors.none_after(kPatience));
}

TEST_F(Pain, P13_CtrlCEndsAllAndPrintsNothing) {
  test::Survivors survivors;
  std::FILE* const printed = std::tmpfile();
  test::Gate ready;
  const pid_t program = ::fork();
  if (program == 0) {
    ::setpgid(0, 0);
    ::dup2(::fileno(printed), STDERR_FILENO);
    Pool pool(4);
    Semaphore begun(0);
    for (int i = 0; i < 4; ++i)
      pool.apply_async(
          [](Semaphore& begun) {
            begun.release();
            ::pause();
          },
          begun);
    for (int i = 0; i < 4; ++i) begun.acquire();
    ready.open();
    ::pause();
  }
  ready.pass();
  ASSERT_EQ(::kill(-program, SIGINT), 0);
  int status = 0;
  ASSERT_EQ(::waitpid(program, &status, 0), program);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT) << "a shell calls it 130";
  EXPECT_TRUE(survivors.none_after(kPatience));
  EXPECT_EQ(::lseek(::fileno(printed), 0, SEEK_END), 0);
  std::fclose(printed);
}

TEST_F(Pain, P14_AWorkerMayHaveAPool) {
  Pool pool(1);
  EXPECT_EQ(pool.apply([] { return Pool(1).apply([] { return 1; }); }), 1);
}

TEST_F(Pain, P15_TheEndOfAPoolDropsNothing) {
  std::optional<AsyncResult<std::vector<int>>> result;
  {
    Pool pool(2);
    result = pool.map_async([](int x) { return x; }, std::views::iota(0, 10'000), 1);
  }
  EXPECT_EQ(result->get(kPatience).size(), 10'000U);
}

TEST_F(Pain, P16_ImapTakesWhatItNeeds) {
  Pool pool(1);
  int taken = 0;
  const auto endless = std::views::iota(0) | std::views::transform([&](int i) {
                         ++taken;
                         return i;
                       });
  int results = 0;
  for (const int each : pool.imap([](int x) { return x; }, endless)) {
    EXPECT_EQ(each, results);
    if (++results == 5) break;
  }
  EXPECT_LT(taken, 1000);
}

TEST_F(Pain, P17_AListGivesWhatItWasGiven) {
  const ShareableList::Bytes zeros = {std::byte{'z'}, std::byte{0}, std::byte{0}};
  const ShareableList::Item umlauts = std::string("\u00e4\u00f6\u00fc");
  const ShareableList list = ShareableList::create({zeros, umlauts});
  EXPECT_EQ(list[0], ShareableList::Item(zeros));
  EXPECT_EQ(list[1], umlauts);
}

template <class Dict>
concept CanAppendToAValue = requires(Dict dict) { dict["a"].push_back(1); };

TEST_F(Pain, P18_AnUpdateOfANestedListIsKeptOrDoesNotCompile) {
  const auto manager = Manager();
  static_assert(!CanAppendToAValue<DictProxy<std::string, std::vector<int>>>);
  const auto nested = manager->dict<std::string, ListProxy<int>>();
  nested.set("a", manager->list<int>());
  nested["a"].append(1);
  EXPECT_EQ(nested["a"].getvalue(), std::vector<int>{1});
}

TEST_F(Pain, P19_CpuCountIsWhatMayBeUsed) {
  test::ForkedChild bound([] {
    cpu_set_t allowed, one;
    ASSERT_EQ(::sched_getaffinity(0, sizeof allowed, &allowed), 0);
    CPU_ZERO(&one);
    for (int processor = 0; CPU_COUNT(&one) == 0; ++processor)
      if (CPU_ISSET(processor, &allowed)) CPU_SET(processor, &one);
    ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
    EXPECT_EQ(cpu_count(), 1U);
  });
  EXPECT_EQ(bound.wait(), 0);
}

TEST_F(Pain, P20_JoinDoesNotWaitForGrandchildren) {
  Value<int> grandchild(0);
  Process child([&] {
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::pause();
      ::_exit(0);
    }
    grandchild.value = pid;
  });
  child.start();
  EXPECT_TRUE(child.join_for(kPatience));
  EXPECT_EQ(::kill(grandchild.value, SIGKILL), 0) << "it had ended before";
}

}  // namespace
}  // namespace mp
