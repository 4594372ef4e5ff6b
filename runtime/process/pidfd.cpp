#include "runtime/process/pidfd.h"

#include <fmt/format.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "runtime/connection/readiness.h"
#include "runtime/error.h"

// By number: the header of glibc 2.36 that declares these calls is not made for C++.

namespace mp::internal {
namespace {

/// Python's view of how a child ended.
int exitcode_of(const siginfo_t& end) { return end.si_code == CLD_EXITED ? end.si_status : -end.si_status; }

}  // namespace

Pidfd::Pidfd(pid_t child) : fd_(static_cast<int>(::syscall(SYS_pidfd_open, child, 0))) {
  if (!fd_) throw OSError(fmt::format("cannot watch process {}: pidfd_open", child), errno);
}

bool Pidfd::wait_dead(futex::Deadline deadline) const {
  pollfd death{.fd = fd(), .events = POLLIN, .revents = 0};
  return connection::poll_until({&death, 1}, deadline) != 0;
}

std::optional<int> Pidfd::reap(Reap how) const {
  siginfo_t end{};
  int result = 0;
  do {
    result = ::waitid(P_PIDFD, static_cast<id_t>(fd()), &end, WEXITED | (how == Reap::kNow ? WNOHANG : 0));
  } while (result != 0 && errno == EINTR);
  if (result != 0) return kUnknownExitcode;
  if (end.si_pid == 0) return std::nullopt;
  return exitcode_of(end);
}

void Pidfd::send(int signal) const {
  if (::syscall(SYS_pidfd_send_signal, fd(), signal, nullptr, 0) != 0 && errno != ESRCH) {
    throw OSError(fmt::format("cannot send signal {} to a child process: pidfd_send_signal", signal), errno);
  }
}

}  // namespace mp::internal
