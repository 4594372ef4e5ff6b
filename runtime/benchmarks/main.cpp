// Every speed that we speak of, measured in one run: our operations, and the peers that do the same.
//   bazel run -c opt //runtime:benchmarks                                       a table at the end
//   bazel run -c opt //runtime:benchmarks -- --markdown docs/performance.md     the same as the page in docs
// All that Google Benchmark understands may follow. Speeds in another build than -c opt say nothing.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "runtime/benchmarks/comparison.h"
#include "runtime/benchmarks/measured.h"
#include "runtime/benchmarks/page.h"
#include "runtime/benchmarks/python.h"
#include "runtime/process/runtime.h"

namespace {

/// Our defaults first, so that what the user says after them counts.
void initialize_benchmark(char* program, int repetitions, const std::vector<std::string>& of_the_user) {
  std::vector<std::string> words{fmt::format("--benchmark_repetitions={}", repetitions),
                                 "--benchmark_report_aggregates_only=true"};
  words.insert(words.end(), of_the_user.begin(), of_the_user.end());
  std::vector<char*> arguments{program};  // which the library keeps, and nothing else
  for (std::string& word : words) arguments.push_back(word.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) throw CLI::ValidationError("an unknown option");
}

int run(int argc, char** argv) {
  CLI::App app("Measures the runtime beside its peers, and prints the ratios.");
  int repetitions = 5;
  std::string page;
  app.add_option("--repetitions", repetitions, "of each benchmark; the median counts")->check(CLI::PositiveNumber);
  app.add_option("--markdown", page, "the file to write the page to");
  app.allow_extras();
  try {
    app.parse(argc, argv);
    initialize_benchmark(argv[0], repetitions, app.remaining());
  } catch (const CLI::Error& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  mp::benchmarks::Measured measured;
  mp::benchmarks::Recorder recorder(measured);
  benchmark::RunSpecifiedBenchmarks(&recorder);
  mp::benchmarks::measure_python(repetitions, measured);
  std::cout << '\n' << mp::benchmarks::table(measured);
  if (!page.empty()) mp::benchmarks::write_page(page, measured);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const mp::Runtime runtime(argc, argv);
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "benchmarks: " << error.what() << '\n';
    return 1;
  }
}
