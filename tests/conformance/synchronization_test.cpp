// CPython's _TestLock, _TestSemaphore, _TestCondition and _TestEvent.
#include <chrono>
#include <mutex>
#include <vector>

#include "tests/conformance/worker.h"

namespace conformance {
namespace {

using Clock = std::chrono::steady_clock;

void add_one(mp::Lock& lock, mp::Value<int>& count) {
  const std::lock_guard guard(lock);
  count.value += 1;
}
void add_one(mp::RLock& lock, mp::Value<int>& count) {
  const std::lock_guard outer(lock);
  const std::lock_guard inner(lock);
  count.value += 1;
}

class TestLock : public EveryWay {
 protected:
  /// Who holds it in another process or thread, until `release` is set.
  template <class AnyLock>
  static Worker hold(AnyLock& lock, mp::Event& held, mp::Event& release) {
    return start(
        [](AnyLock& mine, mp::Event& say, mp::Event& wait_for) {
          const std::lock_guard guard(mine);
          say.set();
          wait_for.wait();
        },
        lock, held, release);
  }
  template <class AnyLock>
  static void expect_seen_across() {
    AnyLock lock;
    mp::Event held, release;
    EXPECT_FALSE(lock.locked());
    Worker holder = hold(lock, held, release);
    EXPECT_TRUE(held.wait_for(kPatience));
    EXPECT_TRUE(lock.locked());
    EXPECT_FALSE(lock.try_acquire());
    EXPECT_FALSE(lock.acquire_for(kMoment));
    EXPECT_THROW(lock.release(), mp::ValueError);
    release.set();
    holder.join();
    EXPECT_FALSE(lock.locked());
    const std::lock_guard guard(lock);
    EXPECT_TRUE(lock.locked());
  }
  template <class AnyLock>
  static void expect_all_counted() {
    AnyLock lock;
    mp::Value<int> sum(0);
    std::vector<Worker> workers;
    for (int i = 0; i < 2; ++i) {
      workers.push_back(start(
          [](AnyLock& mine, mp::Value<int>& count) {
            for (int k = 0; k < 1000; ++k) add_one(mine, count);
          },
          lock, sum));
    }
    for (Worker& worker : workers) worker.join();
    EXPECT_EQ(sum.value, 2000);
  }
};
class TestSemaphore : public EveryWay {};
class TestEvent : public EveryWay {};
INSTANTIATE_TEST_SUITE_P(Way, TestLock, kEveryWay, name_of_way);
INSTANTIATE_TEST_SUITE_P(Way, TestSemaphore, kEveryWay, name_of_way);
INSTANTIATE_TEST_SUITE_P(Way, TestEvent, kEveryWay, name_of_way);

TEST_P(TestLock, lock) {
  mp::Lock lock;
  Worker child = start(
      [](mp::Lock& mine) {
        mine.acquire();
        require(mine.locked(), "a lock that is held");
        require(!mine.try_acquire(), "it is held already");
        mine.release();
        try {
          mine.release();
        } catch (const mp::ValueError&) {
          return;
        }
        throw mp::Error("it was released too often");
      },
      lock);
  child.join();
  EXPECT_FALSE(lock.locked());
}

TEST_P(TestLock, lock_locked_2processes) { expect_seen_across<mp::Lock>(); }

TEST_P(TestLock, rlock) {
  mp::RLock lock;
  Worker child = start(
      [](mp::RLock& mine) {
        for (unsigned times = 1; times <= 3; ++times) {
          mine.acquire();
          require(mine.count() == times, "as often as acquired");
        }
        for (int i = 0; i < 3; ++i) mine.release();
        require(!mine.locked(), "released as often");
        try {
          mine.release();
        } catch (const mp::Error&) {
          return;
        }
        throw mp::Error("it was released too often");
      },
      lock);
  child.join();
  EXPECT_FALSE(lock.locked());
}

TEST_P(TestLock, rlock_locked_2processes) { expect_seen_across<mp::RLock>(); }

TEST_P(TestLock, lock_context) { expect_all_counted<mp::Lock>(); }

TEST_P(TestLock, rlock_context) { expect_all_counted<mp::RLock>(); }

TEST_P(TestSemaphore, semaphore) {
  mp::Semaphore semaphore(2);
  Worker child = start(
      [](mp::Semaphore& mine) {
        mine.acquire();
        require(mine.get_value() == 1, "one is left");
        mine.acquire();
        require(!mine.try_acquire(), "none is left");
        for (int i = 0; i < 4; ++i) mine.release();
      },
      semaphore);
  child.join();
  EXPECT_EQ(semaphore.get_value(), 4);
}

TEST_P(TestSemaphore, bounded_semaphore) {
  mp::BoundedSemaphore semaphore(2);
  Worker child = start(
      [](mp::BoundedSemaphore& mine) {
        mine.acquire();
        mine.release();
        try {
          mine.release();
        } catch (const mp::ValueError&) {
          return;
        }
        throw mp::Error("there are more than at first");
      },
      semaphore);
  child.join();
  EXPECT_EQ(semaphore.get_value(), 2);
}

TEST_P(TestSemaphore, timeout) {
  mp::Semaphore semaphore(0);
  mp::Event tried;
  Worker child = start(
      [](mp::Semaphore& mine, mp::Event& has_tried) {
        require(!mine.try_acquire(), "there is none");
        require(!mine.acquire_for(-kMoment), "a negative time is none");
        const auto begin = Clock::now();
        require(!mine.acquire_for(kMoment), "there is none");
        require(Clock::now() - begin >= kMoment, "it waits as long as it may");
        has_tried.set();
        mine.acquire();
      },
      semaphore, tried);
  EXPECT_TRUE(tried.wait_for(kPatience));
  semaphore.release();
  child.join();
}

TEST_P(TestEvent, event) {
  mp::Event event;
  EXPECT_FALSE(event.is_set());
  EXPECT_FALSE(event.wait_for(std::chrono::seconds(0)));
  EXPECT_FALSE(event.wait_for(kMoment));
  event.set();
  EXPECT_TRUE(event.is_set());
  EXPECT_TRUE(event.wait_for(std::chrono::seconds(0)));
  event.clear();
  EXPECT_FALSE(event.is_set());
  Worker child = start([](mp::Event& mine) { mine.set(); }, event);
  EXPECT_TRUE(event.wait_for(kPatience));
  child.join();
}

TEST_P(TestEvent, repr) {
  mp::Event event;
  const std::string unset = fmt::format("{}", event);
  Worker child = start([](mp::Event& mine) { mine.set(); }, event);
  child.join();
  EXPECT_NE(unset.find("unset"), std::string::npos) << unset;
  EXPECT_EQ(fmt::format("{}", event).find("unset"), std::string::npos);
}

/// Those who wait, all of whom wait when they have been awaited: they say so with the lock in their hands.
class TestCondition : public EveryWay {
 protected:
  Worker start_waiter() {
    return start(
        [](mp::Condition& condition, mp::Semaphore& sleeping, mp::Semaphore& woken) {
          const std::lock_guard guard(condition);
          sleeping.release();
          condition.wait();
          woken.release();
        },
        condition_, sleeping_, woken_);
  }
  Worker start_short_waiter() {
    return start(
        [](mp::Condition& condition, mp::Semaphore& sleeping, mp::Semaphore& woken) {
          const std::lock_guard guard(condition);
          sleeping.release();
          require(!condition.wait_for(kMoment), "nobody has notified");
          woken.release();
        },
        condition_, sleeping_, woken_);
  }
  static void take(mp::Semaphore& semaphore, int times) {
    for (int i = 0; i < times; ++i) ASSERT_TRUE(semaphore.acquire_for(kPatience));
  }
  void notify(int waiters) {
    const std::lock_guard guard(condition_);
    condition_.notify(waiters);
  }

