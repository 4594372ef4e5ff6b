// fork and the wait family: a child knows what its parent knew, and who has reaped a child knows all that it did.
//
// The runtime announces its own forks itself, with names; those are passed on.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/sanitizer/interceptors/interceptors.h"

extern "C" {
pid_t __interceptor_fork(void);
pid_t __interceptor_wait(int* status);
pid_t __interceptor_waitpid(pid_t pid, int* status, int options);
pid_t __interceptor_wait3(int* status, int options, rusage* usage);
pid_t __interceptor_wait4(pid_t pid, int* status, int options, rusage* usage);
int __interceptor_waitid(idtype_t type, id_t id, siginfo_t* end, int options);
}

namespace race {
namespace {

/// `child` has changed its state.
void learn_of(pid_t child, int status) {
  if (g_detector == nullptr || child <= 0 || !(WIFEXITED(status) || WIFSIGNALED(status))) return;
  joined(child);
}

/// Calls `wait` with a status, for callers who want none.
template <class Wait>
pid_t wait_for(int* status, Wait wait) {
  int own = 0;
  int* const told = status != nullptr ? status : &own;
  const pid_t child = wait(told);
  learn_of(child, *told);
  return child;
}

pid_t fork_from(Caller caller) {
  if (g_detector == nullptr || is_fork_announced()) return __interceptor_fork();
  announce_fork("a forked process", caller);
  const pid_t child = __interceptor_fork();
  child == 0 ? end_fork_in_child() : end_fork_in_parent(child);
  return child;
}

}  // namespace
}  // namespace race

extern "C" pid_t fork(void) noexcept { return race::fork_from(race::caller_of_entry_point()); }
// A child of vfork has its parent's memory until it executes another program; here it has a copy, as POSIX allows.
extern "C" pid_t vfork(void) noexcept { return race::fork_from(race::caller_of_entry_point()); }

extern "C" pid_t wait(int* status) {
  return race::wait_for(status, [](int* told) { return __interceptor_wait(told); });
}

extern "C" pid_t waitpid(pid_t pid, int* status, int options) {
  return race::wait_for(status, [&](int* told) { return __interceptor_waitpid(pid, told, options); });
}

extern "C" pid_t wait3(int* status, int options, rusage* usage) noexcept {
  return race::wait_for(status, [&](int* told) { return __interceptor_wait3(told, options, usage); });
}

extern "C" pid_t wait4(pid_t pid, int* status, int options, rusage* usage) noexcept {
  return race::wait_for(status, [&](int* told) { return __interceptor_wait4(pid, told, options, usage); });
}

extern "C" int waitid(idtype_t type, id_t id, siginfo_t* end, int options) {
  siginfo_t own{};
  siginfo_t* const told = end != nullptr ? end : &own;
  const int result = __interceptor_waitid(type, id, told, options);
  const bool ended = told->si_code == CLD_EXITED || told->si_code == CLD_KILLED || told->si_code == CLD_DUMPED;
  if (result == 0 && ended && (options & WNOWAIT) == 0 && race::g_detector != nullptr && told->si_pid > 0)
    race::joined(told->si_pid);
  return result;
}
