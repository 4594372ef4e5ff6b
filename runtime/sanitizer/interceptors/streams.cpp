// C's streams: what is printed into a pipe or a connection, and read out of one. libc reads and writes there by itself, so the
// interceptors of read and write do not hear of it.
//
// Who reads from a stream has received what was sent there until then; whoever prints sends what was done before the call.
// Bytes that stay in the buffer are sent when it is flushed, with what was done until then: by fflush and fclose, by a later
// call, or when the process ends. So a call may tell more than it sends, which may hide a race, and never less.
//
// One character at a time costs no more than a look at the buffer, until it has to be filled or emptied.
// These calls read and write the program's memory, too: what fread, fgets, fwrite, fputs and puts do to shared memory is seen.
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include <atomic>

#include "runtime/sanitizer/interceptors/interceptors.h"
#include "runtime/sanitizer/interceptors/messages.h"
#include "runtime/sanitizer/system/next_function.h"

extern "C" size_t __interceptor_strlen(const char* text);

namespace race {
namespace {

int descriptor_of(FILE* stream) {
  const int error = errno;
  const int descriptor = fileno(stream);
  errno = error;
  return descriptor;
}

/// What stands for the places that this process has printed to. Private; a forked child has its parent's.
class PrintedTo {
 public:
  /// Of more than fit, the last are not remembered.
  void note(std::uintptr_t key) {
    for (std::atomic<std::uintptr_t>& place : keys_) {
      std::uintptr_t there = 0;
      if (place.load(std::memory_order_relaxed) == key || place.compare_exchange_strong(there, key) || there == key) return;
    }
  }
  /// All that is in their buffers may be sent now.
  void send() const {
    for (const std::atomic<std::uintptr_t>& place : keys_) {
      if (const std::uintptr_t key = place.load(std::memory_order_relaxed)) release_key(key);
    }
  }

 private:
  std::atomic<std::uintptr_t> keys_[32];
};

constinit PrintedTo g_printed_to{};

void prints(FILE* stream) {
  if (g_detector == nullptr) return;
  if (const std::uintptr_t key = sends(descriptor_of(stream))) g_printed_to.note(key);
}

void reads(FILE* stream) {
  if (g_detector != nullptr) receives(descriptor_of(stream));
}

void has_read(FILE* stream) {
  if (g_detector != nullptr) received(descriptor_of(stream), feof_unlocked(stream) != 0 ? 0 : 1);
}

bool has_room(const FILE* stream) { return stream->_IO_write_ptr < stream->_IO_write_end; }
bool has_something(const FILE* stream) { return stream->_IO_read_ptr < stream->_IO_read_end; }

// What is in buffers is written once all of the program has run.
[[gnu::destructor(101)]] void flush_at_the_end() {
  if (g_detector != nullptr) g_printed_to.send();
}

}  // namespace
}  // namespace race

// Ours are called stream_X here: the headers make other names of some.
#define RACE_STREAM(Result, name, parameters)                \
  extern "C" Result __interceptor_##name parameters;         \
  extern "C" Result stream_##name parameters __asm__(#name); \
  extern "C" Result stream_##name parameters

// Of these, nobody but libc is behind us.
#define RACE_STREAM_OF_LIBC(Result, name, parameters)        \
  RACE_FIND(name, Result parameters)                         \
  extern "C" Result stream_##name parameters __asm__(#name); \
  extern "C" Result stream_##name parameters

// Blocks and lines.

RACE_STREAM(size_t, fread, (void* to, size_t size, size_t count, FILE* stream)) {
  const race::Caller caller = race::caller_of_entry_point();
  const race::ProgramFrame frame(caller);
  race::reads(stream);
  const size_t got = __interceptor_fread(to, size, count, stream);
  race::has_read(stream);
  race::note_access(to, size * got, race::kWrite, caller);
  return got;
}

