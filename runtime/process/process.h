// mp::Process, Python's multiprocessing.Process: a function that runs in a process of its own.
//
//   mp::Value<int> v(0);
//   mp::Process p(job, v, 3);   // v by reference, 3 as a copy: call.h says what may cross
//   p.start();
//   p.join();                   // now p.exitcode() == 0
//
// By default the child is a fork: it sees all memory as it was at start(), and changes only its own copy, but for the shared
// objects. Of the threads of the parent only the caller of start() exists in it. By spawn and forkserver it is as new as the
// program at its start, and gets the function and its arguments and nothing else (start_method.h); a captured address means
// nothing there. The child ends when the function returns (exitcode 0), by mp::exit(n) (n), by an exception that nobody catches
// (1, and a message on stderr), or by a signal (minus its number).
// Thread safety: after start(), every member may be called from several threads at once, but for moves and the destructor.
// Process safety: the object belongs to the process that made it; used elsewhere, it throws ValueError.
// The destructor waits for a process that was started, and so does an assignment to it. One that was made a daemon is ended
// first: by SIGTERM, and by SIGKILL if it is still there after a second. One that is a daemon just because its maker is one is
// waited for, so that a function does the same in a worker of a pool as elsewhere. When this process ends by itself, its daemons
// are ended and its other children waited for (end_of_process.h). However it ends, a child does not outlive it, unless its
// options say so (parent_death.h).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "runtime/futex/deadline.h"
#include "runtime/process/call.h"
#include "runtime/process/process_options.h"
#include "runtime/process/start_method.h"
#include "runtime/process/work.h"

namespace mp {

namespace internal {
class ChildProcess;
}  // namespace internal

class Process {
 public:
  template <class F, class... Args>
    requires(!std::same_as<F, Process> && !std::same_as<F, ProcessOptions>)
  explicit Process(F function, Args&&... args) : Process(ProcessOptions{}, std::move(function), std::forward<Args>(args)...) {}

  template <class F, class... Args>
  Process(ProcessOptions options, F function, Args&&... args)
      : Process(std::move(options), work_of(std::move(function), std::forward<Args>(args)...)) {}

  Process(Process&&) noexcept;
  Process& operator=(Process&&);
  ~Process();

  /// Runs the function in a new process. Throws ValueError the second time, or if the start method does not allow it, OSError if
  /// the system has no room for a process.
  void start();

  /// Waits for the process to end. What it did is then visible to the caller. Throws ValueError before start().
  void join() { join_by(futex::kNever); }
  /// Waits at most that long, or until then; a negative time is none. True: the process has ended.
  template <class Rep, class Period>
  bool join_for(const std::chrono::duration<Rep, Period>& timeout) {
    return join_by(futex::deadline_after(timeout));
  }
  template <class Clock, class Duration>
  bool join_until(const std::chrono::time_point<Clock, Duration>& moment) {
    return join_by(futex::deadline_at(moment));
  }

  /// Nothing while it has not ended; then what it exited with, or minus the signal that killed it.
  std::optional<int> exitcode() const;
  bool is_alive() const;
  /// 0 before start().
  pid_t pid() const;
  pid_t ident() const { return pid(); }
  const std::string& name() const;
  bool daemon() const;
  /// Throw ValueError after start(): the child has taken its name and its nature with it.
  void name(std::string name);
  void daemon(bool daemon);
  /// A file descriptor that poll() finds readable when the process has ended. Throws ValueError before start().
  int sentinel() const;

  /// Ends the process by SIGTERM or SIGINT, which it may handle, or by SIGKILL. Nothing happens to one that has ended. What it
  /// was doing to shared data may be half done; its locks go to the next one. Throw ValueError before start().
  void terminate();
  void interrupt();
  void kill();

  /// Gives back what the object holds; from then on all but close() throws ValueError, as does close() itself while the process
  /// runs.
  void close();

  /// Python's repr(process), for the eyes: "<Process name='Process-1' pid=71 parent=70 stopped exitcode=0>"; also started,
  /// initial, closed, and unknown in another process than the one that made it.
  friend std::string repr(const Process& process);

 private:
  Process(ProcessOptions options, std::unique_ptr<internal::Work> work);

  template <class F, class... Args>
  static std::unique_ptr<internal::Work> work_of(F function, Args&&... args) {
    internal::require_call<F, Args...>();
    return std::make_unique<internal::KeptCall<F, Args...>>(std::move(function), std::forward<Args>(args)...);
  }

  struct End {
    void operator()(internal::ChildProcess* child) const noexcept;
  };

  bool join_by(futex::Deadline deadline);
  internal::ChildProcess& child() const;

  std::unique_ptr<internal::ChildProcess, End> child_;  // empty after a move, and after close
  std::unique_ptr<internal::Work> work_;                // empty after start
  bool closed_ = false;
};

template <class F, class... Args>
  requires(!std::same_as<F, ProcessOptions>)
mp::Process Context::Process(F function, Args&&... args) const {
  return mp::Process(ProcessOptions{.context = *this}, std::move(function), std::forward<Args>(args)...);
}

template <class F, class... Args>
mp::Process Context::Process(ProcessOptions options, F function, Args&&... args) const {
  options.context = *this;
  return mp::Process(std::move(options), std::move(function), std::forward<Args>(args)...);
}

}  // namespace mp
