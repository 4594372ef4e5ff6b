// The other side of a benchmark: a bare child of fork(), which does its part and ends.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include "runtime/error.h"

namespace mp::benchmarks {

class PeerProcess {
 public:
  template <class Body>
  explicit PeerProcess(Body body) : pid_(fork()) {
    MP_CHECK(pid_ >= 0);
    if (pid_ > 0) return;
    body();
    _exit(0);
  }
  /// Waits for its end.
  ~PeerProcess() { waitpid(pid_, nullptr, 0); }
  PeerProcess(const PeerProcess&) = delete;
  PeerProcess& operator=(const PeerProcess&) = delete;

 private:
  const pid_t pid_;
};

}  // namespace mp::benchmarks
