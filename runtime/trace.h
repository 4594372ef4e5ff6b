// What the runtime does, as a stream of plain events: for timelines of processes, locks, queues and tasks.
//
//   const int file = ::open("trace.bin", O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);                  // global
//   mp::set_trace([](const mp::trace::Event& event) noexcept { static_cast<void>(::write(file, &event, sizeof event)); });
//   ...                                             // this process, and all that are forked from now on, write into one file
//   mp::set_trace(nullptr);
//
//   std::vector<mp::trace::Event> events = ...;     // read from the file, in this program or another
//   std::ranges::sort(events, {}, &mp::trace::Event::nanoseconds);
//   for (const auto& e : events) fmt::print("{} {} {} {:x}\n", e.nanoseconds, e.process, name(e.kind), e.object);
//
// An event is told by the thread that does it, while it still holds what it tells of: all events of one lock are in the order of
// their times, over all processes; and so a put comes before the get of its item, and a task's end before its result is seen.
// Without a function, an event costs one load and one branch. Thread safety: set_trace may be called at any time; a thread in the
// middle of an event may call the function that was there before once more. The function is called by any thread, in the middle
// of the runtime's operations: it uses nothing of the runtime's. Fork safety: a forked child has its parent's function, a spawned
// process has none. Kill safety: a process that is killed leaves a stream without ends for what it was in.
// The lock of a Value, an Array or a Condition is a lock like any other; a SharedMutex tells of the seats that are taken in it.
// hooks.h is for those who must see every access in the very order of the memory; this is for those who draw.
#pragma once

#include <sys/types.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace mp {
namespace trace {

enum class Kind : std::uint16_t {
  kProcessStarted = 1,  ///< told by the parent; object: the child's pid; name: the child's
  kProcessBegins,       ///< told by the child, as the next; object: its own pid; name: its own
  kProcessEnds,         ///< the same; number: its exitcode
  kProcessJoined,       ///< told by the parent; object: the child's pid; number: its exitcode; name: the child's
  kLockContended,       ///< the thread is about to wait for the lock `object`
  kLockAcquired,        ///< not told of further acquires by its holder
  kLockReleased,
  kQueuePut,    ///< object: the queue; number: the bytes of the item
  kQueueGot,    ///< the same
  kTaskBegins,  ///< told by the worker of a pool; object: where the task is kept; number: the task's, counted by its pool
  kTaskEnds,    ///< the same
};

/// The word for it: "LockAcquired".
std::string_view name(Kind kind) noexcept;

/// 64 bytes without pointers to private memory: it may be written to a file or a pipe as it is.
struct Event {
  std::uint64_t nanoseconds = 0;  ///< of CLOCK_MONOTONIC, which all processes of the machine share
  std::uint64_t object = 0;       ///< mostly an address in the family's shared memory, the same in all its processes
  std::int64_t number = 0;
  pid_t process = 0;
  std::uint32_t thread = 0;  ///< the kernel's number
  Kind kind{};
  std::array<char, 30> name{};  ///< cut if it is longer; without a zero at its end then
};
static_assert(std::is_trivially_copyable_v<Event> && sizeof(Event) == 64);

using Function = void (*)(const Event&) noexcept;

namespace internal {
inline constinit std::atomic<Function> function = nullptr;
void tell(Kind kind, std::uint64_t object, std::int64_t number, std::string_view name) noexcept;
}  // namespace internal

/// Whether anybody listens.
inline bool is_on() noexcept { return internal::function.load(std::memory_order_relaxed) != nullptr; }

inline void tell(Kind kind, const void* object, std::int64_t number = 0) noexcept {
  if (is_on()) [[unlikely]] {
    internal::tell(kind, reinterpret_cast<std::uintptr_t>(object), number, {});
  }
}
inline void tell_of_process(Kind kind, pid_t process, std::int64_t number, std::string_view name) noexcept {
  if (is_on()) [[unlikely]] {
    internal::tell(kind, static_cast<std::uint64_t>(process), number, name);
  }
}

}  // namespace trace

/// From now on `function` hears every event of this process; nullptr ends it.
inline void set_trace(trace::Function function) noexcept { trace::internal::function.store(function, std::memory_order_release); }

}  // namespace mp
