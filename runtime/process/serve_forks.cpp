#include "runtime/process/serve_forks.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/connection/readiness.h"
#include "runtime/error.h"
#include "runtime/futex/deadline.h"
#include "runtime/hooks.h"
#include "runtime/process/at_fork.h"
#include "runtime/process/birth_letter.h"
#include "runtime/process/current_exception.h"
#include "runtime/process/descriptor.h"
#include "runtime/process/exit_report.h"
#include "runtime/process/fork_request.h"
#include "runtime/process/newborn.h"
#include "runtime/process/on_forkserver_start.h"
#include "runtime/process/packed_call.h"
#include "runtime/process/parcel.h"
#include "runtime/process/pidfd.h"
#include "runtime/process/standard_streams.h"

namespace mp::internal {
namespace {

/// What comes from other processes shall never have the number of a standard stream, though the program may have closed one.
void occupy_standard_numbers() {
  int occupied;
  do {
    occupied = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  } while (occupied >= 0 && occupied <= STDERR_FILENO);
  ::close(occupied);
}

/// SIGINT is for the others, and the ends of children come as readable bytes. Both are blocked, so that a SIGINT for a new child
/// waits until the child hears signals as its starter does.
class ServerSignals {
 public:
  ServerSignals() {
    struct sigaction usual{};
    usual.sa_handler = SIG_DFL;
    MP_CHECK(::sigaction(SIGCHLD, &usual, &child_before_) == 0);  // where it is ignored, the kernel reaps
    sigset_t blocked, child;
    ::sigemptyset(&child);
    ::sigaddset(&child, SIGCHLD);
    blocked = child;
    ::sigaddset(&blocked, SIGINT);
    MP_CHECK(::sigprocmask(SIG_BLOCK, &blocked, nullptr) == 0);
    ends_ = Descriptor(::signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!ends_) throw OSError("the forkserver: signalfd", errno);
  }

  int descriptor() const { return ends_.get(); }

  /// From now on all ends that come make it readable again.
  void take() const {
    std::array<signalfd_siginfo, 8> signals;
    while (::read(ends_.get(), signals.data(), sizeof signals) > 0) {
    }
  }

  /// In a child.
  void undo(const sigset_t& mask) {
    ends_ = Descriptor();
    MP_CHECK(::sigaction(SIGCHLD, &child_before_, nullptr) == 0);
    MP_CHECK(::sigprocmask(SIG_SETMASK, &mask, nullptr) == 0);
  }

 private:
  struct sigaction child_before_;
  Descriptor ends_;
};

/// A child waits here until the server has answered for it.
class Gate {
 public:
  Gate() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw OSError("the forkserver: pipe2", errno);
    reading_ = Descriptor(ends[0]);
    writing_ = Descriptor(ends[1]);
  }

  void open() const {
    const char pass = 'p';
    [[maybe_unused]] const ssize_t written = ::write(writing_.get(), &pass, 1);  // its own reading end is open: no SIGPIPE
  }
  /// In the child: false if the server has gone without opening.
  bool pass() {
    writing_ = Descriptor();
    char pass;
    ssize_t got;
    do {
      got = ::read(reading_.get(), &pass, 1);
    } while (got < 0 && errno == EINTR);
    reading_ = Descriptor();
    return got == 1;
  }

 private:
  Descriptor reading_;
  Descriptor writing_;
};

class ForkServer {
 public:
  explicit ForkServer(int socket) : socket_(socket) {}
  void serve();

 private:
  struct Child {
    pid_t pid;
    Pidfd process;
    Descriptor exit_event;
  };

  bool do_next();
  bool fork_child(const ForkRequest& request, std::vector<Descriptor> descriptors);
  [[noreturn]] void be_child(const ForkRequest& request, const BirthLetter& letter, std::vector<Descriptor> descriptors,
                             Gate& gate) noexcept;
  bool answer(Born born, std::span<const int> descriptors) const;
  void kill(pid_t child) const;
  void report_ends();

