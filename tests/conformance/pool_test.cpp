// CPython's _TestPool, _TestPoolWorkerErrors and _TestPoolWorkerLifetime.
#include <algorithm>
#include <chrono>
#include <ranges>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/conformance/worker.h"

namespace conformance {
namespace {

int sqr(int x) { return x * x; }
int sqr_or_throw(int x) {
  if (x == 5) throw std::runtime_error("five");
  return x * x;
}
int multiply(int x, int y) { return x * y; }
int wait_for(mp::Event& event, int result) {
  event.wait();
  return result;
}

std::vector<int> squares(int count) {
  std::vector<int> all;
  for (int i = 0; i < count; ++i) all.push_back(i * i);
  return all;
}

/// A range that throws behind its first elements.
auto broken_range(int good) {
  return std::views::iota(0) | std::views::transform([good](int i) {
           if (i == good) throw std::invalid_argument("the range is broken");
           return i;
         });
}

class TestPool : public EveryWay {
 protected:
  /// use(pool) with a Pool of that start method, or with a ThreadPool.
  template <class Use>
  static void with_pool(unsigned workers, Use use) {
    if (GetParam() == Way::kThread) {
      mp::ThreadPool pool(workers);
      use(pool);
    } else {
      mp::Pool pool(workers, mp::get_context(name(GetParam())));
      use(pool);
    }
  }
};
class TestPoolWorkerErrors : public TestPool {};
class TestPoolWorkerLifetime : public TestPool {
 protected:
  static mp::Pool recycling_pool(std::size_t tasks) {
    return mp::Pool({.processes = 3, .maxtasksperchild = tasks, .context = mp::get_context(name(GetParam()))});
  }
};
INSTANTIATE_TEST_SUITE_P(Way, TestPool, kEveryWay, name_of_way);
INSTANTIATE_TEST_SUITE_P(Way, TestPoolWorkerErrors, kEveryWay, name_of_way);
INSTANTIATE_TEST_SUITE_P(Way, TestPoolWorkerLifetime, kEveryMethod, name_of_way);

TEST_P(TestPool, apply) {
  with_pool(2, [](auto& pool) {
    EXPECT_EQ(pool.apply(sqr, 5), 25);
    EXPECT_EQ(pool.apply([](int x, const std::string& text) { return text + std::to_string(x); }, 7, "x"), "x7");
  });
}

TEST_P(TestPool, map) {
  with_pool(2, [](auto& pool) {
    EXPECT_EQ(pool.map(sqr, std::views::iota(0, 10)), squares(10));
    EXPECT_EQ(pool.map(sqr, std::views::iota(0, 100), 20), squares(100));
  });
}

TEST_P(TestPool, starmap) {
  with_pool(2, [](auto& pool) {
    const std::vector<std::pair<int, int>> pairs = {{1, 2}, {3, 4}, {5, 6}};
    EXPECT_EQ(pool.starmap(multiply, pairs), (std::vector<int>{2, 12, 30}));
    EXPECT_EQ(pool.starmap(multiply, pairs, 2), (std::vector<int>{2, 12, 30}));
  });
}

TEST_P(TestPool, starmap_async) {
  with_pool(2, [](auto& pool) {
    const std::vector<std::pair<int, int>> pairs = {{1, 2}, {3, 4}, {5, 6}};
    EXPECT_EQ(pool.starmap_async(multiply, pairs).get(kPatience), (std::vector<int>{2, 12, 30}));
  });
}

TEST_P(TestPool, map_async) {
  with_pool(2, [](auto& pool) { EXPECT_EQ(pool.map_async(sqr, std::views::iota(0, 10)).get(kPatience), squares(10)); });
}

TEST_P(TestPool, map_async_callbacks) {
  with_pool(1, [](auto& pool) {
    std::vector<int> got;
    std::string error;
    const mp::Callbacks callbacks{.callback = [&](const std::vector<int>& results) { got = results; },
                                  .error_callback = [&](const mp::Error& failure) { error = failure.what(); }};
    pool.map_async(callbacks, sqr, std::vector{2, 3}).wait();
    EXPECT_EQ(got, (std::vector<int>{4, 9}));
    pool.map_async(callbacks, sqr_or_throw, std::vector{5}).wait();
    EXPECT_NE(error.find("five"), std::string::npos) << error;
  });
}

TEST_P(TestPool, map_chunksize) {
  with_pool(2, [](auto& pool) {
    EXPECT_TRUE(pool.map_async(sqr, std::vector<int>(), 1).get(kPatience).empty());
    EXPECT_THROW(pool.map(sqr, std::vector<int>(), 0), mp::ValueError);
  });
}

TEST_P(TestPool, map_handle_iterable_exception) {
  with_pool(2, [](auto& pool) {
    EXPECT_THROW(pool.map(sqr, broken_range(10) | std::views::take(20), 1), std::invalid_argument);
    EXPECT_EQ(pool.map(sqr, std::vector{3}), (std::vector<int>{9})) << "the pool works on";
  });
}

TEST_P(TestPool, async) {
  mp::Event event;
  with_pool(2, [&](auto& pool) {
    auto result = pool.apply_async(wait_for, event, 49);
    EXPECT_FALSE(result.ready());
    EXPECT_THROW(static_cast<void>(result.successful()), mp::ValueError);
    event.set();
    EXPECT_EQ(result.get(kPatience), 49);
    EXPECT_TRUE(result.ready() && result.successful());
  });
}

TEST_P(TestPool, async_timeout) {
  mp::Event event;
  with_pool(2, [&](auto& pool) {
    auto result = pool.apply_async(wait_for, event, 1);
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_THROW(result.get(kMoment), mp::TimeoutError);
    EXPECT_GE(std::chrono::steady_clock::now() - begin, kMoment);
    event.set();
    EXPECT_EQ(result.get(), 1);
  });
}

TEST_P(TestPool, imap) {
  with_pool(2, [](auto& pool) {
    for (const std::size_t chunksize : {1, 100}) {
      std::vector<int> got;
      for (const int each : pool.imap(sqr, std::views::iota(0, 300), chunksize)) got.push_back(each);
      EXPECT_EQ(got, squares(300));
    }
  });
}

TEST_P(TestPool, imap_handle_iterable_exception) {
  with_pool(2, [](auto& pool) {
    for (const std::size_t chunksize : {1, 2}) {
      std::vector<int> got;
      const auto read = [&] {
        for (const int each : pool.imap(sqr, broken_range(10), chunksize)) got.push_back(each);
      };
      EXPECT_THROW(read(), std::invalid_argument);
      EXPECT_EQ(got, squares(10));
    }
  });
}

TEST_P(TestPool, imap_unordered) {
  with_pool(2, [](auto& pool) {
    for (const std::size_t chunksize : {1, 53}) {
      std::vector<int> got;
      for (const int each : pool.imap_unordered(sqr, std::views::iota(0, 300), chunksize)) got.push_back(each);
      std::ranges::sort(got);
      EXPECT_EQ(got, squares(300));
    }
  });
}

TEST_P(TestPool, imap_unordered_handle_iterable_exception) {
  with_pool(2, [](auto& pool) {
    std::vector<int> got;
    const auto read = [&] {
      for (const int each : pool.imap_unordered(sqr, broken_range(10), 1)) got.push_back(each);
    };
    EXPECT_THROW(read(), std::invalid_argument);
    std::ranges::sort(got);
    EXPECT_EQ(got, squares(10));
  });
}

TEST_P(TestPool, make_pool) {
  EXPECT_THROW(with_pool(0, [](auto&) {}), mp::ValueError);
  with_pool(3, [](auto& pool) { EXPECT_EQ(pool.apply(sqr, 3), 9); });
}

// The first tasks would take an hour, and the others come behind them.
TEST_P(TestPool, terminate) {
  mp::Event never;
  const auto begin = std::chrono::steady_clock::now();
  with_pool(2, [&](auto& pool) {
    std::vector<mp::AsyncResult<int>> results;
    for (int i = 0; i < 1000; ++i) results.push_back(pool.apply_async(wait_for, never, i));
    pool.terminate();
    if (GetParam() == Way::kThread) never.set();  // a thread cannot be killed
    pool.join();
    EXPECT_TRUE(std::ranges::all_of(results, [](mp::AsyncResult<int>& each) { return each.ready(); }));
    EXPECT_THROW(results.back().get(), mp::Error);
  });
  EXPECT_LT(std::chrono::steady_clock::now() - begin, kPatience);
}

TEST_P(TestPool, empty_iterable) {
  with_pool(2, [](auto& pool) {
    const std::vector<int> none;
    EXPECT_TRUE(pool.map(sqr, none).empty());
    EXPECT_TRUE(pool.map_async(sqr, none).get(kPatience).empty());
    EXPECT_TRUE(pool.starmap(multiply, std::vector<std::pair<int, int>>()).empty());
    EXPECT_EQ(std::ranges::distance(pool.imap(sqr, none)), 0);
    EXPECT_EQ(std::ranges::distance(pool.imap_unordered(sqr, none)), 0);
  });
}

TEST_P(TestPool, context) {
  with_pool(2, [](auto& pool) {
    auto result = pool.map_async(sqr, std::views::iota(0, 10));
    pool.close();
    pool.join();
    EXPECT_EQ(result.get(), squares(10));
    EXPECT_THROW(pool.map(sqr, std::vector{1}), mp::ValueError);
  });
}

TEST_P(TestPool, traceback) {
  with_pool(1, [](auto& pool) {
    try {
      pool.apply(sqr_or_throw, 5);
      FAIL() << "nothing was thrown";
    } catch (const mp::RemoteError& error) {
      EXPECT_NE(GetParam(), Way::kThread);
      EXPECT_EQ(error.type_name(), "std::runtime_error");
      EXPECT_STREQ(error.what(), "five");
    } catch (const std::runtime_error& error) {
      EXPECT_EQ(GetParam(), Way::kThread);
      EXPECT_STREQ(error.what(), "five");
    }
  });
}

TEST_P(TestPool, map_no_failfast) {
  with_pool(2, [](auto& pool) {
    auto failing = pool.map_async(sqr_or_throw, std::vector{5}, 1);
    auto working = pool.starmap_async([](int x) { return x; }, std::vector<std::tuple<int>>{{1}, {2}, {3}}, 1);
    EXPECT_THROW(failing.get(kPatience), std::exception);
    EXPECT_EQ(working.get(kPatience), (std::vector<int>{1, 2, 3}));
    const auto fail_big = [](int) -> int { throw std::runtime_error(std::string(1 << 20, 'x')); };
    EXPECT_THROW(pool.map(fail_big, std::vector{1, 2, 3, 4}, 1), std::exception);
  });
}

TEST_P(TestPool, enter) {
  with_pool(1, [](auto& pool) {
    pool.close();
    EXPECT_THROW(pool.apply(sqr, 1), mp::ValueError);
    pool.join();
  });
}

TEST_P(TestPoolWorkerErrors, async_error_callback) {
  with_pool(2, [](auto& pool) {
    std::string error;
    auto result = pool.apply_async(mp::Callbacks{.error_callback = [&](const mp::Error& failure) { error = failure.what(); }},
                                   sqr_or_throw, 5);
    EXPECT_THROW(result.get(kPatience), std::exception);
    EXPECT_NE(error.find("five"), std::string::npos) << error;
  });
}

TEST_P(TestPoolWorkerLifetime, pool_worker_lifetime) {
  mp::Pool pool = recycling_pool(10);
  const std::vector<pid_t> first = pool.worker_pids();
  EXPECT_EQ(first.size(), 3u);
  std::vector<mp::AsyncResult<int>> results;
  for (int i = 0; i < 100; ++i) results.push_back(pool.apply_async(sqr, i));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(results[static_cast<std::size_t>(i)].get(kPatience), i * i);
  const std::vector<pid_t> last = pool.worker_pids();
  EXPECT_EQ(last.size(), 3u);
  EXPECT_NE(std::set(first.begin(), first.end()), std::set(last.begin(), last.end()));
}

TEST_P(TestPoolWorkerLifetime, pool_worker_lifetime_early_close) {
  mp::Pool pool = recycling_pool(1);
  std::vector<mp::AsyncResult<int>> results;
  for (int i = 0; i < 6; ++i) results.push_back(pool.apply_async(sqr, i));
  pool.close();
  pool.join();
  for (int i = 0; i < 6; ++i) EXPECT_EQ(results[static_cast<std::size_t>(i)].get(), i * i);
}

TEST_P(TestPoolWorkerLifetime, pool_maxtasksperchild_invalid) { EXPECT_THROW(recycling_pool(0), mp::ValueError); }

}  // namespace
}  // namespace conformance
