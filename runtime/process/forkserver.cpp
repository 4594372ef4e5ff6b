#include "runtime/process/forkserver.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/archive/archive.h"
#include "runtime/connection/fork_aware_lock.h"
#include "runtime/connection/readiness.h"
#include "runtime/error.h"
#include "runtime/futex/deadline.h"
#include "runtime/memory/program_address.h"
#include "runtime/process/descriptor.h"
#include "runtime/process/exit_report.h"
#include "runtime/process/fork_request.h"
#include "runtime/process/parcel.h"
#include "runtime/process/parent_death.h"
#include "runtime/process/per_process.h"
#include "runtime/process/pidfd.h"
#include "runtime/process/serve_forks.h"
#include "runtime/process/spawn.h"

namespace mp::internal {
namespace {

/// Step 1 sends these besides the arguments: event, letter, parent, lifeline, output, errors.
constexpr std::size_t kMostArguments = kMostDescriptors - 6;

/// This process's server. A fork in the middle of its start leaves no end of the socket in the child: the server would wait
/// there.
struct Server {
  Descriptor socket;
  Descriptor its_socket;  // while it is being started
  std::shared_ptr<const Pidfd> process;

  void clear() noexcept {
    socket = Descriptor();
    its_socket = Descriptor();
    process = nullptr;
  }
  void forked() noexcept { clear(); }
};

using Own = PerProcess<Server>;

/// Held from a request to its answer.
connection::ForkAwareLock conversation;

/// The server as one conversation uses it.
struct Partner {
  int socket;
  std::shared_ptr<const Pidfd> process;
  bool is_new = false;
};

std::optional<Partner> partner() {
  return Own::with([](const Server& own) -> std::optional<Partner> {
    if (own.process == nullptr) return std::nullopt;
    return Partner{.socket = own.socket.get(), .process = own.process};
  });
}

/// Returns the server's end.
int open_sockets() {
  return Own::with([](Server& own) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
      throw OSError("cannot start the forkserver: socketpair", errno);
    }
    own.socket = Descriptor(ends[0]);
    own.its_socket = Descriptor(ends[1]);
    return ends[1];
  });
}

std::shared_ptr<const Pidfd> watch(pid_t server) {
  try {
    return std::make_shared<const Pidfd>(server);
  } catch (...) {  // a server that nobody can watch is not left behind
    ::kill(server, SIGKILL);
    ::waitpid(server, nullptr, 0);
    throw;
  }
}

void start_server() {
  CallForNewProcess call;
  archive::save(call, memory::code_address(&serve_forks));
  archive::save(call, call.descriptors.size());
  call.descriptors.push_back(open_sockets());
  try {
    const NewProcess server{.identity = {.name = "ForkServer", .numbers = {0}}, .dies_with_parent = true, .chosen_method = {}};
    auto process = watch(spawn(server, call));
    Own::with([&](Server& own) {
      own.process = std::move(process);
      own.its_socket = Descriptor();
    });
  } catch (...) {
    Own::with([](Server& own) { own.clear(); });
    throw;
  }
}

/// Returns how it has ended.
int end_server(const Partner& server) {
  Own::with([](Server& own) { own.clear(); });
  server.process->send(SIGKILL);
  server.process->wait_dead(futex::kNever);
  return server.process->reap(Pidfd::Reap::kWait).value_or(kUnknownExitcode);
}

Partner running_server() {
  if (const std::optional<Partner> running = partner()) {
    if (!running->process->wait_dead(futex::kNow)) return *running;
    end_server(*running);
  }
  start_server();
  Partner started = *partner();
  started.is_new = true;
  return started;
}

template <class Message>
std::span<const std::byte> bytes_of(const Message& message) {
  return std::as_bytes(std::span(&message, 1));
}

/// A process that has closed a standard stream may have something of its own there.
bool is_standard_stream(int descriptor) {
  const int flags = ::fcntl(descriptor, F_GETFD);
  return flags >= 0 && (flags & FD_CLOEXEC) == 0;
}

