// What the caller of a pool gets when a task throws.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ranges>
#include <stdexcept>
#include <string>
#include <vector>

#include "runtime/error.h"
#include "runtime/pool/pool.h"
#include "runtime/process/exit.h"
#include "runtime/process/register_exception.h"
#include "runtime/testing/thrown.h"
#include "runtime/value/array.h"

namespace mp {
namespace {

using test::message_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

int square(int x) { return x * x; }

// Two workers and nine elements: chunks of ceil(9 / 8) = 2, and an exception ends the work on its own chunk only.
TEST(Pool, MapFinishesAllChunksAndThrowsTheFirstError) {
  Array<int> marks(9);
  Pool pool(2);
  const auto fails_twice = [&marks](int x) {
    marks[x] = 1;
    if (x == 2 || x == 6) throw std::out_of_range("element " + std::to_string(x));
    return x;
  };
  EXPECT_EQ(message_of<RemoteError>([&] { pool.map(fails_twice, std::views::iota(0, 9)); }), "element 2");
  EXPECT_THAT(marks, ElementsAre(1, 1, 1, 0, 1, 1, 1, 0, 1));
  EXPECT_THAT(pool.map(square, std::views::iota(0, 3)), ElementsAre(0, 1, 4)) << "the pool works on";
}

TEST(Pool, AnErrorOfTheRangeReachesTheCaller) {
  Pool pool(1);
  const auto broken = std::views::iota(0, 10) | std::views::transform([](int x) {
                        if (x == 5) throw std::runtime_error("no element 5");
                        return x;
                      });
  EXPECT_EQ(message_of<std::runtime_error>([&] { pool.map(square, broken); }), "no element 5");
  EXPECT_EQ(pool.apply(square, 2), 4);
}

struct NotAStandardException {};

TEST(Pool, AnExceptionArrivesWithItsTypeAndText) {
  Pool pool(1);
  const auto error_of = [&](auto function) {
    try {
      pool.apply(function);
    } catch (const RemoteError& error) {
      return error.type_name() + "|" + error.what();
    }
    return std::string("nothing was thrown");
  };
  EXPECT_EQ(error_of([] { throw std::domain_error("negative"); }), "std::domain_error|negative");
  EXPECT_EQ(error_of([] { throw 7; }), "int|7");
  EXPECT_EQ(error_of([] { throw NotAStandardException{}; }), "mp::(anonymous namespace)::NotAStandardException|");
  EXPECT_EQ(error_of([] { Pool(1).apply([] { throw std::out_of_range("far below"); }); }), "std::out_of_range|far below");
  EXPECT_EQ(error_of([] { mp::exit(3); }), "mp::SystemExit|mp::exit(3)");
  EXPECT_EQ(error_of([] { throw std::runtime_error(std::string(100'000, 'x')); }),
            "std::runtime_error|" + std::string(100'000, 'x'));
  EXPECT_EQ(pool.worker_pids().size(), 1U);
}

struct NoDatabase {
  std::string host;
  int code = 0;
};
const bool no_database_is_registered = register_exception<NoDatabase>();

TEST(Pool, ARegisteredExceptionArrivesAsWhatItIs) {
  ASSERT_TRUE(no_database_is_registered);
  Pool pool(2);
  try {
    pool.map([](int x) -> int { throw NoDatabase{"far", x}; }, std::vector{7});
    ADD_FAILURE() << "nothing was thrown";
  } catch (const NoDatabase& error) {
    EXPECT_EQ(error.host, "far");
    EXPECT_EQ(error.code, 7);
  }
  const std::string host(100'000, 'x');
  try {
    pool.apply([](const std::string& where) { throw NoDatabase{where, 1}; }, host);
    ADD_FAILURE() << "nothing was thrown";
  } catch (const NoDatabase& error) {
    EXPECT_EQ(error.host, host);
  }
  EXPECT_EQ(pool.apply(square, 3), 9);
}

TEST(Pool, AnExceptionTellsWhoThrewItAndFromWhere) {
  Pool pool(1);
  const pid_t worker = pool.worker_pids().front();
  try {
    pool.apply([] { return std::vector<int>().at(7); });
    ADD_FAILURE() << "nothing was thrown";
  } catch (const RemoteError& error) {
    EXPECT_THAT(error.backtrace(), MatchesRegex(fmt::format("ForkPoolWorker-[0-9]+, pid {}:\n#0 .*(\n.*)+", worker)));
    EXPECT_THAT(error.backtrace(), HasSubstr("\n#1 pool_error_test+0x"));
  }
}

}  // namespace
}  // namespace mp
