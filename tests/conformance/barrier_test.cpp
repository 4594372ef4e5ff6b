// CPython's _TestBarrier.
#include <mutex>
#include <vector>

#include "runtime/testing/eventually.h"
#include "tests/conformance/worker.h"

namespace conformance {
namespace {

constexpr int kParties = 5;

/// What the parties of a test share.
class TestBarrier : public EveryWay {
 protected:
  /// `part` in kParties at once, this one among them.
  template <class Part>
  void run(Part part) {
    std::vector<Worker> workers;
    for (int i = 1; i < kParties; ++i) workers.push_back(start(part, barrier_, results_));
    part(barrier_, results_);
    for (Worker& worker : workers) worker.join();
  }
  static void add(mp::Array<int>& results, int place) {
    const std::lock_guard guard(results.get_lock());
    results[static_cast<std::size_t>(place)] += 1;
  }
  static bool is_broken(mp::Barrier& barrier) {
    try {
      barrier.wait();
    } catch (const mp::BrokenBarrierError&) {
      return true;
    }
    return false;
  }
  int result(int place) const { return results_[static_cast<std::size_t>(place)]; }

  mp::Barrier barrier_{kParties};
  mp::Array<int> results_ = mp::Array<int>(kParties + 1);
};
INSTANTIATE_TEST_SUITE_P(Way, TestBarrier, kEveryWay, name_of_way);

/// Nobody is a round ahead of another one: after each pass, all have added theirs.
void go_in_step(mp::Barrier& barrier, mp::Array<int>& results, int rounds) {
  for (int round = 1; round <= rounds; ++round) {
    {
      const std::lock_guard guard(results.get_lock());
      results[0] += 1;
    }
    barrier.wait();
    {
      const std::lock_guard guard(results.get_lock());
      require(results[0] == kParties * round, "all have come before one goes");
    }
    barrier.wait();
  }
}

TEST_P(TestBarrier, barrier) {
  run([](mp::Barrier& barrier, mp::Array<int>& results) { go_in_step(barrier, results, 1); });
  EXPECT_EQ(result(0), kParties);
}

TEST_P(TestBarrier, barrier_10) {
  run([](mp::Barrier& barrier, mp::Array<int>& results) { go_in_step(barrier, results, 10); });
  EXPECT_EQ(result(0), 10 * kParties);
}

TEST_P(TestBarrier, wait_return) {
  run([](mp::Barrier& barrier, mp::Array<int>& results) {
    const int index = barrier.wait();
    add(results, index);
    barrier.wait();
  });
  for (int i = 0; i < kParties; ++i) EXPECT_EQ(result(i), 1);
}

TEST_P(TestBarrier, action) {
  mp::Value<int> acted(0);
  mp::Barrier barrier(kParties, [&acted] { acted.fetch_add(1); });
  // In a new process, what a closure has captured by reference is nothing: there the first process comes last, and acts.
  std::vector<Worker> workers;
  for (int i = 1; i < kParties; ++i) {
    workers.push_back(start(
        [](mp::Barrier& mine, mp::Value<int>& count) {
          mine.wait();
          require(count.load() == 1, "one party has acted before any goes");
        },
        barrier, acted));
  }
  EXPECT_TRUE(mp::test::eventually([&] { return barrier.n_waiting() == kParties - 1; }));
  barrier.wait();
  for (Worker& worker : workers) worker.join();
  EXPECT_EQ(acted.value, 1);
}

TEST_P(TestBarrier, abort) {
  run([](mp::Barrier& barrier, mp::Array<int>& results) {
    const int index = barrier.wait();
    if (index == kParties / 2) barrier.abort();
    if (index != kParties / 2) add(results, is_broken(barrier) ? 0 : 1);
  });
  EXPECT_EQ(result(0), kParties - 1);
  EXPECT_EQ(result(1), 0);
  EXPECT_TRUE(barrier_.broken());
}

TEST_P(TestBarrier, reset) {
  run([](mp::Barrier& barrier, mp::Array<int>& results) {
    const int index = barrier.wait();
    if (index == kParties / 2) {
      require(mp::test::eventually([&] { return barrier.n_waiting() == kParties - 1; }), "all others wait");
      barrier.reset();
    } else {
      add(results, is_broken(barrier) ? 0 : 1);
    }
    barrier.wait();
    add(results, 2);
  });
  EXPECT_EQ(result(0), kParties - 1);
  EXPECT_EQ(result(1), 0);
  EXPECT_EQ(result(2), kParties);
  EXPECT_FALSE(barrier_.broken());
}

TEST_P(TestBarrier, abort_and_reset) {
  mp::Barrier second(kParties);
  std::vector<Worker> workers;
  const auto part = [](mp::Barrier& barrier, mp::Barrier& other, mp::Array<int>& results) {
    const int index = barrier.wait();
    if (index == kParties / 2) barrier.abort();
    if (index != kParties / 2) add(results, is_broken(barrier) ? 0 : 1);
    if (other.wait() == kParties / 2) barrier.reset();
    other.wait();
    barrier.wait();
    add(results, 2);
  };
  for (int i = 1; i < kParties; ++i) workers.push_back(start(part, barrier_, second, results_));
  part(barrier_, second, results_);
  for (Worker& worker : workers) worker.join();
  EXPECT_EQ(result(0), kParties - 1);
  EXPECT_EQ(result(1), 0);
  EXPECT_EQ(result(2), kParties);
}

/// One party does not come back, and nobody waits for it longer than `wait` allows.
template <class Wait>
void miss_one(mp::Barrier& barrier, mp::Array<int>& results, Wait wait) {
  if (barrier.wait() == kParties / 2) return;
  try {
    wait();
  } catch (const mp::BrokenBarrierError&) {
    const std::lock_guard guard(results.get_lock());
    results[0] += 1;
  }
}

TEST_P(TestBarrier, timeout) {
  run([](mp::Barrier& barrier, mp::Array<int>& results) { miss_one(barrier, results, [&] { barrier.wait_for(kMoment); }); });
  EXPECT_EQ(result(0), kParties - 1);
  EXPECT_TRUE(barrier_.broken());
}

TEST_P(TestBarrier, default_timeout) {
  mp::Barrier barrier(2, {}, kMoment);
  Worker child = start([](mp::Barrier& mine) { require(is_broken(mine), "the other party does not come"); }, barrier);
  child.join();
  EXPECT_TRUE(barrier.broken());
}

TEST_P(TestBarrier, single_thread) {
  mp::Barrier barrier(1);
  Worker child = start([](mp::Barrier& mine) { require(mine.wait() == 0 && mine.wait() == 0, "alone"); }, barrier);
  child.join();
}

TEST_P(TestBarrier, thousand) {
  run([](mp::Barrier& barrier, mp::Array<int>& results) {
    for (int pass = 0; pass < 1000; ++pass) add(results, barrier.wait());
  });
  for (int i = 0; i < kParties; ++i) EXPECT_EQ(result(i), 1000);
}

}  // namespace
}  // namespace conformance