RACE_STREAM(char*, fgets, (char* to, int size, FILE* stream)) {
  const race::Caller caller = race::caller_of_entry_point();
  const race::ProgramFrame frame(caller);
  race::reads(stream);
  char* const line = __interceptor_fgets(to, size, stream);
  race::has_read(stream);
  if (line != nullptr) race::note_access(line, __interceptor_strlen(line) + 1, race::kWrite, caller);
  return line;
}

RACE_STREAM(ssize_t, getdelim, (char** line, size_t* size, int end, FILE* stream)) {
  const race::ProgramFrame frame(race::caller_of_entry_point());
  race::reads(stream);
  const ssize_t length = __interceptor_getdelim(line, size, end, stream);
  race::has_read(stream);
  return length;
}
RACE_STREAM(ssize_t, getline, (char** line, size_t* size, FILE* stream)) {
  const race::ProgramFrame frame(race::caller_of_entry_point());
  race::reads(stream);
  const ssize_t length = __interceptor_getline(line, size, stream);
  race::has_read(stream);
  return length;
}

RACE_STREAM(size_t, fwrite, (const void* from, size_t size, size_t count, FILE* stream)) {
  race::note_access(from, size * count, race::kRead, race::caller_of_entry_point());
  race::prints(stream);
  return __interceptor_fwrite(from, size, count, stream);
}

RACE_STREAM(int, fputs, (const char* text, FILE* stream)) {
  race::note_access(text, __interceptor_strlen(text) + 1, race::kRead, race::caller_of_entry_point());
  race::prints(stream);
  return __interceptor_fputs(text, stream);
}

RACE_STREAM(int, puts, (const char* text)) {
  race::note_access(text, __interceptor_strlen(text) + 1, race::kRead, race::caller_of_entry_point());
  race::prints(stdout);
  return __interceptor_puts(text);
}

RACE_STREAM(int, fflush, (FILE * stream)) {
  if (stream != nullptr) {
    race::prints(stream);
  } else if (race::g_detector != nullptr) {
    race::g_printed_to.send();
  }
  return __interceptor_fflush(stream);
}

RACE_STREAM(int, fclose, (FILE * stream)) {
  race::prints(stream);
  return __interceptor_fclose(stream);
}

// Characters. The last two are what the inlined forms of the others call.

#define RACE_GET(name, of_libc, next, parameters, stream, arguments) \
  of_libc(int, name, parameters) {                                   \
    const bool fills = !race::has_something(stream);                 \
    if (fills) race::reads(stream);                                  \
    const int character = next arguments;                            \
    if (fills) race::has_read(stream);                               \
    return character;                                                \
  }

#define RACE_PUT(name, of_libc, next, parameters, stream, arguments) \
  of_libc(int, name, parameters) {                                   \
    if (!race::has_room(stream)) race::prints(stream);               \
    return next arguments;                                           \
  }

RACE_GET(fgetc, RACE_STREAM_OF_LIBC, next_fgetc.get(), (FILE * stream), stream, (stream))
RACE_GET(getc, RACE_STREAM_OF_LIBC, next_getc.get(), (FILE * stream), stream, (stream))
RACE_GET(getc_unlocked, RACE_STREAM_OF_LIBC, next_getc_unlocked.get(), (FILE * stream), stream, (stream))
RACE_GET(getchar, RACE_STREAM_OF_LIBC, next_getchar.get(), (), stdin, ())
RACE_GET(getchar_unlocked, RACE_STREAM_OF_LIBC, next_getchar_unlocked.get(), (), stdin, ())
RACE_GET(__uflow, RACE_STREAM, __interceptor___uflow, (FILE * stream), stream, (stream))

