#include "samples/measurement.h"

#include <gtest/gtest.h>

namespace samples {
namespace {

TEST(Measurement, CountsReportsOfProcessesAndOfThreads) {
  EXPECT_EQ(race_reports_in("racelab: total process_races=2 thread_reports=0\n"), 2);
  EXPECT_EQ(race_reports_in("a report\nracelab: total process_races=2 thread_reports=3\n"), 5);
  EXPECT_EQ(race_reports_in("racelab: total process_races=0 thread_reports=0\n"), 0);
}

TEST(Measurement, AnIncompleteLogCountsNothing) {
  EXPECT_EQ(race_reports_in(""), std::nullopt);
  EXPECT_EQ(race_reports_in("racelab: race between processes on ...\n"), std::nullopt);
  EXPECT_EQ(race_reports_in("racelab: total process_races=2"), std::nullopt);
  EXPECT_EQ(race_reports_in("racelab: total process_races=x thread_reports=0\n"), std::nullopt);
}

}  // namespace
}  // namespace samples
