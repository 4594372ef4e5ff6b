// For tests: an object in memory that forked children share, and children that end with the test.
#pragma once

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <new>

#include "runtime/sanitizer/system/system.h"

namespace race {

/// Zeroed memory of the family, taken for a T, as the sanitizer takes it. Lives as long as the test program.
template <class T>
T& shared_zeroed() {
  void* const memory = map_shared(sizeof(T));
  if (memory == nullptr) throw std::bad_alloc();
  return *static_cast<T*>(memory);
}

/// A child that runs `body`. The destructor kills it if it still runs, and reaps it.
class Child {
 public:
  template <class Body>
  explicit Child(Body body) : pid_(fork()) {
    if (pid_ != 0) return;
    body();
    _exit(0);
  }
  ~Child() {
    if (!reaped_) kill_and_reap();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }
  void kill() const { ::kill(pid_, SIGKILL); }
  /// The status of waitpid.
  int reap() {
    int status = 0;
    EXPECT_EQ(waitpid(pid_, &status, 0), pid_);
    reaped_ = true;
    return status;
  }
  void kill_and_reap() {
    kill();
    reap();
  }

 private:
  const pid_t pid_;
  bool reaped_ = false;
};

}  // namespace race
