#include "runtime/testing/asleep.h"

#include <sched.h>

#include <chrono>
#include <fstream>
#include <string>

#include "runtime/error.h"
#include "runtime/testing/forked_child.h"

namespace mp::test {

namespace {

bool asleep(pid_t thread) {
  std::ifstream status("/proc/" + std::to_string(thread) + "/status");
  std::string line;
  while (std::getline(status, line) && !line.starts_with("State:")) continue;
  return line.find("sleeping") != std::string::npos;
}

}  // namespace

void wait_until_asleep(pid_t thread) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!asleep(thread)) {
    MP_CHECK(std::chrono::steady_clock::now() < end);
    sched_yield();
  }
}

}  // namespace mp::test
