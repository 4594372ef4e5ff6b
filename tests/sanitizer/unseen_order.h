// Forces steps of processes into an order that is none to a race detector: relaxed atomics, which order nothing.
//
//   UnseenOrder order;            // before the fork
//   order.done(1);                // in one process
//   order.wait_for(1);            // in another: goes on after done(1)
#pragma once

#include <sched.h>
#include <sys/mman.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <new>

namespace programs {

class UnseenOrder {
 public:
  UnseenOrder()
      : step_(*new(mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) std::atomic<int>(0)) {}

  void done(int step) { step_.store(step, std::memory_order_relaxed); }
  void wait_for(int step) const {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (step_.load(std::memory_order_relaxed) < step) {
      if (std::chrono::steady_clock::now() > limit) std::abort();
      sched_yield();
    }
  }

 private:
  std::atomic<int>& step_;
};

}  // namespace programs