RACE_PUT(fputc, RACE_STREAM_OF_LIBC, next_fputc.get(), (int character, FILE* stream), stream, (character, stream))
RACE_PUT(putc, RACE_STREAM_OF_LIBC, next_putc.get(), (int character, FILE* stream), stream, (character, stream))
RACE_PUT(putc_unlocked, RACE_STREAM_OF_LIBC, next_putc_unlocked.get(), (int character, FILE* stream), stream, (character, stream))
RACE_PUT(putchar, RACE_STREAM_OF_LIBC, next_putchar.get(), (int character), stdout, (character))
RACE_PUT(putchar_unlocked, RACE_STREAM_OF_LIBC, next_putchar_unlocked.get(), (int character), stdout, (character))
RACE_PUT(__overflow, RACE_STREAM, __interceptor___overflow, (FILE * stream, int character), stream, (stream, character))

// Formats. `name` is the one that has its arguments in a list, which does the work for the one with as many as are given.

#define RACE_PRINTF(v_name, name, v_parameters, parameters, last, stream, v_arguments) \
  RACE_STREAM(int, v_name, v_parameters) {                                             \
    const race::ProgramFrame frame(race::caller_of_entry_point());                     \
    race::prints(stream);                                                              \
    return __interceptor_##v_name v_arguments;                                         \
  }                                                                                    \
  RACE_STREAM(int, name, parameters) {                                                 \
    const race::ProgramFrame frame(race::caller_of_entry_point());                     \
    race::prints(stream);                                                              \
    va_list list;                                                                      \
    va_start(list, last);                                                              \
    const int count = __interceptor_##v_name v_arguments;                              \
    va_end(list);                                                                      \
    return count;                                                                      \
  }

#define RACE_SCANF(v_name, name, v_parameters, parameters, last, stream, v_arguments) \
  RACE_STREAM(int, v_name, v_parameters) {                                            \
    const race::ProgramFrame frame(race::caller_of_entry_point());                    \
    race::reads(stream);                                                              \
    const int count = __interceptor_##v_name v_arguments;                             \
    race::has_read(stream);                                                           \
    return count;                                                                     \
  }                                                                                   \
  RACE_STREAM(int, name, parameters) {                                                \
    const race::ProgramFrame frame(race::caller_of_entry_point());                    \
    race::reads(stream);                                                              \
    va_list list;                                                                     \
    va_start(list, last);                                                             \
    const int count = __interceptor_##v_name v_arguments;                             \
    va_end(list);                                                                     \
    race::has_read(stream);                                                           \
    return count;                                                                     \
  }

#define RACE_ON_STREAM(kind, v_name, name)                                                                                \
  kind(v_name, name, (FILE * stream, const char* format, va_list list), (FILE * stream, const char* format, ...), format, \
       stream, (stream, format, list))
#define RACE_ON_STANDARD(kind, v_name, name, standard) \
  kind(v_name, name, (const char* format, va_list list), (const char* format, ...), format, standard, (format, list))

RACE_ON_STREAM(RACE_PRINTF, vfprintf, fprintf)
RACE_ON_STANDARD(RACE_PRINTF, vprintf, printf, stdout)
RACE_ON_STREAM(RACE_SCANF, vfscanf, fscanf)
RACE_ON_STANDARD(RACE_SCANF, vscanf, scanf, stdin)
RACE_ON_STREAM(RACE_SCANF, __isoc99_vfscanf, __isoc99_fscanf)
RACE_ON_STANDARD(RACE_SCANF, __isoc99_vscanf, __isoc99_scanf, stdin)

RACE_STREAM_OF_LIBC(int, vdprintf, (int descriptor, const char* format, va_list list)) {
  race::sends(descriptor);
  return next_vdprintf.get()(descriptor, format, list);
}
extern "C" int stream_dprintf(int descriptor, const char* format, ...) __asm__("dprintf");
extern "C" int stream_dprintf(int descriptor, const char* format, ...) {
  race::sends(descriptor);
  va_list list;
  va_start(list, format);
  const int count = next_vdprintf.get()(descriptor, format, list);
  va_end(list);
  return count;
}
