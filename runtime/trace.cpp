#include "runtime/trace.h"

#include <algorithm>
#include <cerrno>
#include <ctime>

#include "runtime/error.h"
#include "runtime/futex/thread_id.h"

namespace mp::trace {

std::string_view name(Kind kind) noexcept {
  switch (kind) {
    case Kind::kProcessStarted:
      return "ProcessStarted";
    case Kind::kProcessBegins:
      return "ProcessBegins";
    case Kind::kProcessEnds:
      return "ProcessEnds";
    case Kind::kProcessJoined:
      return "ProcessJoined";
    case Kind::kLockContended:
      return "LockContended";
    case Kind::kLockAcquired:
      return "LockAcquired";
    case Kind::kLockReleased:
      return "LockReleased";
    case Kind::kQueuePut:
      return "QueuePut";
    case Kind::kQueueGot:
      return "QueueGot";
    case Kind::kTaskBegins:
      return "TaskBegins";
    case Kind::kTaskEnds:
      return "TaskEnds";
  }
  return "unknown";  // read from the file of a newer program
}

void internal::tell(Kind kind, std::uint64_t object, std::int64_t number, std::string_view name) noexcept {
  const Function listener = function.load(std::memory_order_acquire);
  if (listener == nullptr) return;  // it went meanwhile
  timespec now;
  MP_CHECK(::clock_gettime(CLOCK_MONOTONIC, &now) == 0);
  Event event{.nanoseconds = static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec),
              .object = object,
              .number = number,
              .process = futex::this_process(),
              .thread = static_cast<std::uint32_t>(futex::this_thread()),
              .kind = kind};
  std::ranges::copy(name.substr(0, event.name.size()), event.name.begin());
  const int error = errno;  // of the operation that is told of
  listener(event);
  errno = error;
}

}  // namespace mp::trace
