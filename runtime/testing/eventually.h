// Waits for what another process or thread is about to bring about, where nothing can be waited for by other means.
#pragma once

#include <chrono>
#include <thread>

#include "runtime/testing/forked_child.h"

namespace mp::test {

/// Looks again and again, at most for kPatience, whether the condition holds; true once it does.
template <class Condition>
bool eventually(Condition condition) {
  const auto limit = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > limit) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace mp::test
