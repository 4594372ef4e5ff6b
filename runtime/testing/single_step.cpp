#include "runtime/testing/single_step.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "runtime/error.h"

namespace mp::test {

namespace {

constexpr int kNotAllowed = 77;

/// A child that stands still before the first instruction of the operation, and again after its last one.
pid_t start_traced(const std::function<void()>& operation) {
  std::fflush(nullptr);
  const pid_t child = fork();
  MP_CHECK(child >= 0);
  if (child == 0) {
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(kNotAllowed);
    ::raise(SIGSTOP);
    operation();
    ::raise(SIGSTOP);
    _exit(0);
  }
  return child;
}

/// Waits until the child stands still; the signal that stopped it, or nothing when it has ended.
std::optional<int> stopped_by(pid_t child) {
  int status = 0;
  MP_CHECK(waitpid(child, &status, 0) == child);
  return WIFSTOPPED(status) ? std::optional(WSTOPSIG(status)) : std::nullopt;
}

/// Lets the child do up to `limit` instructions; how many it did before the operation was over.
std::size_t step(pid_t child, std::size_t limit) {
  for (std::size_t done = 0; done < limit; ++done) {
    MP_CHECK(ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr) == 0);
    if (stopped_by(child) != SIGTRAP) return done;
  }
  return limit;
}

void kill_and_reap(pid_t child) {
  MP_CHECK(kill(child, SIGKILL) == 0);
  while (stopped_by(child).has_value()) {
  }
}

}  // namespace

Stepped kill_at_every_instruction(const SingleStep& test) {
  Stepped result;
  std::size_t stride = 1;
  for (std::size_t place = SIZE_MAX;; place += stride) {
    test.prepare();
    const pid_t child = start_traced(test.operation);
    if (stopped_by(child) != SIGSTOP) return result;
    result.allowed = true;
    const std::size_t done = step(child, place);
    kill_and_reap(child);
    test.check();
    if (place == SIZE_MAX) {  // the first round only counts
      result.instructions = done;
      stride = std::max<std::size_t>(1, done * done / 2 / kStepBudget);
      place = 0;
      continue;
    }
    if (done < place) return result;
    ++result.deaths;
  }
}

}  // namespace mp::test
