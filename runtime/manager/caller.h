// The client for which this thread of a manager's server runs a method: who it is, and whether it still waits for the answer.
//
// A method that waits does it by wait_for_change(), which looks kLongestLook apart whether the client has gone or the server is
// to end; then the wait ends by CallerGone, which no client sees. A client is a thread of a process: it is what owns a lock.
// Thread safety: each thread of the server has its own. Where it lives: private memory of the server.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>

#include "runtime/futex/deadline.h"
#include "runtime/manager/request.h"

namespace mp::manager {

enum class CallerId : std::uint64_t {};

class CallerGone : public std::exception {
 public:
  const char* what() const noexcept override { return "the client has gone, or the server ends"; }
};

class Caller {
 public:
  virtual ~Caller() = default;
  virtual CallerId id() const = 0;
  virtual bool gone() const = 0;
  /// Its answer holds a proxy of this object.
  virtual void keep_until_next_request(ObjectId object) = 0;
};

/// Set by the server around each call; nullptr outside of a server.
inline thread_local Caller* this_caller = nullptr;

inline constexpr std::chrono::milliseconds kLongestLook{50};

/// Waits until `ready()`, at most until `deadline`; false if that has passed. Throws CallerGone. REQUIRES: `lock` is held, and a
/// method is running for a client.
template <class Ready>
bool wait_for_change(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, futex::Deadline deadline,
                     Ready ready) {
  while (!ready()) {
    if (this_caller->gone()) throw CallerGone();
    const futex::Deadline now = futex::Deadline::clock::now();
    if (now >= deadline) return false;
    changed.wait_until(lock, std::min(deadline, now + kLongestLook));
  }
  return true;
}

}  // namespace mp::manager
