#include "runtime/benchmarks/page.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sys/utsname.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "runtime/benchmarks/boost_peer.h"
#include "runtime/benchmarks/comparison.h"
#include "runtime/benchmarks/python.h"
#include "runtime/error.h"

namespace mp::benchmarks {
namespace {

constexpr char kPage[] = R"(# Speed

Written by this command, which measures both sides of each line in one run:

    bazel run -c opt //runtime:benchmarks -- --markdown docs/performance.md

Times are wall-clock times of one operation, the median of the repetitions. The goals are ours; what a run of another machine says of them counts
there.

{table}
**Measured on** {processor}, {cpus} CPUs, Linux {kernel}. Ours: {compiler}, `-c opt` (-O2). Peers: the C and C++ ones are compiled the same way
into the same program; Debian's Boost is {boost}; CPython is {python} of the same machine, with its own default start method where none is named.
)";

std::string processor() {
  std::ifstream lines("/proc/cpuinfo");
  const std::string key = "model name\t: ";
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(key)) return line.substr(key.size());
  }
  return "an unknown processor";
}

std::string kernel_release() {
  utsname system{};
  return ::uname(&system) == 0 ? system.release : "?";
}

#ifdef __clang__
constexpr char kCompiler[] = "Clang " __clang_version__;
#else
constexpr char kCompiler[] = "GCC " __VERSION__;
#endif

}  // namespace

void write_page(const std::string& path, const Measured& measured) {
  const char* const users_folder = std::getenv("BUILD_WORKING_DIRECTORY");
  const std::filesystem::path file = std::filesystem::path(users_folder == nullptr ? "" : users_folder) / path;
  std::ofstream page(file);
  page << fmt::format(kPage, fmt::arg("table", table(measured)), fmt::arg("processor", processor()),
                      fmt::arg("cpus", benchmark::CPUInfo::Get().num_cpus), fmt::arg("kernel", kernel_release()),
                      fmt::arg("compiler", kCompiler), fmt::arg("boost", boost_version()), fmt::arg("python", python_version()));
  page.close();
  if (!page) throw OSError(fmt::format("writing {}", file.string()), errno);
}

}  // namespace mp::benchmarks
