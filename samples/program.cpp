#include "samples/program.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>
#include <vector>

extern char** environ;

namespace samples {
namespace {

namespace fs = std::filesystem;

int check(int result, const char* operation) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), operation);
  return result;
}

/// A file in memory that takes one stream of a program: it never fills, so nobody has to read while the program runs.
class Capture {
 public:
  Capture() : fd_(check(memfd_create("capture", MFD_CLOEXEC), "memfd_create")) {
    // The processes of a program share one offset in the file, which the kernel advances without a lock; appending locks.
    check(fcntl(fd_, F_SETFL, O_APPEND), "fcntl");
  }
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;
  ~Capture() { close(fd_); }

  int fd() const { return fd_; }

  std::string text() const {
    std::string result;
    std::array<char, 4096> buffer;
    ssize_t bytes = 0;
    while ((bytes = check(static_cast<int>(pread(fd_, buffer.data(), buffer.size(), static_cast<off_t>(result.size()))),
                          "pread")) > 0) {
      result.append(buffer.data(), static_cast<std::size_t>(bytes));
    }
    return result;
  }

 private:
  const int fd_;
};

std::vector<std::string> environment_with(const Environment& changes) {
  Environment all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals != text.npos) all.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  for (const auto& [name, value] : changes) all[name] = value;
  std::vector<std::string> result;
  result.reserve(all.size());
  for (const auto& [name, value] : all) result.push_back(fmt::format("{}={}", name, value));
  return result;
}

std::vector<char*> pointers_to(std::vector<std::string>& strings) {
  std::vector<char*> result;
  result.reserve(strings.size() + 1);
  for (std::string& text : strings) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

pid_t spawn(const fs::path& program, const Environment& changes, const Capture* output, const Capture* errors) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (output != nullptr) posix_spawn_file_actions_adddup2(&actions, output->fd(), STDOUT_FILENO);
  if (errors != nullptr) posix_spawn_file_actions_adddup2(&actions, errors->fd(), STDERR_FILENO);
  std::vector<std::string> arguments = {program.string()};
  std::vector<std::string> environment = environment_with(changes);
  pid_t child = -1;
  const int error =
      posix_spawn(&child, program.c_str(), &actions, nullptr, pointers_to(arguments).data(), pointers_to(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::system_error(error, std::generic_category(), "cannot start " + program.string());
  return child;
}

Seconds seconds(const timeval& time) { return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec); }

/// Where Bazel put the files that the program `argv0` was built with.
fs::path runfiles_of(const std::string& argv0) {
  fs::path beside = argv0 + ".runfiles";
  if (fs::is_directory(beside)) return beside;
  for (const char* variable : {"RUNFILES_DIR", "TEST_SRCDIR"}) {
    const char* folder = std::getenv(variable);
    if (folder != nullptr && fs::is_directory(folder)) return folder;
  }
  throw std::runtime_error(fmt::format("there is no folder {}: start this program with 'bazel run'", beside.string()));
}

}  // namespace

Ended run(const fs::path& program, Streams streams, const Environment& changes) {
  const Capture output, errors;
  const bool captured = streams == Streams::kCaptured;
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = spawn(program, changes, captured ? &output : nullptr, captured ? &errors : nullptr);
  int status = 0;
  rusage usage{};
  while (wait4(child, &status, 0, &usage) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "wait4");
  }
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          .output = output.text(),
          .errors = errors.text(),
          .wall = std::chrono::steady_clock::now() - start,
          .cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime)};
}

Programs::Programs(const std::string& argv0) : folder_(fs::absolute(runfiles_of(argv0)) / "racelab/samples") {}

fs::path Programs::find(std::string_view target) const {
  const fs::path program = folder_ / target;
  if (!fs::exists(program)) throw std::runtime_error(fmt::format("{} was not built with this program", program.string()));
  return program;
}

}  // namespace samples
