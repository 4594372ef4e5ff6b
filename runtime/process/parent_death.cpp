#include "runtime/process/parent_death.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string>
#include <utility>

#include "runtime/error.h"
#include "runtime/process/per_process.h"

namespace mp::internal {
namespace {

constexpr int kNone = -1;

/// The pipe that ends with this process, and in a child the reading end of its parent's.
struct Lifeline {
  int reading = kNone;
  int writing = kNone;
  int of_parent = kNone;

  void forked() noexcept {
    if (of_parent != kNone) ::close(of_parent);
    if (writing != kNone) ::close(writing);
    of_parent = std::exchange(reading, kNone);
    writing = kNone;
  }
};

using Own = PerProcess<Lifeline>;

/// Returns an errno, or 0.
int make_lifeline(Lifeline& own) {
  if (own.writing != kNone) return 0;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return errno;
  own.reading = ends[0];
  own.writing = ends[1];
  return 0;
}

/// A new description of the pipe for this child alone: whom a description signals is shared by all that have inherited it.
int open_again(int descriptor) {
  const std::string path = fmt::format("/proc/self/fd/{}", descriptor);
  return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // without a writer left, it would wait for one
}

bool has_writer(int pipe) {
  pollfd end{.fd = pipe, .events = 0, .revents = 0};
  return ::poll(&end, 1, 0) == 0;
}

/// Returns an errno, or 0.
int arm_pipe(Lifeline& own) {
  const int inherited = std::exchange(own.of_parent, kNone);
  const int pipe = open_again(inherited);
  const int error = errno;
  ::close(inherited);
  if (pipe < 0) return error;
  own.of_parent = pipe;
  if (::fcntl(pipe, F_SETOWN, ::getpid()) != 0 || ::fcntl(pipe, F_SETSIG, SIGKILL) != 0 ||
      ::fcntl(pipe, F_SETFL, O_ASYNC | O_NONBLOCK) != 0) {
    return errno;
  }
  return has_writer(pipe) ? 0 : EPIPE;
}

}  // namespace

ParentDeath::ParentDeath() : ParentDeath(::gettid() == ::getpid()) {}

ParentDeath ParentDeath::of_child_by_another() { return ParentDeath(false); }

ParentDeath::ParentDeath(bool follows_thread) : parent_(::getpid()), follows_thread_(follows_thread) {
  if (follows_thread_) return;
  if (const int error = Own::with(make_lifeline)) throw OSError("cannot make a child that dies with its parent: pipe2", error);
}

ParentDeath::ParentDeath(pid_t parent, std::optional<int> lifeline) : parent_(parent), follows_thread_(!lifeline) {
  if (lifeline) Own::with([&](Lifeline& own) { own.of_parent = *lifeline; });
}

std::optional<int> ParentDeath::lifeline() const {
  if (follows_thread_) return std::nullopt;
  return Own::with([](const Lifeline& own) { return own.reading; });
}

void ParentDeath::arm() const {
  if (follows_thread_) {
    MP_CHECK(::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0);
    if (::getppid() != parent_) std::raise(SIGKILL);
  } else if (const int error = Own::with(arm_pipe)) {
    if (error == EPIPE) std::raise(SIGKILL);
    throw OSError("cannot make this child die with its parent (is /proc there?): open of a pipe", error);
  }
}

}  // namespace mp::internal
