// The benchmarks run to their end and measure both sides of every comparison, and docs/performance.md speaks of the same ones.
// How fast they are is no matter of a test.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "runtime/benchmarks/comparison.h"

namespace mp::benchmarks {
namespace {

#if __has_include(<boost/interprocess/ipc/message_queue.hpp>)
constexpr bool kBoostIsMissing = false;
#else
constexpr bool kBoostIsMissing = true;
#endif

std::string output_of(const std::string& command) {
  FILE* const output = ::popen(command.c_str(), "r");
  std::string text;
  std::array<char, 4096> piece;
  while (std::fgets(piece.data(), piece.size(), output) != nullptr) text += piece.data();
  EXPECT_EQ(::pclose(output), 0) << text;
  return text;
}

TEST(Benchmarks, MeasureBothSidesOfEveryComparison) {
  const std::string output =
      output_of("runtime/benchmarks/benchmarks --repetitions 1 --benchmark_min_time=0.001 --benchmark_color=false 2>&1");
  std::istringstream lines(output);
  std::size_t measured = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| ") || line.starts_with("| operation")) continue;
    const bool has_no_peer = kBoostIsMissing && line.find("Boost") != std::string::npos;
    EXPECT_EQ(line.ends_with("| not measured |"), has_no_peer) << line;
    ++measured;
  }
  EXPECT_EQ(measured, comparisons().size()) << output;
}

TEST(Benchmarks, AreThoseOfThePage) {
  std::ifstream page("docs/performance.md");
  std::stringstream text;
  text << page.rdbuf();
  for (const Comparison& each : comparisons()) {
    EXPECT_NE(text.str().find("| " + std::string(each.ours) + " |"), std::string::npos) << each.ours;
    EXPECT_NE(text.str().find("| " + std::string(each.peer) + " |"), std::string::npos) << each.peer;
  }
}

}  // namespace
}  // namespace mp::benchmarks
