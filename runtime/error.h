// The exceptions that the runtime throws, with Python's names, and MP_CHECK for our own bugs.
//
// Three voices. The user's mistake: ValueError, Closed, IndexError, Empty, Full, TimeoutError, BufferTooShort; the message says
// what to do. The world: OSError (FileExistsError, FileNotFoundError), EOFError, AuthenticationError, MemoryError,
// WorkerDied, RemoteError, BrokenBarrierError; the message names the operation. Our own bug: MP_CHECK ends the process with a
// line that begins with "internal bug:".
//
// Thread, process and fork safety: exceptions are values in private memory; none of them crosses a process by itself.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace mp {

/// The base of everything that the runtime throws.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The base of what goes wrong between processes, as in Python: TimeoutError, BufferTooShort, AuthenticationError.
class ProcessError : public Error {
 public:
  using Error::Error;
};

/// A result did not arrive in the time that was given for it.
class TimeoutError : public ProcessError {
 public:
  using ProcessError::ProcessError;
};

/// The message is longer than the buffer that was given for it. It is not lost: message() is the whole of it.
class BufferTooShort : public ProcessError {
 public:
  explicit BufferTooShort(std::vector<std::byte> message);
  const std::vector<std::byte>& message() const noexcept { return message_; }

 private:
  std::vector<std::byte> message_;
};

/// The two ends of a connection do not have the same key.
class AuthenticationError : public ProcessError {
 public:
  using ProcessError::ProcessError;
};

/// The other end is closed, and everything that was sent has been received.
class EOFError : public Error {
 public:
  using Error::Error;
};

/// get_nowait() found no item.
class Empty : public Error {
 public:
  using Error::Error;
};

/// put_nowait() found no room.
class Full : public Error {
 public:
  using Error::Error;
};

/// An argument or the object's state does not allow the call.
class ValueError : public Error {
 public:
  using Error::Error;
};

/// A put into a queue that is closed, or a get from one that is closed and has nothing left.
class Closed : public ValueError {
 public:
  using ValueError::ValueError;
};

/// An index beyond the end.
class IndexError : public Error {
 public:
  using Error::Error;
};

/// There is not enough shared memory.
class MemoryError : public Error {
 public:
  using Error::Error;
};

/// A barrier will never have all its parties: one has died, did not come in time or gave up, or its action failed.
class BrokenBarrierError : public Error {
 public:
  explicit BrokenBarrierError(const std::string& text, std::optional<pid_t> dead_pid = {}) : Error(text), dead_pid_(dead_pid) {}
  /// The process whose death broke the barrier, if one did.
  std::optional<pid_t> dead_pid() const noexcept { return dead_pid_; }

 private:
  std::optional<pid_t> dead_pid_;
};

/// The operating system refused `operation`; what() holds the operation and the text of `error_number` (an errno).
class OSError : public Error {
 public:
  OSError(std::string_view operation, int error_number);
  int error_number() const noexcept { return error_number_; }

 private:
  int error_number_;
};

/// What was to be made anew is there already: the OSError with EEXIST.
class FileExistsError : public OSError {
 public:
  explicit FileExistsError(std::string_view operation);
};

/// What was looked for by its name is not there: the OSError with ENOENT.
class FileNotFoundError : public OSError {
 public:
  explicit FileNotFoundError(std::string_view operation);
};

/// An exception that was thrown in another process: the name of its type there, and its text as what().
class RemoteError : public Error {
 public:
  RemoteError(std::string type_name, const std::string& text, std::string backtrace = {})
      : Error(text), type_name_(std::move(type_name)), backtrace_(std::move(backtrace)) {}
  const std::string& type_name() const noexcept { return type_name_; }
  /// Who threw it, and from where: "ForkPoolWorker-1, pid 4711:", then a line for each frame, innermost first, such as
  /// "#0 racer+0x1a2b (parse(int))"; `addr2line -Cfie racer 0x1a2b` says the line. Empty if it is not known.
  const std::string& backtrace() const noexcept { return backtrace_; }

 private:
  std::string type_name_;
  std::string backtrace_;
};

/// The process that had the work in its hands has ended without an answer.
class WorkerDied : public Error {
 public:
  /// `exitcode` as in Python: what the process returned, or minus the signal that killed it.
  WorkerDied(pid_t pid, int exitcode, std::optional<std::size_t> task = {});
  pid_t pid() const noexcept { return pid_; }
  int exitcode() const noexcept { return exitcode_; }
  /// The signal that killed the process, or 0 when it ended by itself.
  int signal() const noexcept { return exitcode_ < 0 ? -exitcode_ : 0; }
  /// Which task of its pool was lost: how many the pool was given before it. Nothing where there are no tasks.
  std::optional<std::size_t> task() const noexcept { return task_; }

 private:
  pid_t pid_;
  int exitcode_;
  std::optional<std::size_t> task_;
};

/// The task was cancelled before a worker had begun it.
class CancelledError : public Error {
 public:
  using Error::Error;
};

/// The future does not stand for a task.
class InvalidStateError : public Error {
 public:
  using Error::Error;
};

/// The executor can do no task any more.
class BrokenExecutor : public Error {
 public:
  using Error::Error;
};

/// None of the executor's processes can work: their initializer fails, or they were killed by its kill_workers().
class BrokenProcessPool : public BrokenExecutor {
 public:
  using BrokenExecutor::BrokenExecutor;
};

/// The initializer of the executor's threads fails.
class BrokenThreadPool : public BrokenExecutor {
 public:
  using BrokenExecutor::BrokenExecutor;
};

namespace internal {
/// Writes `message` to standard error in one piece and aborts. Takes no lock, allocates nothing.
[[noreturn]] void die(std::string_view message) noexcept;
[[noreturn]] void check_failed(const char* condition, std::source_location where) noexcept;
}  // namespace internal

}  // namespace mp

/// Ends the process when `condition` is false: then the runtime itself is wrong, not its user. Stays in every build.
#define MP_CHECK(condition) ((condition) ? (void)0 : ::mp::internal::check_failed(#condition, std::source_location::current()))
