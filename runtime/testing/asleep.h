// Tells when another thread or process has fallen asleep, so that a test forces an order without sleeping itself.
//
//   test::ForkedChild waiter([&] { running.open(); event.wait(); });
//   running.pass();
//   test::wait_until_asleep(waiter.pid());       // it is in event.wait() now
//
// REQUIRES: between the gate and the call of interest nothing else sleeps. Whoever looks again from time to time may be awake
// for an instant after that.
#pragma once

#include <sys/types.h>

namespace mp::test {

/// Returns once the kernel says that the thread sleeps. Ends the process with a message after kPatience.
void wait_until_asleep(pid_t thread);

/// Returns once the thread has fallen asleep so many times more: it was awake in between, and looked again. Ends the process as
/// above.
void wait_for_more_sleeps(pid_t thread, int times);

}  // namespace mp::test
