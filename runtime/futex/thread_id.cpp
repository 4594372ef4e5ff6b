#include "runtime/futex/thread_id.h"

#include <pthread.h>
#include <unistd.h>

#include "runtime/error.h"

namespace mp::futex::internal {

ThreadId ask_kernel_for_thread_id() noexcept {
  // Nothing is cached before this line was passed, so no fork can come before the handler.
  static const int registered = pthread_atfork(nullptr, nullptr, [] { cached_id = ThreadId::kNobody; });
  MP_CHECK(registered == 0);
  return cached_id = static_cast<ThreadId>(gettid());
}

}  // namespace mp::futex::internal
