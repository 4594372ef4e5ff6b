// The oracle itself, on runs whose races are known.
#include "tests/sanitizer/random/happens_before.h"

#include <gtest/gtest.h>

#include <sstream>

namespace random_programs {
namespace {

// Process 0 forks 1, writes at place 10 before `publish` and joins it at the end; process 1 reads there, at place 20, after
// `look`.
std::set<Pair> races_between(const std::vector<Step>& publish, const std::vector<Step>& look) {
  std::vector<Step> trace = {{0, Kind::kFork, 1}, {0, Kind::kAccess, 10, 0, 4, kWrite}};
  trace.insert(trace.end(), publish.begin(), publish.end());
  trace.push_back({0, Kind::kJoin, 1});
  trace.insert(trace.end(), look.begin(), look.end());
  trace.push_back({1, Kind::kAccess, 20, 0, 4, kRead});
  return races(trace);
}

const std::set<Pair> kRace = {{10, 20}};
const std::set<Pair> kNone;

Step store(std::uint32_t value, std::uint32_t order) { return {0, Kind::kStore, 0, 0, value, order}; }
Step load(std::uint32_t value, std::uint32_t order) { return {1, Kind::kLoad, 0, value, 0, order}; }
Step fence(std::uint32_t process, std::uint32_t order) { return {process, Kind::kFence, 0, 0, 0, order}; }

TEST(HappensBefore, IsWhatOrdersTwoProcesses) {
  EXPECT_EQ(races_between({}, {}), kRace);
  EXPECT_EQ(races_between({{0, Kind::kPut, 0, 0, 7}}, {{1, Kind::kGet, 0, 7, 0}}), kNone);
  const Step unlock{0, Kind::kUnlock, 0, 0, 0};
  EXPECT_EQ(races_between({{0, Kind::kLock, 0, 0, 0}, unlock}, {{1, Kind::kLock, 0, 0, 1}}), kNone);
  EXPECT_EQ(races_between({unlock}, {}), kRace);
}

TEST(HappensBefore, OfAtomicsIsAsTheirOrdersSay) {
  EXPECT_EQ(races_between({store(5, __ATOMIC_RELEASE)}, {load(5, __ATOMIC_ACQUIRE)}), kNone);
  EXPECT_EQ(races_between({store(5, __ATOMIC_RELEASE)}, {load(0, __ATOMIC_ACQUIRE)}), kRace) << "another value was read";
  EXPECT_EQ(races_between({store(5, __ATOMIC_RELAXED)}, {load(5, __ATOMIC_ACQUIRE)}), kRace);
  EXPECT_EQ(races_between({store(5, __ATOMIC_RELEASE)}, {load(5, __ATOMIC_RELAXED)}), kRace);
}

TEST(HappensBefore, OfFencesIsBeforeAWriteAndBehindARead) {
  const Step write = store(5, __ATOMIC_RELAXED);
  const Step read = load(5, __ATOMIC_RELAXED);
  EXPECT_EQ(races_between({fence(0, __ATOMIC_RELEASE), write}, {read, fence(1, __ATOMIC_ACQUIRE)}), kNone);
  EXPECT_EQ(races_between({write, fence(0, __ATOMIC_RELEASE)}, {read, fence(1, __ATOMIC_ACQUIRE)}), kRace);
  EXPECT_EQ(races_between({fence(0, __ATOMIC_RELEASE), write}, {fence(1, __ATOMIC_ACQUIRE), read}), kRace);
}

TEST(HappensBefore, GoesThroughExchangesAndNotThroughStores) {
  const Step exchange{1, Kind::kExchange, 0, 5, 6, __ATOMIC_RELAXED};
  EXPECT_EQ(races_between({store(5, __ATOMIC_RELEASE)}, {exchange, load(6, __ATOMIC_ACQUIRE)}), kNone);
  EXPECT_EQ(
      races_between({store(5, __ATOMIC_RELEASE)}, {{1, Kind::kStore, 0, 0, 6, __ATOMIC_RELAXED}, load(6, __ATOMIC_ACQUIRE)}),
      kRace);
}

TEST(Race, NeedsTheSameBytesAndAWriteThatIsNotAtomic) {
  const auto races_of = [](const Step& one, const Step& other) { return races({{0, Kind::kFork, 1}, one, other}); };
  const Step write{0, Kind::kAccess, 1, 8, 4, kWrite};
  EXPECT_EQ(races_of(write, {1, Kind::kAccess, 2, 11, 1, kRead}), (std::set<Pair>{{1, 2}}));
  EXPECT_EQ(races_of(write, {1, Kind::kAccess, 2, 12, 4, kWrite}), kNone);
  EXPECT_EQ(races_of({0, Kind::kAccess, 1, 8, 4, kRead}, {1, Kind::kAccess, 2, 8, 4, kRead}), kNone);
  const Step atomic{0, Kind::kAccess, 1, 8, 4, kWrite | kAtomic};
  EXPECT_EQ(races_of(atomic, {1, Kind::kAccess, 2, 8, 4, kRead | kAtomic}), kNone);
  EXPECT_EQ(races_of(atomic, {1, Kind::kAccess, 2, 8, 4, kRead}), (std::set<Pair>{{1, 2}}));
}

TEST(Trace, IsReadAsItIsPrinted) {
  std::istringstream lines("0 0 1 0 0 0\n1 10 20 8 4 3\n");
  const std::vector<Step> steps = read_trace(lines);
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].kind, Kind::kFork);
  EXPECT_EQ(steps[1].of, 20U);
  EXPECT_EQ(steps[1].order, kWrite | kAtomic);
}

TEST(Trace, ThatCannotBeIsAnError) {
  EXPECT_THROW(races({{0, Kind::kGet, 0, 5, 0}}), std::logic_error);
  EXPECT_THROW(races({{0, Kind::kJoin, 1}, {0, Kind::kFork, 1}, {1, Kind::kPut, 0, 0, 1}}), std::logic_error);
}

}  // namespace
}  // namespace random_programs
