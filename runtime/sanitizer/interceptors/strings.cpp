// Functions of the C library that write or read memory which the compiler's entry points do not see: copies that libraries make,
// and strings that are copied, compared or printed into memory that processes share. Each is an access to all the bytes that it
// touches.
//
// Outside of that memory each jumps on to what is behind it. Not all of C's functions are here: of those that are not, an access
// is missed, and none invented.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <algorithm>

#include "runtime/sanitizer/interceptors/interceptors.h"

extern "C" {
void* __interceptor_memcpy(void* to, const void* from, size_t size);
void* __interceptor_memmove(void* to, const void* from, size_t size);
void* __interceptor_memset(void* to, int value, size_t size);
int __interceptor_memcmp(const void* one, const void* other, size_t size);
size_t __interceptor_strlen(const char* text);
size_t __interceptor_strnlen(const char* text, size_t size);
int __interceptor_strcmp(const char* one, const char* other);
int __interceptor_strncmp(const char* one, const char* other, size_t size);
char* __interceptor_strcpy(char* to, const char* from);
char* __interceptor_strncpy(char* to, const char* from, size_t size);
int __interceptor_vsnprintf(char* to, size_t size, const char* format, va_list arguments);
int __interceptor_vsprintf(char* to, const char* format, va_list arguments);
}

namespace race {
namespace {

// The lengths are of strings that another process may change meanwhile: a number too many is an access that was made, too.
size_t bytes_of(const char* text) { return __interceptor_strlen(text) + 1; }
size_t bytes_of(const char* text, size_t most) { return std::min(__interceptor_strnlen(text, most) + 1, most); }

void note_copy(void* to, const void* from, size_t size, Caller caller) {
  note_access(from, size, kRead, caller);
  note_access(to, size, kWrite, caller);
}

bool any_in_window(const void* one, const void* other) { return in_window(one) || in_window(other); }

void note_printed(const char* to, size_t size, int length, Caller caller) {
  if (length < 0 || size == 0) return;
  note_access(to, std::min(static_cast<size_t>(length) + 1, size), kWrite, caller);
}

}  // namespace
}  // namespace race

// `touches`: whether the call may touch the memory that is looked at; `noted`: what it does there.
#define RACE_TOUCH(Result, name, touches, noted, parameters, arguments) \
  [[gnu::noinline]] static Result noted_##name parameters noexcept {    \
    const race::Caller caller = race::caller_of_entry_point();          \
    noted;                                                              \
    return __interceptor_##name arguments;                              \
  }                                                                     \
  extern "C" Result name parameters noexcept {                          \
    if (touches) return noted_##name arguments;                         \
    return __interceptor_##name arguments;                              \
  }

#define RACE_COPIES(name)                                                                         \
  RACE_TOUCH(void*, name, race::any_in_window(to, from), race::note_copy(to, from, size, caller), \
             (void* to, const void* from, size_t size), (to, from, size))

RACE_COPIES(memcpy)
RACE_COPIES(memmove)
RACE_TOUCH(void*, memset, race::in_window(to), race::note_access(to, size, race::kWrite, caller),
           (void* to, int value, size_t size), (to, value, size))

RACE_TOUCH(char*, strcpy, race::any_in_window(to, from), race::note_copy(to, from, race::bytes_of(from), caller),
           (char* to, const char* from), (to, from))
// Fills with zeros what the string does not.
RACE_TOUCH(char*, strncpy, race::any_in_window(to, from),
           (race::note_access(from, race::bytes_of(from, size), race::kRead, caller),
            race::note_access(to, size, race::kWrite, caller)),
           (char* to, const char* from, size_t size), (to, from, size))

#define RACE_COMPARES(name, bytes_one, bytes_other, parameters, arguments)                                                  \
  RACE_TOUCH(                                                                                                               \
      int, name, race::any_in_window(one, other),                                                                           \
      (race::note_access(one, bytes_one, race::kRead, caller), race::note_access(other, bytes_other, race::kRead, caller)), \
      parameters, arguments)

RACE_COMPARES(memcmp, size, size, (const void* one, const void* other, size_t size), (one, other, size))
RACE_COMPARES(strcmp, race::bytes_of(one), race::bytes_of(other), (const char* one, const char* other), (one, other))
RACE_COMPARES(strncmp, race::bytes_of(one, size), race::bytes_of(other, size), (const char* one, const char* other, size_t size),
              (one, other, size))
RACE_TOUCH(size_t, strlen, race::in_window(text), race::note_access(text, race::bytes_of(text), race::kRead, caller),
           (const char* text), (text))
RACE_TOUCH(size_t, strnlen, race::in_window(text), race::note_access(text, race::bytes_of(text, size), race::kRead, caller),
           (const char* text, size_t size), (text, size))

// By those above.
extern "C" char* stpcpy(char* to, const char* from) noexcept {
  strcpy(to, from);
  return to + __interceptor_strlen(to);
}
extern "C" char* strcat(char* to, const char* from) noexcept {
  strcpy(to + strlen(to), from);
  return to;
}
extern "C" char* strncat(char* to, const char* from, size_t size) noexcept {
  char* const end = to + strlen(to);
  const size_t length = strnlen(from, size);
  memcpy(end, from, length);
  end[length] = '\0';
  return to;
}

namespace race {
namespace {

/// `size` is SIZE_MAX where the caller knows no limit.
int print(char* to, size_t size, const char* format, va_list arguments, Caller caller) {
  const ProgramFrame frame(caller);
  const int length =
      size == SIZE_MAX ? __interceptor_vsprintf(to, format, arguments) : __interceptor_vsnprintf(to, size, format, arguments);
  note_printed(to, size, length, caller);
  return length;
}

}  // namespace
}  // namespace race

extern "C" int vsnprintf(char* to, size_t size, const char* format, va_list arguments) noexcept {
  return race::print(to, size, format, arguments, race::caller_of_entry_point());
}
extern "C" int vsprintf(char* to, const char* format, va_list arguments) noexcept {
  return race::print(to, SIZE_MAX, format, arguments, race::caller_of_entry_point());
}
extern "C" int snprintf(char* to, size_t size, const char* format, ...) noexcept {
  va_list arguments;
  va_start(arguments, format);
  const int length = race::print(to, size, format, arguments, race::caller_of_entry_point());
  va_end(arguments);
  return length;
}
extern "C" int sprintf(char* to, const char* format, ...) noexcept {
  va_list arguments;
  va_start(arguments, format);
  const int length = race::print(to, SIZE_MAX, format, arguments, race::caller_of_entry_point());
  va_end(arguments);
  return length;
}
