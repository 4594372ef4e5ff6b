#include "runtime/futex/thread_id.h"

#include <pthread.h>
#include <unistd.h>

#include "runtime/error.h"

namespace mp::futex::internal {

namespace {

// Before main, where nothing forks yet; at the first call, a fork of another thread could come while this one registers.
const int registered = pthread_atfork(nullptr, nullptr, [] {
  cached_id = ThreadId::kNobody;
  cached_process.store(0, std::memory_order_relaxed);
});

}  // namespace

ThreadId ask_kernel_for_thread_id() noexcept {
  MP_CHECK(registered == 0);
  return cached_id = static_cast<ThreadId>(gettid());
}

pid_t ask_kernel_for_process_id() noexcept {
  MP_CHECK(registered == 0);
  const pid_t id = getpid();
  cached_process.store(id, std::memory_order_relaxed);
  return id;
}

}  // namespace mp::futex::internal
