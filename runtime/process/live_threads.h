// The objects of mp::Thread whose threads run in this process.
//
// Thread safety: every function may be called from any thread. Where it lives: private memory. Fork safety: a forked child begins
// with none; the thread that called fork is its main thread.
#pragma once

#include <string>
#include <vector>

namespace mp::internal {

/// The calling thread is one of them as long as the object lives. `name` lives as long.
class LiveThread {
 public:
  explicit LiveThread(const std::string& name);
  ~LiveThread();
  LiveThread(const LiveThread&) = delete;
  LiveThread& operator=(const LiveThread&) = delete;
};

/// The names of all but the calling thread, at this moment.
std::vector<std::string> other_live_threads();

}  // namespace mp::internal
