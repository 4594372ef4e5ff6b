// Whether processes are left that nobody has for a child: those that were forked after this object was made, and their children.
//
// Each of them has the writing end of a pipe, if it does not close it, and the kernel takes it away at its death: no process can
// forget to report, and no number of a process is used again. Thread safety: none; used by the thread that made it.
#pragma once

#include <chrono>

namespace mp::test {

class Survivors {
 public:
  Survivors();
  ~Survivors();
  Survivors(const Survivors&) = delete;
  Survivors& operator=(const Survivors&) = delete;

  /// Waits until none is left, at most that long; true if none is. The caller's later children are not counted.
  bool none_after(std::chrono::milliseconds patience);

 private:
  int reading_;
  int writing_;
};

}  // namespace mp::test
