// The benchmark runs to its end and measures each of its cases. How fast they are is no matter of a test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Gt;

TEST(KernelBenchmark, MeasuresEveryCase) {
  const std::string command =
      "runtime/kernel_benchmark --benchmark_min_time=0.001 --benchmark_filter='/1000/' --benchmark_format=json 2>/dev/null";
  FILE* const output = ::popen(command.c_str(), "r");
  std::string text;
  std::array<char, 4096> chunk;
  while (std::fgets(chunk.data(), chunk.size(), output) != nullptr) text += chunk.data();
  ASSERT_EQ(::pclose(output), 0);
  std::vector<std::string> names;
  std::vector<double> times;
  const nlohmann::json report = nlohmann::json::parse(text);
  for (const nlohmann::json& run : report.at("benchmarks")) {
    names.push_back(run.at("name"));
    times.push_back(run.at("real_time"));
  }
  EXPECT_THAT(names, ElementsAre("gil_off/normal/1000/real_time", "gil_off/two_threads/1000/real_time",
                                 "gil_off/two_processes/1000/real_time", "gil_on/normal/1000/real_time",
                                 "gil_on/two_threads/1000/real_time", "gil_on/two_processes/1000/real_time"));
  EXPECT_THAT(times, Each(Gt(0)));
}

}  // namespace
