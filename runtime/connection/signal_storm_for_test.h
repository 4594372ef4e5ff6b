// Signals that come all the time, for tests that a blocking call does not notice them.
//
// While one lives, an interval timer interrupts this process every 100 us; the handler lets system calls fail with EINTR, as no
// SA_RESTART is set. Forked children have no timer.
#pragma once

#include <signal.h>
#include <sys/time.h>

#include <atomic>
#include <thread>

namespace mp::test {

class SignalStorm {
 public:
  SignalStorm() {
    count = 0;
    struct sigaction action{};
    action.sa_handler = [](int) { ++count; };
    ::sigaction(SIGALRM, &action, &before_);
    const itimerval often{.it_interval = {0, 100}, .it_value = {0, 100}};
    ::setitimer(ITIMER_REAL, &often, nullptr);
  }
  ~SignalStorm() {
    const itimerval off{};
    ::setitimer(ITIMER_REAL, &off, nullptr);
    ::sigaction(SIGALRM, &before_, nullptr);
  }
  SignalStorm(const SignalStorm&) = delete;
  SignalStorm& operator=(const SignalStorm&) = delete;

  /// Waits until `signals` more have come.
  static void pass(int signals) {
    const int until = count + signals;
    while (count < until) std::this_thread::yield();
  }

  static inline std::atomic<int> count = 0;

 private:
  struct sigaction before_;
};

}  // namespace mp::test