bool send_request(const Partner& server, const ExitReport& report, const Outfit& outfit) {
  ForkRequest request{.verb = ForkRequest::Verb::kFork,
                      .has_output = is_standard_stream(STDOUT_FILENO),
                      .has_errors = is_standard_stream(STDERR_FILENO)};
  MP_CHECK(::pthread_sigmask(SIG_BLOCK, nullptr, &request.signal_mask) == 0);
  std::vector<int> descriptors = {report.descriptor(), outfit.letter()};
  descriptors.insert(descriptors.end(), outfit.descriptors().begin(), outfit.descriptors().end());
  if (request.has_output) descriptors.push_back(STDOUT_FILENO);
  if (request.has_errors) descriptors.push_back(STDERR_FILENO);
  return send_parcel(server.socket, bytes_of(request), descriptors);
}

struct Answer {
  Born born;
  Descriptor pidfd;
};

/// Nothing if the server is dead, or closes the socket, without an answer. `place` is kept free for the child's descriptor.
std::optional<Answer> await_answer(const Partner& server, Descriptor place) {
  std::array signs = {pollfd{.fd = server.socket, .events = POLLIN, .revents = 0},
                      pollfd{.fd = server.process->fd(), .events = POLLIN, .revents = 0}};
  for (;;) {
    connection::poll_until(signs, futex::kNever);
    place = Descriptor();
    // After the death, if that has come, and so after all that the server may have sent.
    Answer answer{};
    std::optional<Parcel> parcel = receive_parcel(server.socket, std::as_writable_bytes(std::span(&answer.born, 1)));
    if (parcel && parcel->bytes == sizeof answer.born) {
      if (!parcel->descriptors.empty()) answer.pidfd = std::move(parcel->descriptors.front());
      return answer;
    }
    if (parcel || signs[1].revents != 0) return std::nullopt;
  }
}

/// Nothing if the server has ended, and will never let a child work for this request.
std::optional<ServedChild> ask(const Partner& server, const std::string& name, const Outfit& outfit) {
  ExitReport report(server.process);
  Descriptor place(::fcntl(report.descriptor(), F_DUPFD_CLOEXEC, 0));
  if (!place) throw OSError(fmt::format("cannot start {}: a descriptor to watch it", name), errno);
  if (!send_request(server, report, outfit)) return std::nullopt;
  std::optional<Answer> answer = await_answer(server, std::move(place));
  if (!answer) return std::nullopt;
  const auto [pid, error] = answer->born;
  if (pid == 0) throw OSError(fmt::format("cannot start {}: fork in the forkserver", name), error);
  if (!answer->pidfd) {  // another thread took the place, and a child that nobody can watch is not left behind
    send_parcel(server.socket, bytes_of(ForkRequest{.verb = ForkRequest::Verb::kKill, .child = pid}), {});
    throw OSError(fmt::format("cannot watch process {}: no room for its pidfd", pid), EMFILE);
  }
  return ServedChild{pid, Pidfd(Pidfd::Inherited{answer->pidfd.release()}), std::move(report)};
}

}  // namespace

ServedChild fork_by_server(const NewProcess& child, const CallForNewProcess& call) {
  const std::string& name = child.identity.name;
  require_copies_possible(name, "forkserver");
  if (call.descriptors.size() > kMostArguments) {
    throw ValueError(
        fmt::format("cannot start {} by forkserver with {} connections among its arguments: {} are the most, and "
                    "spawn takes more",
                    name, call.descriptors.size(), kMostArguments));
  }
  const std::optional<ParentDeath> fate =
      child.dies_with_parent ? std::make_optional(ParentDeath::of_child_by_another()) : std::nullopt;
  const Outfit outfit(child, call, fate);
  const connection::ForkAwareGuard guard(conversation, futex::kNever);
  for (int servers = 1;; ++servers) {
    const Partner server = running_server();
    if (std::optional<ServedChild> born = ask(server, name, outfit)) return *std::move(born);
    const int exitcode = end_server(server);
    const bool ended_by_itself = server.is_new && exitcode >= 0;  // and so would the next one
    if (!ended_by_itself && servers < kMostServers) continue;
    throw OSError(fmt::format("cannot start {}: the forkserver has ended with exitcode {} before it answered", name, exitcode),
                  ECONNRESET);
  }
}

}  // namespace mp::internal