  mp::Condition condition_;
  mp::Semaphore sleeping_{0}, woken_{0};
};
INSTANTIATE_TEST_SUITE_P(Way, TestCondition, kEveryWay, name_of_way);

TEST_P(TestCondition, notify) {
  std::vector<Worker> waiters;
  for (int i = 0; i < 2; ++i) waiters.push_back(start_waiter());
  take(sleeping_, 2);
  EXPECT_EQ(woken_.get_value(), 0);
  for (int i = 0; i < 2; ++i) {
    notify(1);
    take(woken_, 1);
    EXPECT_FALSE(woken_.acquire_for(kMoment)) << "two were woken";
  }
  for (Worker& waiter : waiters) waiter.join();
}

TEST_P(TestCondition, notify_all) {
  std::vector<Worker> waiters;
  for (int i = 0; i < 3; ++i) waiters.push_back(start_short_waiter());
  take(sleeping_, 3);
  take(woken_, 3);  // by their time
  for (int i = 0; i < 3; ++i) waiters.push_back(start_waiter());
  take(sleeping_, 3);
  EXPECT_EQ(woken_.get_value(), 0);
  {
    const std::lock_guard guard(condition_);
    condition_.notify_all();
  }
  take(woken_, 3);
  for (Worker& waiter : waiters) waiter.join();
}

TEST_P(TestCondition, notify_n) {
  std::vector<Worker> waiters;
  for (int i = 0; i < 5; ++i) waiters.push_back(start_waiter());
  take(sleeping_, 5);
  notify(2);
  take(woken_, 2);
  EXPECT_FALSE(woken_.acquire_for(kMoment)) << "more than two were woken";
  notify(4);
  take(woken_, 3);
  notify(1);  // nobody is there
  for (Worker& waiter : waiters) waiter.join();
  EXPECT_EQ(woken_.get_value(), 0);
}

TEST_P(TestCondition, timeout) {
  Worker waiter = start(
      [](mp::Condition& condition) {
        const std::lock_guard guard(condition);
        const auto begin = Clock::now();
        require(!condition.wait_for(kMoment), "nobody has notified");
        require(Clock::now() - begin >= kMoment, "it waits as long as it may");
      },
      condition_);
  waiter.join();
}

TEST_P(TestCondition, waitfor) {
  mp::Value<int> state(0);
  Worker waiter = start(
      [](mp::Condition& condition, mp::Value<int>& value) {
        const std::lock_guard guard(condition);
        value.value = -1;
        condition.notify();
        require(condition.wait_for([&] { return value.value == 4; }), "what it waits for has come");
      },
      condition_, state);
  {
    const std::lock_guard guard(condition_);
    EXPECT_TRUE(condition_.wait_for([&] { return state.value == -1; }, kPatience));
    state.value = 0;
  }
  for (int i = 0; i < 4; ++i) {
    const std::lock_guard guard(condition_);
    state.value += 1;
    condition_.notify();
  }
  waiter.join();
}

TEST_P(TestCondition, waitfor_timeout) {
  mp::Value<int> state(0);
  Worker waiter = start(
      [](mp::Condition& condition, mp::Value<int>& value) {
        const std::lock_guard guard(condition);
        const auto begin = Clock::now();
        require(!condition.wait_for([&] { return value.value == 4; }, kMoment), "it has not come");
        require(Clock::now() - begin >= kMoment, "it waits as long as it may");
      },
      condition_, state);
  for (int i = 0; i < 3; ++i) {
    const std::lock_guard guard(condition_);
    state.value += 1;
    condition_.notify();
  }
  waiter.join();
}

// Unlike Python's, a wait is not ended by a signal.
TEST_P(TestCondition, wait_result) {
  mp::Value<int> ready(0);
  Worker notifier = start(
      [](mp::Condition& condition, mp::Value<int>& waits) {
        const std::lock_guard guard(condition);
        condition.wait_for([&] { return waits.value == 1; });
        condition.notify();
      },
      condition_, ready);
  const std::lock_guard guard(condition_);
  ready.value = 1;
  condition_.notify();
  EXPECT_TRUE(condition_.wait_for(kPatience));
  EXPECT_FALSE(condition_.wait_for(std::chrono::seconds(0)));
  EXPECT_FALSE(condition_.wait_for(kMoment));
  condition_.release();
  notifier.join();
  condition_.acquire();
}

}  // namespace
}  // namespace conformance
