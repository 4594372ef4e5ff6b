#include "runtime/sanitizer/gtest/expect_race.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <iostream>

#include "runtime/sanitizer/interface.h"

namespace race {
namespace {

constexpr int kThrew = 97;

// What the listener has to forgive: it was asked for.
unsigned long g_expected = 0;

[[noreturn]] void run_in_child(const std::function<void()>& body) {
  int code = 0;
  try {
    body();
  } catch (const std::exception& error) {
    std::cerr << "the body of a test of races has thrown: " << error.what() << '\n';
    code = kThrew;
  } catch (...) {
    code = kThrew;
  }
  std::cout.flush();
  std::fflush(nullptr);
  ::_exit(code);
}

struct Watched {
  unsigned long sightings;
  int status;
};

/// Runs the body in a child. Of its races nothing is reported where they are `expected`.
Watched watch(const std::function<void()>& body, bool expected) {
  std::cout.flush();
  std::fflush(nullptr);
  const unsigned long before = racelab_sightings();
  racelab_expect_races(expected ? 1 : 0);
  const pid_t child = ::fork();
  if (child == 0) run_in_child(body);
  int status = 0;
  while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  racelab_expect_races(0);
  const unsigned long sightings = racelab_sightings() - before;
  g_expected += sightings;
  return {sightings, child > 0 ? status : -1};
}

/// Why nothing can be said of the body; empty: it came to its end.
std::string failure_of(int status) {
  if (status == -1) return "no child could be forked for the body";
  if (WIFSIGNALED(status)) return std::string("the body was ended by a signal: ") + ::strsignal(WTERMSIG(status));
  if (WEXITSTATUS(status) == kThrew) return "the body has thrown an exception";
  if (WEXITSTATUS(status) != 0) return "the body has exited with " + std::to_string(WEXITSTATUS(status));
  return {};
}

}  // namespace

bool is_watching() { return racelab_sightings != nullptr; }

testing::AssertionResult races(const std::function<void()>& body) {
  if (!is_watching()) return testing::AssertionSuccess();
  const auto [sightings, status] = watch(body, true);
  if (const std::string failure = failure_of(status); !failure.empty()) return testing::AssertionFailure() << failure;
  if (sightings != 0) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "no race was seen: the accesses are ordered, or never made";
}

testing::AssertionResult does_not_race(const std::function<void()>& body) {
  if (!is_watching()) return testing::AssertionSuccess();
  const auto [sightings, status] = watch(body, false);
  if (sightings != 0) return testing::AssertionFailure() << "races were seen; the reports are above, or in the log";
  if (const std::string failure = failure_of(status); !failure.empty()) return testing::AssertionFailure() << failure;
  return testing::AssertionSuccess();
}

void RaceListener::OnTestStart(const testing::TestInfo& /*test*/) {
  g_expected = 0;
  if (is_watching()) before_ = racelab_sightings();
}

void RaceListener::OnTestEnd(const testing::TestInfo& test) {
  if (!is_watching()) return;
  const unsigned long seen = racelab_sightings() - before_;
  if (seen > g_expected) ADD_FAILURE() << test.name() << " has raced; the reports are above, or in the log";
}

}  // namespace race
