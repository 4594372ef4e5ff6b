// Another thread for a moment, to which this thread's locks are somebody else's.
#pragma once

#include <thread>

namespace mp::test {

/// Runs `body` in a new thread and waits for its end.
template <class Body>
void elsewhere(Body body) {
  std::thread(body).join();
}

}  // namespace mp::test
