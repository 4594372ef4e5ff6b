#include "runtime/futex/deadline.h"

#include <gtest/gtest.h>

#include <limits>

namespace mp::futex {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

TEST(Deadline, IsThatFarAway) {
  const Deadline before = steady_clock::now();
  const Deadline deadline = deadline_after(1500us);
  const Deadline after = steady_clock::now();
  EXPECT_GE(deadline, before + 1500us);
  EXPECT_LE(deadline, after + 1500us);
}

TEST(Deadline, RoundsAFractionUp) {
  const Deadline before = steady_clock::now();
  const Deadline deadline = deadline_after(std::chrono::duration<double, std::nano>(0.25));
  EXPECT_GT(deadline, before);
}

TEST(Deadline, OfANegativeTimeHasPassed) {
  const Deadline negative = deadline_after(-1h);
  const Deadline zero = deadline_after(0s);
  EXPECT_LE(negative, steady_clock::now());
  EXPECT_LE(zero, steady_clock::now());
}

TEST(Deadline, BeyondTheClockNeverComes) {
  EXPECT_EQ(deadline_after(std::chrono::hours::max()), kNever);
  EXPECT_EQ(deadline_after(std::chrono::nanoseconds::max()), kNever);
  EXPECT_EQ(deadline_after(std::chrono::duration<double>(std::numeric_limits<double>::infinity())), kNever);
  EXPECT_LT(deadline_after(std::chrono::hours(24 * 365 * 100)), kNever);
}

TEST(Deadline, OfAMomentOnAnyClockIsAsFarAway) {
  const auto moment = std::chrono::system_clock::now() + 20s;
  const Deadline before = steady_clock::now();
  const Deadline deadline = deadline_at(moment);
  EXPECT_GT(deadline, before + 10s);
  EXPECT_LT(deadline, before + 30s);
  EXPECT_EQ(deadline_at(std::chrono::system_clock::now() - 1s), kNow);
  EXPECT_EQ(deadline_at(steady_clock::time_point::min()), kNow);
  EXPECT_EQ(deadline_at(steady_clock::time_point::max()), kNever);
}

TEST(Deadline, ForTheKernelIsSecondsAndTheRest) {
  const timespec time = to_timespec(Deadline(7s + 12ns));
  EXPECT_EQ(time.tv_sec, 7);
  EXPECT_EQ(time.tv_nsec, 12);
  EXPECT_EQ(to_timespec(kNow).tv_sec, 0);
  EXPECT_EQ(to_timespec(kNow).tv_nsec, 0);
}

}  // namespace
}  // namespace mp::futex
