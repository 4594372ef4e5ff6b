// Whoever does the child's part in CPython's tests, which run for each start method and for processes and threads.
//
//   class TestQueue : public EveryWay {};
//   INSTANTIATE_TEST_SUITE_P(Way, TestQueue, kEveryWay, name_of_way);
//   TEST_P(TestQueue, put) { Worker child = start([](mp::Queue<int>& queue) { queue.get(); }, queue);  child.join(); }
//
// The tests have CPython's names. A worker's function captures nothing, as it may run in a process that is new. Where it finds
// something wrong it throws; who joins it then fails.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <concepts>
#include <exception>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "runtime/mp.h"
#include "runtime/testing/forked_child.h"

namespace conformance {

/// How long a test waits for what surely comes, and for what surely does not.
using mp::test::kPatience;
inline constexpr std::chrono::milliseconds kMoment{30};

enum class Way { kFork, kSpawn, kForkserver, kThread };

inline std::string name(Way way) {
  static const char* const names[] = {"fork", "spawn", "forkserver", "thread"};
  return names[static_cast<int>(way)];
}
inline void PrintTo(Way way, std::ostream* out) { *out << name(way); }
inline std::string name_of_way(const testing::TestParamInfo<Way>& info) { return name(info.param); }

inline const auto kEveryMethod = testing::Values(Way::kFork, Way::kSpawn, Way::kForkserver);
inline const auto kEveryWay = testing::Values(Way::kFork, Way::kSpawn, Way::kForkserver, Way::kThread);

/// In a worker.
inline void require(bool condition, const char* what) {
  if (!condition) throw mp::Error(what);
}

class Worker {
 public:
  template <class F, class... Args>
  explicit Worker(Way way, F function, Args&&... args) {
    if (way == Way::kThread) {
      const auto watched = [function, failure = failure_](auto&&... each)
        requires std::invocable<const F&, decltype(each)...>
      {
        try {
          function(std::forward<decltype(each)>(each)...);
        } catch (const std::exception& error) {
          *failure = error.what();
        }
      };
      thread_.emplace(watched, std::forward<Args>(args)...);
      thread_->start();
    } else {
      process_.emplace(mp::get_context(name(way)).Process(std::move(function), std::forward<Args>(args)...));
      process_->start();
    }
  }

  void join() {
    if (thread_) {
      EXPECT_TRUE(thread_->join_for(kPatience));
      EXPECT_EQ(*failure_, "");
    } else {
      EXPECT_TRUE(process_->join_for(kPatience));
      EXPECT_EQ(process_->exitcode(), 0);
    }
  }

 private:
  std::optional<mp::Process> process_;
  std::optional<mp::Thread> thread_;
  std::shared_ptr<std::string> failure_ = std::make_shared<std::string>();  // what the thread has thrown
};

class EveryWay : public testing::TestWithParam<Way> {
 protected:
  template <class F, class... Args>
  static Worker start(F function, Args&&... args) {
    return Worker(GetParam(), std::move(function), std::forward<Args>(args)...);
  }
};

}  // namespace conformance
