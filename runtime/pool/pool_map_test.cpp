// The forms of map: starmap, the async forms, and chunks of a given size.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <ranges>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/channel/queue.h"
#include "runtime/error.h"
#include "runtime/pool/pool.h"
#include "runtime/testing/thrown.h"
#include "runtime/value/array.h"

namespace mp {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using test::message_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

int square(int x) { return x * x; }
std::string repeated(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

TEST(PoolStarmap, HandsThePartsOfAnElementToTheFunction) {
  Pool pool(2);
  const std::vector<std::tuple<std::string, int>> tuples = {{"a", 1}, {"b", 3}, {"c", 0}};
  EXPECT_THAT(pool.starmap(repeated, tuples), ElementsAre("a", "bbb", ""));
  EXPECT_THAT(pool.starmap(repeated, std::vector<std::pair<std::string, int>>{{"xy", 2}}), ElementsAre("xyxy"));
  const auto difference = [](int a, int b) { return a - b; };
  EXPECT_THAT(pool.starmap(difference, std::vector<std::array<int, 2>>{{5, 3}, {3, 5}}), ElementsAre(2, -2));
  EXPECT_THAT(
      pool.starmap(difference, std::views::iota(0, 100) | std::views::transform([](int i) { return std::pair(i, 1); }), 7),
      testing::SizeIs(100));
  EXPECT_THAT(pool.starmap(difference, std::vector<std::pair<int, int>>{}), IsEmpty());
}

TEST(PoolStarmap, OfAFunctionThatReturnsNothingReturnsNothing) {
  Array<int> marks(3);
  Pool pool(2);
  const auto mark = [&marks](int index, int value) { marks[index] = value; };
  static_assert(std::is_void_v<decltype(pool.starmap(mark, std::vector<std::pair<int, int>>{}))>);
  pool.starmap(mark, std::vector<std::pair<int, int>>{{2, 7}, {0, 5}});
  EXPECT_THAT(marks, ElementsAre(5, 0, 7));
}

TEST(PoolMapAsync, WaitsForAllChunks) {
  Queue<int> gate;
  Pool pool(2);
  const auto waits_at_seven = [&gate](int x) {
    if (x == 7) gate.get();
    return x * x;
  };
  AsyncResult<std::vector<int>> result = pool.map_async(waits_at_seven, std::views::iota(0, 10));
  EXPECT_FALSE(result.wait_for(milliseconds(1)));
  EXPECT_THROW(result.get(milliseconds(1)), TimeoutError);
  gate.put(0);
  EXPECT_THAT(result.get(minutes(1)), ElementsAre(0, 1, 4, 9, 16, 25, 36, 49, 64, 81));
  EXPECT_TRUE(result.successful());
  EXPECT_EQ(result.get().size(), 10U) << "again";
  AsyncResult<std::vector<int>> sums =
      pool.starmap_async([](int a, int b) { return a + b; }, std::vector<std::pair<int, int>>{{1, 2}, {3, 4}});
  EXPECT_THAT(sums.get(), ElementsAre(3, 7));
}

TEST(PoolMapAsync, OfNothingIsReadyAtOnce) {
  Pool pool(1);
  AsyncResult<std::vector<int>> result = pool.map_async(square, std::vector<int>{});
  EXPECT_TRUE(result.ready());
  EXPECT_TRUE(result.successful());
  EXPECT_THAT(result.get(), IsEmpty());
}

TEST(PoolMapAsync, FailsWithTheErrorOfTheFirstChunkThatFailed) {
  Pool pool(2);
  const auto fails = [](int x) {
    if (x >= 2) throw std::out_of_range("element " + std::to_string(x));
    return x;
  };
  AsyncResult<std::vector<int>> result = pool.map_async(fails, std::views::iota(0, 6), 2);
  ASSERT_TRUE(result.wait_for(minutes(1)));
  EXPECT_FALSE(result.successful());
  EXPECT_EQ(message_of<RemoteError>([&] { result.get(); }), "element 2");
}

// An exception ends the work on its own chunk, so the marks show where the chunks begin.
TEST(PoolMap, AChunkHasAsManyElementsAsIsSaid) {
  Array<int> marks(10);
  Pool pool(2);
  const auto fails_at_second_of_four = [&marks](int x) {
    marks[x] = 1;
    if (x % 4 == 1) throw x;
    return x;
  };
  EXPECT_THROW(pool.map(fails_at_second_of_four, std::views::iota(0, 10), 4), RemoteError);
  EXPECT_THAT(marks, ElementsAre(1, 1, 0, 0, 1, 1, 0, 0, 1, 1));
  EXPECT_THAT(pool.map(square, std::views::iota(0, 3), 100), ElementsAre(0, 1, 4));
  EXPECT_THAT(pool.map(square, std::views::iota(0, 3), 1), ElementsAre(0, 1, 4));
}

TEST(PoolMap, AChunkOfNothingIsRefused) {
  Pool pool(1);
  EXPECT_THAT(message_of<ValueError>([&] { pool.map(square, std::views::iota(0, 3), 0); }), HasSubstr("say at least 1"));
  EXPECT_THAT(message_of<ValueError>([&] { pool.imap(square, std::views::iota(0, 3), 0); }), HasSubstr("say at least 1"));
  EXPECT_EQ(pool.apply(square, 2), 4);
}

}  // namespace
}  // namespace mp
