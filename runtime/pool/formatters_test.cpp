#include "runtime/pool/formatters.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "runtime/error.h"
#include "runtime/testing/forked_child.h"

namespace mp {
namespace {

int doubled(int number) { return 2 * number; }

TEST(PoolFormatters, APoolShowsItsStateAndItsSize) {
  Pool pool(2);
  EXPECT_EQ(fmt::format("{}", pool), "<Pool state=RUN pool_size=2>");
  test::ForkedChild child([&] { EXPECT_EQ(repr(pool), "<Pool state=unknown pool_size=2>"); });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(pool.apply(doubled, 3), 6);
  pool.close();
  EXPECT_EQ(fmt::format("{:>33}", pool), "   <Pool state=CLOSE pool_size=2>");
  pool.terminate();
  EXPECT_EQ(repr(pool), "<Pool state=TERMINATE pool_size=2>");
  pool.join();
  EXPECT_EQ(repr(pool), "<Pool state=TERMINATE pool_size=2>");
}

TEST(PoolFormatters, AThreadPoolHasItsOwnName) {
  const ThreadPool pool(3);
  EXPECT_EQ(fmt::format("{}", pool), "<ThreadPool state=RUN pool_size=3>");
}

TEST(PoolFormatters, AnExecutorMayBeBroken) {
  const ThreadPoolExecutor threads(1);
  EXPECT_EQ(fmt::format("{}", threads), "<ThreadPoolExecutor state=RUN max_workers=1>");
  ProcessPoolExecutor executor({.max_workers = 1, .initializer = [] { throw std::runtime_error("no licence"); }});
  EXPECT_EQ(fmt::format("{}", executor), "<ProcessPoolExecutor state=RUN max_workers=1>");
  EXPECT_THROW(executor.submit(doubled, 3).result(), BrokenProcessPool);
  EXPECT_EQ(fmt::format("{}", executor), "<ProcessPoolExecutor state=BROKEN max_workers=1>");
}

}  // namespace
}  // namespace mp
