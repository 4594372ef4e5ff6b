// Plain accesses: the functions that -fsanitize=thread calls before each of them.
//
// Each looks at the address: outside of the window it jumps on to what is behind it (behind.h), ThreadSanitizer's function of the
// same name or nothing. Jumps, not calls: ThreadSanitizer takes the return address for the place of the access, and a function
// without a frame costs a shift, a comparison and two jumps.
//
// No allocation, no exceptions, no locks of the runtime's; signal safe as far as the detector is.
#include <cstddef>
#include <cstdint>

#include "runtime/sanitizer/attached.h"
#include "runtime/sanitizer/behind.h"
#include "runtime/sanitizer/caller.h"
#include "runtime/sanitizer/interceptors/interceptors.h"

namespace race {
namespace {

[[gnu::always_inline]] inline void note(const void* address, std::size_t bytes, bool write) {
  detector().access(reinterpret_cast<std::uintptr_t>(address), bytes, {.write = write, .atomic = false}, caller_of_entry_point());
}

// What is behind an entry point does no more than that where nobody else looks at accesses.
template <class... Any>
constexpr void nothing_with(const Any&...) {}

}  // namespace
}  // namespace race

// A function of one address, and how many bytes it is about.
#define RACE_ACCESS(name, bytes, write)                                 \
  RACE_BEHIND(void, name, (void* address), race::nothing_with(address)) \
  [[gnu::noinline]] static void noted_##name(void* address) {           \
    race::note(address, bytes, write);                                  \
    [[clang::musttail]] return behind_##name(address);                  \
  }                                                                     \
  extern "C" void RACE_ENTRY_POINT(name)(void* address) {               \
    if (race::in_window(address)) [[clang::musttail]]                   \
      return noted_##name(address);                                     \
    [[clang::musttail]] return behind_##name(address);                  \
  }

RACE_ACCESS(__tsan_read1, 1, race::kRead)
RACE_ACCESS(__tsan_read2, 2, race::kRead)
RACE_ACCESS(__tsan_read4, 4, race::kRead)
RACE_ACCESS(__tsan_read8, 8, race::kRead)
RACE_ACCESS(__tsan_read16, 16, race::kRead)
RACE_ACCESS(__tsan_write1, 1, race::kWrite)
RACE_ACCESS(__tsan_write2, 2, race::kWrite)
RACE_ACCESS(__tsan_write4, 4, race::kWrite)
RACE_ACCESS(__tsan_write8, 8, race::kWrite)
RACE_ACCESS(__tsan_write16, 16, race::kWrite)
RACE_ACCESS(__tsan_unaligned_read2, 2, race::kRead)
RACE_ACCESS(__tsan_unaligned_read4, 4, race::kRead)
RACE_ACCESS(__tsan_unaligned_read8, 8, race::kRead)
RACE_ACCESS(__tsan_unaligned_read16, 16, race::kRead)
RACE_ACCESS(__tsan_unaligned_write2, 2, race::kWrite)
RACE_ACCESS(__tsan_unaligned_write4, 4, race::kWrite)
RACE_ACCESS(__tsan_unaligned_write8, 8, race::kWrite)
RACE_ACCESS(__tsan_unaligned_write16, 16, race::kWrite)
RACE_ACCESS(__tsan_vptr_read, sizeof(void*), race::kRead)

// A function of an address and something else; `bytes` may use it.
#define RACE_ACCESS_WITH(name, Type, second, bytes, write)                                   \
  RACE_BEHIND(void, name, (void* address, Type second), race::nothing_with(address, second)) \
  [[gnu::noinline]] static void noted_##name(void* address, Type second) {                   \
    race::note(address, bytes, write);                                                       \
    [[clang::musttail]] return behind_##name(address, second);                               \
  }                                                                                          \
  extern "C" void RACE_ENTRY_POINT(name)(void* address, Type second) {                       \
    if (race::in_window(address)) [[clang::musttail]]                                        \
      return noted_##name(address, second);                                                  \
    [[clang::musttail]] return behind_##name(address, second);                               \
  }

RACE_ACCESS_WITH(__tsan_read_range, std::size_t, size, size, race::kRead)
RACE_ACCESS_WITH(__tsan_write_range, std::size_t, size, size, race::kWrite)
RACE_ACCESS_WITH(__tsan_vptr_update, void*, value, sizeof value, race::kWrite)

// Copies: the compiler's calls of memcpy and memmove.
#define RACE_COPY(name, copy)                                                                           \
  RACE_BEHIND(void*, name, (void* to, const void* from, std::size_t size), return copy(to, from, size)) \
  [[gnu::noinline]] static void* noted_##name(void* to, const void* from, std::size_t size) {           \
    if (race::in_window(from)) race::note(from, size, race::kRead);                                     \
    if (race::in_window(to)) race::note(to, size, race::kWrite);                                        \
    [[clang::musttail]] return behind_##name(to, from, size);                                           \
  }                                                                                                     \
  extern "C" void* RACE_ENTRY_POINT(name)(void* to, const void* from, std::size_t size) {               \
    if (race::in_window(to) || race::in_window(from)) [[clang::musttail]]                               \
      return noted_##name(to, from, size);                                                              \
    [[clang::musttail]] return behind_##name(to, from, size);                                           \
  }

RACE_COPY(__tsan_memcpy, __builtin_memcpy)
RACE_COPY(__tsan_memmove, __builtin_memmove)

RACE_BEHIND(void*, __tsan_memset, (void* to, int value, std::size_t size), return __builtin_memset(to, value, size))
[[gnu::noinline]] static void* noted___tsan_memset(void* to, int value, std::size_t size) {
  race::note(to, size, race::kWrite);
  [[clang::musttail]] return behind___tsan_memset(to, value, size);
}
extern "C" void* RACE_ENTRY_POINT(__tsan_memset)(void* to, int value, std::size_t size) {
  if (race::in_window(to)) [[clang::musttail]]
    return noted___tsan_memset(to, value, size);
  [[clang::musttail]] return behind___tsan_memset(to, value, size);
}

// What a program tells of orders of its own making. In memory that processes share it orders them, too.
RACE_BEHIND(void, __tsan_acquire, (void* address), race::nothing_with(address))
extern "C" void RACE_ENTRY_POINT(__tsan_acquire)(void* address) {
  behind___tsan_acquire(address);
  if (race::is_shared(address)) race::acquire(address);
}

RACE_BEHIND(void, __tsan_release, (void* address), race::nothing_with(address))
extern "C" void RACE_ENTRY_POINT(__tsan_release)(void* address) {
  if (race::is_shared(address)) race::release(address);
  behind___tsan_release(address);
}
