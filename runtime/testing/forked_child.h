// Real child processes for tests: forked, killed at random moments, always reaped, never waited for without a limit.
//
// The child runs a function and ends with 0, or with 1 when a GoogleTest expectation failed in it (its text is on standard
// error). It dies with its parent, and by SIGALRM when it hangs. Fork safety: REQUIRES one thread in the parent.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <random>

namespace mp::test {

/// The limit of every wait in a test, far above what any wait needs.
inline constexpr std::chrono::seconds kPatience{60};

class ForkedChild {
 public:
  explicit ForkedChild(const std::function<void()>& body);
  /// Kills and reaps a child that was not waited for.
  ~ForkedChild();
  ForkedChild(const ForkedChild&) = delete;
  ForkedChild& operator=(const ForkedChild&) = delete;

  pid_t pid() const { return pid_; }
  /// Sends SIGKILL and reaps the child; true if that is what it died of.
  bool kill();
  /// Reaps the child: its exit code, or minus the signal that it died of.
  int wait();

 private:
  pid_t pid_;
};

/// A door between two processes: pass() waits until the other has called open(), once for each.
class Gate {
 public:
  Gate();
  ~Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  void open();
  /// Ends the process with a message after kPatience.
  void pass();

 private:
  int ends_[2];
};

/// Keeps the processor busy for a random time up to `longest`, so that what follows comes at a random moment.
void spin_at_random(std::mt19937& random, std::chrono::microseconds longest);

}  // namespace mp::test
