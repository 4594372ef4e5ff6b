#include "tool/children.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "llvm/Support/thread.h"

namespace check {
namespace {

using Clock = std::chrono::steady_clock;
using Work = std::function<std::string(std::size_t)>;

/// Deeply nested code is walked recursively: eight times as much stack as Clang gives itself.
constexpr unsigned kStackBytes = 64U << 20;

/// False when the other side is gone.
bool send_all(int socket, const void* data, std::size_t size) {
  const char* rest = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t sent = send(socket, rest, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    rest += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool receive_all(int socket, void* data, std::size_t size) {
  char* rest = static_cast<char*>(data);
  while (size > 0) {
    const ssize_t got = recv(socket, rest, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    rest += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

/// All that a child does; its parent's death is its own.
[[noreturn]] void serve(int socket, const Work& work) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  llvm::thread worker(std::optional<unsigned>(kStackBytes), [&] {
    std::uint64_t index = 0;
    while (receive_all(socket, &index, sizeof index)) {
      const std::string answer = work(index);
      const std::uint64_t size = answer.size();
      if (!send_all(socket, &size, sizeof size) || !send_all(socket, answer.data(), size)) return;
    }
  });
  worker.join();
  _exit(0);
}

/// "Segmentation fault", "exit code 1".
std::string ending(int status) {
  return WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "exit code " + std::to_string(WEXITSTATUS(status));
}

class Child {
 public:
  explicit Child(const Work& work) {
    std::array<int, 2> sockets{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0)
      throw std::system_error(errno, std::generic_category(), "socketpair");
    pid_ = fork();
    if (pid_ == 0) serve(sockets[1], work);
    const int error = errno;
    close(sockets[1]);
    socket_ = sockets[0];
    if (pid_ > 0) return;
    close(socket_);
    throw std::system_error(error, std::generic_category(), "fork");
  }
  ~Child() { stop(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// A child that is gone is found out when it does not answer.
  void give(std::size_t piece, Clock::time_point until) {
    piece_ = piece;
    until_ = until;
    const std::uint64_t index = piece;
    send_all(socket_, &index, sizeof index);
  }
  std::optional<std::string> answer() {
    std::uint64_t size = 0;
    if (!receive_all(socket_, &size, sizeof size)) return std::nullopt;
    std::string answer(size, '\0');
    if (!receive_all(socket_, answer.data(), size)) return std::nullopt;
    return answer;
  }
  /// Waits for its end, and tells how it was.
  std::string end() {
    // Children that were started later have a copy of the socket, too.
    shutdown(socket_, SHUT_RDWR);
    close(std::exchange(socket_, -1));
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
    return ending(status);
  }
  void stop() {
    if (socket_ < 0) return;
    kill(pid_, SIGKILL);
    end();
  }

  int socket() const { return socket_; }
  std::size_t piece() const { return piece_; }
  Clock::time_point until() const { return until_; }

 private:
  pid_t pid_ = -1;
  int socket_ = -1;
  std::size_t piece_ = 0;
  Clock::time_point until_ = Clock::time_point::max();
};

class Crew {
 public:
  Crew(std::size_t count, const ChildSettings& settings, const Work& work, const std::function<void()>& on_end)
      : settings_(settings), work_(work), on_end_(on_end), pieces_(count) {}

  std::vector<Piece> run() {
    const std::size_t jobs = std::min<std::size_t>(settings_.jobs, pieces_.size());
    children_.resize(jobs);
    for (std::unique_ptr<Child>& child : children_) give_next(child);
    while (std::ranges::any_of(children_, [](const auto& child) { return child != nullptr; })) wait();
    return std::move(pieces_);
  }

 private:
  /// Starts a child where there is none, and lets it go where there is no more to do.
  void give_next(std::unique_ptr<Child>& child) {
    if (next_ == pieces_.size()) {
      if (child != nullptr) child->end();
      child.reset();
      return;
    }
    if (child == nullptr) child = std::make_unique<Child>(work_);
    const bool is_limited = settings_.limit.count() > 0;
    child->give(next_++, is_limited ? Clock::now() + settings_.limit : Clock::time_point::max());
  }

  void wait() {
    std::vector<pollfd> waiting;
    Clock::time_point until = Clock::time_point::max();
    for (const std::unique_ptr<Child>& child : children_) {
      waiting.push_back({child == nullptr ? -1 : child->socket(), POLLIN, 0});
      if (child != nullptr) until = std::min(until, child->until());
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    constexpr std::int64_t kLongest = 1'000'000'000;
    const bool is_limited = until != Clock::time_point::max();
    poll(waiting.data(), waiting.size(), is_limited ? static_cast<int>(std::clamp<std::int64_t>(left, 0, kLongest)) : -1);
    for (std::size_t i = 0; i < children_.size(); ++i) {
      if (children_[i] == nullptr) continue;
      if (waiting[i].revents != 0) {
        take_answer(children_[i]);
      } else if (children_[i]->until() <= Clock::now()) {
        children_[i]->stop();
        finish(children_[i], {PieceEnd::kOverLimit, ""});
      }
    }
  }

  void take_answer(std::unique_ptr<Child>& child) {
    if (std::optional<std::string> answer = child->answer()) {
      pieces_[child->piece()] = {PieceEnd::kDone, *std::move(answer)};
      on_end_();
      give_next(child);
    } else {
      finish(child, {PieceEnd::kCrashed, child->end()});
    }
  }

  /// The child is gone.
  void finish(std::unique_ptr<Child>& child, Piece piece) {
    pieces_[child->piece()] = std::move(piece);
    child.reset();
    on_end_();
    if (next_ < pieces_.size()) give_next(child);
  }

  const ChildSettings& settings_;
  const Work& work_;
  const std::function<void()>& on_end_;
  std::vector<Piece> pieces_;
  std::vector<std::unique_ptr<Child>> children_;
  std::size_t next_ = 0;
};

}  // namespace

std::vector<Piece> do_in_children(std::size_t count, const ChildSettings& settings, const Work& work,
                                  const std::function<void()>& on_end) {
  return Crew(count, settings, work, on_end).run();
}

}  // namespace check
