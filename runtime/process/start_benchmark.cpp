// What it costs to start a process that does nothing and to wait for its end, beside the system calls that are under it.
//   bazel run -c opt //runtime/process:start_benchmark
// Each line has its ratio to fork and waitpid. CPython's times are printed last, for the methods that both have.
#include <benchmark/benchmark.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "runtime/process/process.h"
#include "runtime/process/runtime.h"
#include "runtime/process/start_method.h"

namespace {

using Clock = std::chrono::steady_clock;

double fork_seconds = 0;  // of one fork and waitpid

template <class Start>
void measure(benchmark::State& state, Start start) {
  const auto begin = Clock::now();
  for (auto _ : state) start();
  const std::chrono::duration<double> all = Clock::now() - begin;
  const double each = all.count() / static_cast<double>(state.iterations());
  if (fork_seconds == 0) fork_seconds = each;
  state.counters["times_fork"] = each / fork_seconds;
}

void fork_and_waitpid() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
}

void start_and_join(mp::Context context) {
  mp::Process process = context.Process([] {});
  process.start();
  process.join();
}

/// The script gets the method's name as its argument.
constexpr const char* kPython = R"(python3 -c '
import multiprocessing, sys, time
if __name__ == "__main__":
    method = multiprocessing.get_context(sys.argv[1])
    rounds = 20
    begin = time.perf_counter()
    for _ in range(rounds):
        process = method.Process(target=time.sleep, args=(0,))
        process.start()
        process.join()
    print(f"CPython {sys.version.split()[0]:8} {sys.argv[1]:10} {(time.perf_counter() - begin) / rounds * 1e6:10.0f} us")
' )";

}  // namespace

int main(int argc, char** argv) {
  const mp::Runtime runtime(argc, argv);
  benchmark::Initialize(&argc, argv);
  const auto add = [](const std::string& name, auto start) {
    benchmark::RegisterBenchmark(name.c_str(), [start](benchmark::State& state) { measure(state, start); })
        ->UseRealTime()
        ->Unit(benchmark::kMicrosecond);
  };
  add("fork_and_waitpid", fork_and_waitpid);  // first: the others compare themselves with it
  for (const std::string& method : mp::get_all_start_methods()) {
    add("mp::Process/" + method, [context = mp::get_context(method)] { start_and_join(context); });
  }
  benchmark::RunSpecifiedBenchmarks();
  std::fflush(stdout);
  for (const std::string& method : mp::get_all_start_methods()) {
    if (std::system((kPython + method).c_str()) != 0) std::puts("CPython: there is no python3");
  }
}
