#include "runtime/testing/asleep.h"

#include <sched.h>

#include <chrono>
#include <fstream>
#include <string>

#include "runtime/error.h"
#include "runtime/testing/forked_child.h"

namespace mp::test {

namespace {

/// What the kernel says of the thread under that name.
std::string status_of(pid_t thread, const std::string& key) {
  std::ifstream status("/proc/" + std::to_string(thread) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(key + ":")) return line.substr(key.size() + 1);
  }
  return "";
}

/// How often it has given up the processor to wait.
long sleeps_of(pid_t thread) {
  const std::string sleeps = status_of(thread, "voluntary_ctxt_switches");
  MP_CHECK(!sleeps.empty());
  return std::stol(sleeps);
}

template <class Condition>
void wait_until(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    MP_CHECK(std::chrono::steady_clock::now() < end);
    sched_yield();
  }
}

}  // namespace

void wait_until_asleep(pid_t thread) {
  wait_until([&] { return status_of(thread, "State").find("sleeping") != std::string::npos; });
}

void wait_for_more_sleeps(pid_t thread, int times) {
  const long wanted = sleeps_of(thread) + times;
  wait_until([&] { return sleeps_of(thread) >= wanted; });
}

}  // namespace mp::test
