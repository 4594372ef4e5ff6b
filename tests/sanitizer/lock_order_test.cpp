// Orders of locks by which processes may come to wait for each other: reported in a run in which they do not.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/sanitizer/run_program.h"

namespace sanitized {
namespace {

constexpr int kRunsOfEach = 5;

struct Inverted {
  const char* program;
  bool is_foreign;
  int orders;
};

Settings settings_of(bool is_foreign) { return is_foreign ? Settings{.binary = "foreign_programs"} : Settings{}; }

class InvertedOrders : public testing::TestWithParam<Inverted> {};

TEST_P(InvertedOrders, AreReportedOnceInEachRun) {
  const std::vector<Place> lines = places_marked(std::string("ORDER ") + GetParam().program);
  ASSERT_FALSE(lines.empty());
  for (const Outcome& ended : run_repeatedly(GetParam().program, kRunsOfEach, settings_of(GetParam().is_foreign))) {
    EXPECT_EQ(ended.exit_code, 66) << ended.log;
    EXPECT_EQ(ended.errors, "");
    const std::string headline = "racelab: lock-order inversion: " + std::to_string(GetParam().orders) + " orders of locks";
    EXPECT_NE(ended.log.find(headline), std::string::npos) << ended.log;
    for (const Place& line : lines)
      EXPECT_NE(ended.log.find(" at " + line + ":"), std::string::npos) << line << '\n' << ended.log;
    EXPECT_TRUE(ended.log.ends_with("racelab: total process_races=0 thread_reports=0 lock_orders=1\n")) << ended.log;
  }
}

INSTANTIATE_TEST_SUITE_P(Sanitizer, InvertedOrders,
                         testing::Values(Inverted{"orders_inverted", false, 2}, Inverted{"orders_of_three", false, 3},
                                         Inverted{"posix_orders_inverted", true, 2},
Inverted{"posix_orders_of_other_locks", true, 2}),
                         [](const auto& info) { return std::string(info.param.program); });

class HarmlessOrders : public testing::TestWithParam<const char*> {};

TEST_P(HarmlessOrders, AreNotReported) {
  for (const Outcome& clean : run_repeatedly(GetParam(), kRunsOfEach)) {
    EXPECT_EQ(clean.exit_code, 0);
    EXPECT_EQ(clean.errors, "");
    EXPECT_EQ(clean.log, "racelab: total process_races=0 thread_reports=0\n");
  }
}

INSTANTIATE_TEST_SUITE_P(Sanitizer, HarmlessOrders,
                         testing::Values("orders_alike", "orders_behind_a_gate", "orders_by_trying", "orders_of_one_process",
                                         "orders_of_other_locks"),
                         [](const auto& info) { return std::string(info.param); });

TEST(LockOrders, TellTheLocksByTheirNames) {
  const std::string log = run("orders_inverted").log;
  for (const char* part : {"Process-2 (pid ", "Process-1 (pid ", " takes mp::Lock of tests/sanitizer/lock_orders.cpp:",
                           ", holding mp::Lock of tests/sanitizer/lock_orders.cpp:", "    | first.acquire();",
                           "let all take these locks in one order\n"}) {
    EXPECT_NE(log.find(part), std::string::npos) << part << '\n' << log;
  }
}

TEST(LockOrders, AsJson) {
  const Outcome ended = run("orders_inverted", {.options = "format=json"});
  const auto report = nlohmann::json::parse(ended.log.substr(0, ended.log.find('\n')));
  EXPECT_EQ(report["rule"], "racelab-lock-order");
  ASSERT_EQ(report["orders"].size(), 2U);
  std::set<std::string> places;
  for (const auto& order : report["orders"]) {
    EXPECT_EQ(order["lock"]["name"], "mp::Lock");
    EXPECT_EQ(order["holding"]["name"], "mp::Lock");
    places.insert(order["place"]["file"].get<std::string>() + ":" + std::to_string(order["place"]["line"].get<int>()));
  }
  const std::vector<Place> lines = places_marked("ORDER orders_inverted");
  EXPECT_EQ(places, std::set<std::string>(lines.begin(), lines.end()));
}

}  // namespace
}  // namespace sanitized
