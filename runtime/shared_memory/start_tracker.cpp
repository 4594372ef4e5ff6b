#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>

#include "runtime/error.h"
#include "runtime/futex/deadline.h"
#include "runtime/process/pidfd.h"
#include "runtime/shared_memory/tracker.h"
#include "runtime/shared_memory/tracker_request.h"

namespace mp::shared_memory {

namespace {

constexpr char kName[] = "racelab-tracker";  // its first argument, and as the kernel shows it
constexpr int kStarter = 3, kStandardError = 4;
constexpr int kBacklog = 128;
constexpr std::chrono::seconds kPatience{60};  // with a program that does not come so far

/// A descriptor above those that the new process will have, closed at the end of the object.
class Copy {
 public:
  explicit Copy(int descriptor) : fd_(::fcntl(descriptor, F_DUPFD_CLOEXEC, kStandardError + 1)) {}
  ~Copy() {
    if (fd_ >= 0) ::close(fd_);
  }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  int fd() const { return fd_; }

 private:
  const int fd_;
};

void require(int error) {
  if (error != 0) throw OSError("the resource tracker (is /proc there?): posix_spawn", error);
}

/// Descriptors and signals of the new process. It must not hear the Ctrl-C of the terminal, nor keep open what others wait for.
class Conditions {
 public:
  Conditions(int starter, int standard_error) {
    require(::posix_spawn_file_actions_init(&actions_));
    require(::posix_spawnattr_init(&attributes_));
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
      require(::posix_spawn_file_actions_addopen(&actions_, standard, "/dev/null", O_RDWR, 0));
    require(::posix_spawn_file_actions_adddup2(&actions_, starter, kStarter));
    if (standard_error >= 0) {
      require(::posix_spawn_file_actions_adddup2(&actions_, standard_error, kStandardError));
    } else {
      require(::posix_spawn_file_actions_addopen(&actions_, kStandardError, "/dev/null", O_RDWR, 0));
    }
    require(::posix_spawn_file_actions_addclosefrom_np(&actions_, kStandardError + 1));
    require(::posix_spawn_file_actions_addchdir_np(&actions_, "/"));
    sigset_t all;
    ::sigfillset(&all);
    require(::posix_spawnattr_setsigmask(&attributes_, &all));
    require(::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID));
  }
  ~Conditions() {
    ::posix_spawnattr_destroy(&attributes_);
    ::posix_spawn_file_actions_destroy(&actions_);
  }
  Conditions(const Conditions&) = delete;
  Conditions& operator=(const Conditions&) = delete;

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

/// The child has left the tracker behind when it ends, and that listens.
void wait_for_end(pid_t child) {
  try {
    const internal::Pidfd starting(child);
    if (!starting.wait_dead(futex::deadline_after(kPatience))) starting.send(SIGKILL);
    starting.reap(internal::Pidfd::Reap::kWait);
  } catch (const OSError&) {
    ::waitpid(child, nullptr, 0);  // no descriptor for it; or somebody else in this program has reaped it already
  }
}

[[noreturn]] void become_tracker(std::uint64_t number, pid_t starter) {
  ::prctl(PR_SET_NAME, kName);
  const int listener = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  const TrackerAddress address(number);
  if (::bind(listener, address.get(), address.length) != 0 || ::listen(listener, kBacklog) != 0) ::_exit(1);
  if (const pid_t tracker = ::fork()) ::_exit(tracker > 0 ? 0 : 1);
  live_as_tracker({.listener = listener, .starter = starter, .starter_pidfd = kStarter, .starter_stderr = kStandardError});
}

/// Runs in every process of the program, before any of the program's own code. Numbers up to 100 are the C library's own.
[[gnu::constructor(101)]] void become_tracker_if_started_as_one(int argc, char** argv, char**) {
  if (argc != 3 || std::string_view(argv[0]) != kName) return;
  become_tracker(std::strtoull(argv[1], nullptr, 16), static_cast<pid_t>(std::strtol(argv[2], nullptr, 10)));
}

}  // namespace

void start_tracker(std::uint64_t number) {
  const Copy standard_error(STDERR_FILENO);  // first: where it is closed, a new descriptor may get its number
  const internal::Pidfd self(::getpid());
  const Copy starter(self.fd());
  if (starter.fd() < 0) throw OSError("the resource tracker: dup", errno);
  const Conditions conditions(starter.fd(), standard_error.fd());
  std::string name = kName, number_text = fmt::format("{:x}", number), starter_text = fmt::to_string(::getpid());
  char* const arguments[] = {name.data(), number_text.data(), starter_text.data(), nullptr};
  pid_t child = 0;
  require(::posix_spawn(&child, "/proc/self/exe", conditions.actions(), conditions.attributes(), arguments, environ));
  wait_for_end(child);
}

}  // namespace mp::shared_memory
