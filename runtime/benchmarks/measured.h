// What was measured in this run: for each benchmark, the wall-clock time of one operation.
//
// A benchmark says how many operations it did by SetItemsProcessed, and asks for real time; the median of its repetitions counts.
// Thread safety: none.
#pragma once

#include <benchmark/benchmark.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mp::benchmarks {

using Seconds = double;

class Measured {
 public:
  void add(const std::string& name, Seconds time_of_one) { times_[name] = time_of_one; }
  std::optional<Seconds> time_of_one(const std::string& name) const;

 private:
  std::map<std::string, Seconds> times_;
};

/// Google Benchmark's usual output, and a look at what it says.
class Recorder final : public benchmark::ConsoleReporter {
 public:
  explicit Recorder(Measured& measured) : measured_(measured) {}
  void ReportRuns(const std::vector<Run>& runs) override;

 private:
  Measured& measured_;
};

}  // namespace mp::benchmarks