  const int socket_;  // closed by the end of the process: who finds it closed knows that there is an exitcode
  ServerSignals signals_;
  std::vector<Child> children_;
};

void ForkServer::serve() {
  run_on_forkserver_start();
  std::array signs = {pollfd{.fd = socket_, .events = POLLIN, .revents = 0},
                      pollfd{.fd = signals_.descriptor(), .events = POLLIN, .revents = 0}};
  do {
    connection::poll_until(signs, futex::kNever);
    if (signs[1].revents != 0) report_ends();
  } while (signs[0].revents == 0 || do_next());
}

/// False if nobody can ask any more.
bool ForkServer::do_next() {
  ForkRequest request{};
  std::optional<Parcel> parcel = receive_parcel(socket_, std::as_writable_bytes(std::span(&request, 1)));
  if (!parcel) return true;
  if (parcel->bytes == 0) return false;
  MP_CHECK(parcel->bytes == sizeof request);
  switch (request.verb) {
    case ForkRequest::Verb::kKill:
      kill(request.child);
      return true;
    case ForkRequest::Verb::kFork:
      return parcel->complete ? fork_child(request, std::move(parcel->descriptors)) : answer({.pid = 0, .error = EMFILE}, {});
  }
  return false;
}

bool ForkServer::fork_child(const ForkRequest& request, std::vector<Descriptor> descriptors) {
  Descriptor exit_event = std::move(descriptors.at(0));
  const BirthLetter letter = read_letter(descriptors.at(1).get());
  descriptors.erase(descriptors.begin(), descriptors.begin() + 2);
  pid_t child = 0;
  try {
    Gate gate;
    flush_standard_streams();
    hooks::announce(&hooks::Listener::before_fork, std::string_view(letter.identity.name));
    child = ::fork();
    const int error = errno;
    if (child == 0) be_child(request, letter, std::move(descriptors), gate);
    hooks::announce(&hooks::Listener::after_fork_in_parent, child);
    if (child < 0) throw OSError("the forkserver: fork", error);
    Pidfd process(child);
    const std::array pidfd = {process.fd()};
    if (!answer({.pid = child, .error = 0}, pidfd)) return false;
    children_.push_back({child, std::move(process), std::move(exit_event)});
    gate.open();
    return true;
  } catch (const OSError& refusal) {
    if (child > 0) {  // it finds its gate gone, and ends
      ::waitpid(child, nullptr, 0);
      hooks::announce(&hooks::Listener::joined, child);
    }
    return answer({.pid = 0, .error = refusal.error_number()}, {});
  }
}

void ForkServer::be_child(const ForkRequest& request, const BirthLetter& letter, std::vector<Descriptor> descriptors,
                          Gate& gate) noexcept {
  try {
    hooks::announce(&hooks::Listener::after_fork_in_child);
    ::close(socket_);
    children_.clear();
    signals_.undo(request.signal_mask);
    if (!gate.pass()) ::_exit(kUnknownExitcode);
    const auto become_standard = [&](int standard, bool open) {
      const int source = open ? descriptors.back().get() : STDIN_FILENO;
      if (::dup2(source, standard) < 0) throw OSError("a standard stream of a new process: dup2", errno);
      if (open) descriptors.pop_back();
    };
    become_standard(STDERR_FILENO, request.has_errors);
    become_standard(STDOUT_FILENO, request.has_output);
    std::vector<int> own;
    for (Descriptor& descriptor : descriptors) own.push_back(descriptor.release());
    live_by(letter, own, &run_at_fork_child);
  } catch (...) {
    report_uncaught_exception("Process", letter.identity.name);
    ::_exit(1);
  }
}

bool ForkServer::answer(Born born, std::span<const int> descriptors) const {
  return send_parcel(socket_, std::as_bytes(std::span(&born, 1)), descriptors);
}

void ForkServer::kill(pid_t pid) const {
  for (const Child& child : children_) {
    if (child.pid == pid) child.process.send(SIGKILL);
  }
}

/// Looks at each of its own children, and at no other that a function of on_forkserver_start may have.
void ForkServer::report_ends() {
  signals_.take();
  std::erase_if(children_, [](const Child& child) {
    const std::optional<int> exitcode = child.process.reap(Pidfd::Reap::kNow);
    if (!exitcode) return false;
    hooks::announce(&hooks::Listener::joined, child.pid);
    ExitReport::tell(child.exit_event, *exitcode);
    return true;
  });
}

}  // namespace

void serve_forks(archive::Reader& call, archive::Writer&) {
  occupy_standard_numbers();
  ForkServer(brought_descriptor(archive::load<std::size_t>(call))).serve();
}

}  // namespace mp::internal
