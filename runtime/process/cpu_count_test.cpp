#include "runtime/process/cpu_count.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

namespace mp {
namespace {

using internal::cgroup_cpu_limit;
using internal::kNoCpuLimit;
using internal::parse_cpu_max;

TEST(CpuCount, IsAtLeastOneAndAtMostTheMachine) {
  EXPECT_GE(cpu_count(), 1U);
  EXPECT_LE(cpu_count(), std::thread::hardware_concurrency());
}

TEST(CpuCount, FollowsTheAffinityOfTheCaller) {
  unsigned seen = 0;
  bool restricted = false;
  std::thread([&] {  // the affinity belongs to a thread, so this one does not restrict the other tests
    cpu_set_t set;
    ASSERT_EQ(sched_getaffinity(0, sizeof(set), &set), 0);
    int first = 0;
    while (!CPU_ISSET(first, &set)) ++first;
    CPU_ZERO(&set);
    CPU_SET(first, &set);
    restricted = sched_setaffinity(0, sizeof(set), &set) == 0;
    seen = cpu_count();
  })
      .join();
  ASSERT_TRUE(restricted);
  EXPECT_EQ(seen, 1U);
}

TEST(CpuMax, IsRoundedUpToWholeProcessors) {
  EXPECT_EQ(parse_cpu_max("100000 100000\n"), 1U);
  EXPECT_EQ(parse_cpu_max("150000 100000\n"), 2U);
  EXPECT_EQ(parse_cpu_max("200000 100000\n"), 2U);
  EXPECT_EQ(parse_cpu_max("1000 100000\n"), 1U);
}

TEST(CpuMax, WithoutANumberThereIsNoLimit) {
  EXPECT_EQ(parse_cpu_max("max 100000\n"), kNoCpuLimit);
  EXPECT_EQ(parse_cpu_max(""), kNoCpuLimit);
  EXPECT_EQ(parse_cpu_max("100000 0\n"), kNoCpuLimit);
}

TEST(CgroupCpuLimit, IsTheSmallestOnTheWayToTheGroup) {
  const std::filesystem::path mount = std::filesystem::path(testing::TempDir()) / "cgroup";
  std::filesystem::create_directories(mount / "pod" / "job");
  std::ofstream(mount / "pod" / "cpu.max") << "300000 100000\n";
  std::ofstream(mount / "pod" / "job" / "cpu.max") << "800000 100000\n";
  EXPECT_EQ(cgroup_cpu_limit(mount, "/pod/job"), 3U);
  EXPECT_EQ(cgroup_cpu_limit(mount, "/pod"), 3U);
  EXPECT_EQ(cgroup_cpu_limit(mount, "/"), kNoCpuLimit);
  EXPECT_EQ(cgroup_cpu_limit(mount, "/other"), kNoCpuLimit);
  std::ofstream(mount / "cpu.max") << "100000 100000\n";
  EXPECT_EQ(cgroup_cpu_limit(mount, "/pod/job"), 1U);
}

}  // namespace
}  // namespace mp
