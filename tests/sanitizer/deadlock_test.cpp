// Deadlocks between processes, which hang without us: reported once, and ended with the sanitizer's exit code.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/sanitizer/run_program.h"

namespace sanitized {
namespace {

constexpr int kRunsOfEach = 5;
const Settings kForeign{.binary = "foreign_programs"};

struct Deadlock {
  const char* program;
  bool is_foreign;
  const char* headline;
  const char* orders;  // which led to it
};

class ADeadlock : public testing::TestWithParam<Deadlock> {};

TEST_P(ADeadlock, IsReportedOnceAndEnded) {
  const std::vector<Place> waits = places_marked(std::string("WAITS ") + GetParam().program);
  ASSERT_FALSE(waits.empty());
  for (const Outcome& ended : run_repeatedly(GetParam().program, kRunsOfEach, GetParam().is_foreign ? kForeign : Settings{})) {
    EXPECT_EQ(ended.exit_code, 66) << ended.log;
    EXPECT_EQ(ended.errors, "");
    const std::string headline = std::string("racelab: deadlock: ") + GetParam().headline + "\n";
    const std::size_t at = ended.log.find(headline);
    ASSERT_NE(at, std::string::npos) << ended.log;
    EXPECT_EQ(ended.log.find("racelab: deadlock:", at + 1), std::string::npos) << "it is reported twice\n" << ended.log;
    for (const Place& place : waits) {
      EXPECT_NE(ended.log.find(", at " + place + ":"), std::string::npos) << place << "\n" << ended.log;
      EXPECT_NE(ended.log.find(" " + place + ":", ended.log.find(" waits:\n")), std::string::npos) << "no stack\n" << ended.log;
    }
    EXPECT_TRUE(ended.log.ends_with(std::string("thread_reports=0") + GetParam().orders + " deadlocks=1\n")) << ended.log;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Sanitizer, ADeadlock,
    testing::Values(Deadlock{"deadlock_of_two", false, "2 threads wait for each other's locks", " lock_orders=1"},
                    Deadlock{"deadlock_of_three", false, "3 threads wait for each other's locks", " lock_orders=1"},
                    Deadlock{"posix_deadlock_with_itself", true, "a thread waits for a lock that it holds", ""},
                    Deadlock{"posix_deadlock", true, "2 threads wait for each other's locks", " lock_orders=1"},
                    Deadlock{"posix_deadlock_of_rwlocks", true, "2 threads wait for each other's locks", ""},
                    Deadlock{"posix_deadlock_with_a_spin_lock", true, "2 threads wait for each other's locks", " lock_orders=1"}),
    [](const auto& info) { return std::string(info.param.program); });

TEST(Deadlock, TellsTheLocksByTheirNames) {
  const std::string log = run("deadlock_of_two").log;
  for (const char* part :
       {"Process-1 (pid ", " waits for mp::Lock of tests/sanitizer/deadlocks.cpp:", ", which Process-2 holds, at ",
        ", which Process-1 holds, at ", "    | second.acquire();", "    | first.acquire();"}) {
    EXPECT_NE(log.find(part), std::string::npos) << part << "\n" << log;
  }
}

TEST(Deadlock, IsNoneWhereAWaitHasALimit) {
  for (const Outcome& clean : run_repeatedly("nearly_a_deadlock", kRunsOfEach)) {
    EXPECT_EQ(clean.exit_code, 0);
    EXPECT_EQ(clean.log, "racelab: total process_races=0 thread_reports=0\n");
  }
}

TEST(Deadlock, AsJson) {
  const Outcome ended = run("deadlock_of_two", {.options = "format=json"});
  const std::size_t second_line = ended.log.find('\n') + 1;
  const auto report = nlohmann::json::parse(ended.log.substr(second_line, ended.log.find('\n', second_line) - second_line));
  EXPECT_EQ(report["rule"], "racelab-deadlock");
  ASSERT_EQ(report["waits"].size(), 2U);
  std::set<std::string> places;
  for (const auto& wait : report["waits"]) {
    EXPECT_EQ(wait["lock"]["name"], "mp::Lock");
    places.insert(wait["place"]["file"].get<std::string>() + ":" + std::to_string(wait["place"]["line"].get<int>()));
  }
  const std::vector<Place> waits = places_marked("WAITS deadlock_of_two");
  EXPECT_EQ(places, std::set<std::string>(waits.begin(), waits.end()));
}

}  // namespace
}  // namespace sanitized
