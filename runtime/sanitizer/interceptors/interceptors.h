// What the interceptors have in common: functions of libc and POSIX that order processes, or make memory that they share.
//
// Our X is a strong symbol of the program, so it, and every library, calls ours, which calls what is behind it as
// __interceptor_X: ThreadSanitizer's, whose own X is weak, or libc's (behind.h). Before the plug is in, ours only pass on.
#pragma once

#include "runtime/sanitizer/attached.h"
#include "runtime/sanitizer/caller.h"
#include "runtime/sanitizer/family/keys.h"

namespace race {

inline std::uintptr_t address_of(const volatile void* object) { return reinterpret_cast<std::uintptr_t>(object); }

/// Whether the object is the program's, in memory that processes share.
inline bool is_shared(const volatile void* object) {
  return g_detector != nullptr && in_window(object) && detector().shadow().marked(address_of(object)) != 0;
}

inline constexpr bool kRead = false;
inline constexpr bool kWrite = true;

/// A call reads or writes the program's memory: an access as any other.
inline void note_access(const void* begin, std::size_t bytes, bool write, Caller caller) {
  if (g_detector == nullptr || bytes == 0 || !in_window(begin)) return;
  detector().access(address_of(begin), bytes, {.write = write, .atomic = false}, caller);
}

}  // namespace race
