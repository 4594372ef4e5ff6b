#include "runtime/benchmarks/measured.h"

namespace mp::benchmarks {

std::optional<Seconds> Measured::time_of_one(const std::string& name) const {
  const auto found = times_.find(name);
  return found == times_.end() ? std::nullopt : std::optional(found->second);
}

void Recorder::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    const auto rate = run.counters.find("items_per_second");
    const bool counts = run.run_type == Run::RT_Iteration || run.aggregate_name == "median";
    if (counts && rate != run.counters.end()) measured_.add(run.run_name.function_name, 1 / rate->second.value);
  }
  ConsoleReporter::ReportRuns(runs);
}

}  // namespace mp::benchmarks
