#include "runtime/pool/imap_iterator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <optional>
#include <ranges>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/error.h"
#include "runtime/pool/pool.h"
#include "runtime/testing/thrown.h"

namespace mp {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using test::message_of;
using testing::ElementsAre;
using testing::HasSubstr;

int square(int x) { return x * x; }

template <class R>
std::vector<R> all_of(IMapIterator<R> results) {
  std::vector<R> all;
  for (const R& result : results) all.push_back(result);
  return all;
}

std::vector<int> squares_below(int end) {
  std::vector<int> squares;
  for (int i = 0; i < end; ++i) squares.push_back(i * i);
  return squares;
}

TEST(IMap, KeepsTheOrderOfTheRange) {
  Pool pool(3);
  for (const std::size_t chunksize : {1, 2, 7, 1000}) {
    EXPECT_EQ(all_of(pool.imap(square, std::views::iota(0, 100), chunksize)), squares_below(100)) << chunksize;
    auto sorted = all_of(pool.imap_unordered(square, std::views::iota(0, 100), chunksize));
    std::ranges::sort(sorted);
    EXPECT_EQ(sorted, squares_below(100)) << chunksize;
  }
  std::istringstream once("1 2 3");
  EXPECT_THAT(all_of(pool.imap(square, std::ranges::istream_view<int>(once), 2)), ElementsAre(1, 4, 9));
  const std::vector<std::string> words = {"a", "bc"};
  EXPECT_THAT(all_of(pool.imap([](const std::string& s) { return s + s; }, words)), ElementsAre("aa", "bcbc"));
}

TEST(IMap, SaysWhenItIsAtItsEnd) {
  Pool pool(2);
  auto results = pool.imap(square, std::views::iota(2, 4));
  EXPECT_EQ(results.next(), 4);
  EXPECT_EQ(results.next(minutes(1)), 9);
  EXPECT_EQ(results.next(), std::nullopt);
  EXPECT_EQ(results.next(), std::nullopt);
  EXPECT_EQ(pool.imap(square, std::vector<int>{}).next(), std::nullopt);
}

TEST(IMap, ReadsNoFurtherAheadThanItSays) {
  constexpr unsigned kWorkers = 2;
  Pool pool(kWorkers);
  int read = 0;
  const auto counted = std::views::iota(0) | std::views::transform([&read](int x) {
                         ++read;
                         return x;
                       });
  auto results = pool.imap(square, counted);
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(results.next(), i * i);
    ASSERT_LE(read, i + 1 + static_cast<int>(internal::ImapTasks::kChunksAhead * kWorkers));
  }
}

TEST(IMap, UnorderedGivesWhatHasEnded) {
  Queue<int> gate;
  Pool pool(2);
  const auto first_waits = [&gate](int x) {
    if (x == 0) gate.get();
    return x;
  };
  auto results = pool.imap_unordered(first_waits, std::views::iota(0, 3));
  std::vector<std::optional<int>> early = {results.next(minutes(1)), results.next(minutes(1))};
  EXPECT_THAT(early, testing::UnorderedElementsAre(1, 2));
  EXPECT_THAT(message_of<TimeoutError>([&] { results.next(milliseconds(1)); }), HasSubstr("ask again"));
  gate.put(0);
  EXPECT_EQ(results.next(minutes(1)), 0);
  EXPECT_EQ(results.next(), std::nullopt);
}

TEST(IMap, OrderedWaitsForTheFirst) {
  Queue<int> gate;
  Pool pool(2);
  const auto first_waits = [&gate](int x) {
    if (x == 0) gate.get();
    return x;
  };
  auto results = pool.imap(first_waits, std::views::iota(0, 3));
  EXPECT_THROW(results.next(milliseconds(1)), TimeoutError);
  gate.put(0);
  EXPECT_THAT(all_of(std::move(results)), ElementsAre(0, 1, 2));
}

TEST(IMap, AnErrorOfATaskComesInItsPlaceAndItGoesOn) {
  Pool pool(2);
  const auto fails_at_one = [](int x) {
    if (x == 1) throw std::out_of_range("one");
    if (x == 3) ::kill(::getpid(), SIGKILL);
    return x;
  };
  auto results = pool.imap(fails_at_one, std::views::iota(0, 5));
  EXPECT_EQ(results.next(), 0);
  EXPECT_EQ(message_of<RemoteError>([&] { results.next(); }), "one");
  EXPECT_EQ(results.next(), 2);
  EXPECT_THROW(results.next(), WorkerDied);
  EXPECT_EQ(results.next(), 4);
  EXPECT_EQ(results.next(), std::nullopt);
}

TEST(IMap, AnErrorOfTheRangeComesBehindWhatWasRead) {
  Pool pool(2);
  const auto broken = std::views::iota(0, 20) | std::views::transform([](int x) {
                        if (x == 3) throw std::runtime_error("no element 3");
                        return x;
                      });
  auto results = pool.imap(square, broken);
  for (const int expected : {0, 1, 4}) EXPECT_EQ(results.next(), expected);
  EXPECT_EQ(message_of<std::runtime_error>([&] { results.next(); }), "no element 3");
  EXPECT_EQ(results.next(), std::nullopt);
  EXPECT_EQ(pool.apply(square, 2), 4) << "the pool works on";
  auto unordered = pool.imap_unordered(square, broken, 2);  // a chunk that the range does not complete is lost
  EXPECT_TRUE(unordered.next() && unordered.next());
  EXPECT_THROW(unordered.next(), std::runtime_error);
}

TEST(IMap, GoesOnWhenThePoolIsClosed) {
  Pool pool(2);
  auto results = pool.imap(square, std::views::iota(0, 1000));
  pool.close();
  EXPECT_THAT(message_of<ValueError>([&] { pool.imap(square, std::views::iota(0, 3)); }), HasSubstr("make a new Pool"));
  EXPECT_EQ(all_of(std::move(results)), squares_below(1000));
  pool.join();
}

TEST(IMap, IsCutOffByJoin) {
  Pool pool(2);
  auto results = pool.imap(square, std::views::iota(0));
  pool.close();
  pool.join();
  for (unsigned i = 0; i < 2 * internal::ImapTasks::kChunksAhead; ++i) EXPECT_EQ(results.next(), i * i);
  EXPECT_THAT(message_of<ValueError>([&] { results.next(); }), HasSubstr("take all its results before join()"));
}

TEST(IMap, GivesWhatHasEndedAlsoWhenThePoolIsGone) {
  std::optional<IMapIterator<int>> results;
  {
    Pool pool(2);
    results = pool.imap(square, std::views::iota(0, 5));
  }
  EXPECT_EQ(all_of(std::move(*results)), squares_below(5));
}

}  // namespace
}  // namespace mp
