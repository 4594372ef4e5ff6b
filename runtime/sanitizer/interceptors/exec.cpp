// posix_spawn and exec: the program that is executed finds its family again, also where it is given an environment of its own.
//
// With the environment of the process, the letter is there already (attached.cpp).
#include <alloca.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "runtime/sanitizer/family/exec_letter.h"
#include "runtime/sanitizer/interceptors/interceptors.h"
#include "runtime/sanitizer/system/next_function.h"

extern "C" {
int __interceptor_posix_spawn(pid_t* child, const char* path, const posix_spawn_file_actions_t* actions,
                              const posix_spawnattr_t* attributes, char* const* arguments, char* const* environment);
int __interceptor_posix_spawnp(pid_t* child, const char* file, const posix_spawn_file_actions_t* actions,
                               const posix_spawnattr_t* attributes, char* const* arguments, char* const* environment);
}

namespace race {
namespace {

using Spawn = int(pid_t*, const char*, const posix_spawn_file_actions_t*, const posix_spawnattr_t*, char* const*, char* const*);

std::size_t count(char* const* texts) {
  std::size_t number = 0;
  while (texts != nullptr && texts[number] != nullptr) ++number;
  return number;
}

bool is_letter(const char* entry) {
  const std::string_view text = entry;
  return text.starts_with(ExecLetter::kVariable) && text.substr(ExecLetter::kVariable.size()).starts_with('=');
}

/// REQUIRES: room for two more than there are in `environment`.
char* const* with_letter(char* const* environment, char* letter, char** out) {
  const std::span all(environment, count(environment));
  char** end = std::ranges::remove_copy_if(all, out, is_letter).out;
  *end++ = letter;
  *end = nullptr;
  return out;
}

// In the caller's frame, since who executes a program may be a copy of a process with threads: nothing is allocated.
#define RACE_WITH_LETTER(environment, letter) \
  race::with_letter(environment, letter, static_cast<char**>(alloca((race::count(environment) + 2) * sizeof(char*))))

int spawn_from(Spawn* spawn, pid_t* child, const char* file, const posix_spawn_file_actions_t* actions,
               const posix_spawnattr_t* attributes, char* const* arguments, char* const* environment, Caller caller) {
  if (g_detector == nullptr) return spawn(child, file, actions, attributes, arguments, environment);
  const bool announced = is_fork_announced();
  if (!announced) announce_fork("a spawned process", caller);
  char letter[ExecLetter::kBytes];
  write_letter(letter_to_child(), letter);
  pid_t own = -1;
  pid_t* const told = child != nullptr ? child : &own;
  const int error = spawn(told, file, actions, attributes, arguments, RACE_WITH_LETTER(environment, letter));
  if (!announced) end_fork_in_parent(error == 0 ? *told : -1);
  return error;
}

}  // namespace
}  // namespace race

extern "C" int posix_spawn(pid_t* child, const char* path, const posix_spawn_file_actions_t* actions,
                           const posix_spawnattr_t* attributes, char* const* arguments, char* const* environment) {
  return race::spawn_from(__interceptor_posix_spawn, child, path, actions, attributes, arguments, environment,
                          race::caller_of_entry_point());
}

extern "C" int posix_spawnp(pid_t* child, const char* file, const posix_spawn_file_actions_t* actions,
                            const posix_spawnattr_t* attributes, char* const* arguments, char* const* environment) {
  return race::spawn_from(__interceptor_posix_spawnp, child, file, actions, attributes, arguments, environment,
                          race::caller_of_entry_point());
}

// ThreadSanitizer has nothing to say of these.
extern "C" int execve(const char* path, char* const* arguments, char* const* environment) noexcept {
  char* const* const given = race::g_detector == nullptr ? environment : RACE_WITH_LETTER(environment, race::own_letter());
  return static_cast<int>(syscall(SYS_execve, path, arguments, given));
}

extern "C" int execle(const char* path, const char* first, ...) noexcept {
  va_list list;
  va_start(list, first);
  std::size_t count = 1;
  for (const char* each = first; each != nullptr; each = va_arg(list, const char*)) ++count;
  va_end(list);
  auto* const arguments = static_cast<const char**>(alloca(count * sizeof(char*)));
  va_start(list, first);
  const char** end = arguments;
  for (const char* each = first; each != nullptr; each = va_arg(list, const char*)) *end++ = each;
  *end = nullptr;
  char* const* const environment = va_arg(list, char* const*);
  va_end(list);
  return execve(path, const_cast<char* const*>(arguments), environment);
}

RACE_FIND(execvpe, int(const char*, char* const*, char* const*))
extern "C" int execvpe(const char* file, char* const* arguments, char* const* environment) noexcept {
  char* const* const given = race::g_detector == nullptr ? environment : RACE_WITH_LETTER(environment, race::own_letter());
  return next_execvpe.get()(file, arguments, given);
}

extern "C" int fexecve(int file, char* const* arguments, char* const* environment) noexcept {
  char* const* const given = race::g_detector == nullptr ? environment : RACE_WITH_LETTER(environment, race::own_letter());
  return static_cast<int>(syscall(SYS_execveat, file, "", arguments, given, AT_EMPTY_PATH));
}
