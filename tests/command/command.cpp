#include "tests/command/command.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

extern char** environ;

namespace command {
namespace {

using Clock = std::chrono::steady_clock;

int check(int result, const char* operation) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), operation);
  return result;
}

class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  Fd& operator=(Fd&&) = delete;
  ~Fd() { close(); }
  int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

struct Pipe {
  Fd reader, writer;
};

Pipe make_pipe() {
  std::array<int, 2> ends;
  check(pipe2(ends.data(), O_CLOEXEC), "pipe2");
  return {Fd(ends[0]), Fd(ends[1])};
}

std::vector<std::string> environment_with(const std::map<std::string, std::string>& changes) {
  std::map<std::string, std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text(*entry);
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos) all[text.substr(0, equals)] = text.substr(equals + 1);
  }
  for (const auto& [name, value] : changes) all[name] = value;
  std::vector<std::string> result;
  result.reserve(all.size());
  for (const auto& [name, value] : all) result.emplace_back(name).append("=").append(value);
  return result;
}

std::vector<char*> pointers_to(std::vector<std::string>& strings) {
  std::vector<char*> result;
  result.reserve(strings.size() + 1);
  for (std::string& text : strings) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

pid_t spawn(std::vector<std::string> argv, const Options& options, int output, int errors) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
  if (!options.folder.empty()) posix_spawn_file_actions_addchdir_np(&actions, options.folder.c_str());
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  std::vector<std::string> environment = environment_with(options.environment);
  pid_t child = -1;
  const int error =
      posix_spawnp(&child, argv[0].c_str(), &actions, &attributes, pointers_to(argv).data(), pointers_to(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) throw std::system_error(error, std::generic_category(), "cannot start " + argv[0]);
  return child;
}

/// Appends what is there to read; false at the end of the stream.
bool drain(const Fd& reader, std::string& text) {
  std::array<char, 4096> buffer;
  const ssize_t bytes = read(reader.get(), buffer.data(), buffer.size());
  if (bytes > 0) text.append(buffer.data(), static_cast<std::size_t>(bytes));
  return bytes > 0 || (bytes < 0 && errno == EINTR);
}

/// Reads both streams until the program ends; false when `deadline` came first. A grandchild that keeps a stream open is not
/// awaited.
bool collect(const Fd& ended, const Fd& output, const Fd& errors, Clock::time_point deadline, Outcome& outcome) {
  std::array<pollfd, 3> watched = {{{output.get(), POLLIN, 0}, {errors.get(), POLLIN, 0}, {ended.get(), POLLIN, 0}}};
  const std::array<std::string*, 2> texts = {&outcome.output, &outcome.errors};
  const std::array<const Fd*, 2> readers = {&output, &errors};
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    if (check(poll(watched.data(), watched.size(), static_cast<int>(left)), "poll") == 0) return false;
    bool read_any = false;
    for (std::size_t i = 0; i < 2; ++i) {
      if (watched[i].revents == 0) continue;
      read_any = true;
      if (!drain(*readers[i], *texts[i])) watched[i].fd = -1;
    }
    if (!read_any && watched[2].revents != 0) return true;
  }
}

int exit_code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}  // namespace

Outcome run(const std::vector<std::string>& argv, const Options& options) {
  const Clock::time_point deadline = Clock::now() + options.limit;
  Pipe output = make_pipe(), errors = make_pipe();
  const pid_t child = spawn(argv, options, output.writer.get(), errors.writer.get());
  output.writer.close();
  errors.writer.close();
  const Fd ended(check(static_cast<int>(syscall(SYS_pidfd_open, child, 0)), "pidfd_open"));
  Outcome outcome;
  const bool in_time = collect(ended, output.reader, errors.reader, deadline, outcome);
  kill(-child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (in_time) outcome.exit_code = exit_code_of(status);
  return outcome;
}

}  // namespace command
