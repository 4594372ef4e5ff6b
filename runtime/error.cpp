#include "runtime/error.h"

#include <fmt/format.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <iterator>
#include <system_error>
#include <utility>

namespace mp {

namespace {
std::string describe_death(pid_t pid, int exitcode) {
  if (exitcode >= 0) return fmt::format("process {} ended with exit code {} before it had answered", pid, exitcode);
  const char* name = sigabbrev_np(-exitcode);
  return fmt::format("process {} was killed by signal {} (SIG{}) before it had answered", pid, -exitcode,
                     name != nullptr ? name : "?");
}
}  // namespace

BufferTooShort::BufferTooShort(std::vector<std::byte> message)
    : ProcessError(
          fmt::format("the message of {} bytes is longer than the buffer; message() is the whole of it", message.size())),
      message_(std::move(message)) {}

OSError::OSError(std::string_view operation, int error_number)
    : Error(fmt::format("{}: {} (errno {})", operation, std::generic_category().message(error_number), error_number)),
      error_number_(error_number) {}

FileExistsError::FileExistsError(std::string_view operation) : OSError(operation, EEXIST) {}

FileNotFoundError::FileNotFoundError(std::string_view operation) : OSError(operation, ENOENT) {}

WorkerDied::WorkerDied(pid_t pid, int exitcode, std::optional<std::size_t> task)
    : Error(describe_death(pid, exitcode) + (task ? fmt::format(" task {} of its pool", *task) : "")),
      pid_(pid),
      exitcode_(exitcode),
      task_(task) {}

namespace internal {

void die(std::string_view message) noexcept {
  std::array<iovec, 2> parts = {{{const_cast<char*>(message.data()), message.size()}, {const_cast<char*>("\n"), 1}}};
  // Nothing can be done about a standard error that is closed; the process ends either way.
  [[maybe_unused]] const ssize_t written = writev(STDERR_FILENO, parts.data(), parts.size());
  std::abort();
}

void check_failed(const char* condition, std::source_location where) noexcept {
  std::array<char, 512> text;
  const auto end = fmt::format_to_n(text.data(), text.size(), "internal bug: {}:{}: {} is false in {}", where.file_name(),
                                    where.line(), condition, where.function_name());
  die({text.data(), std::min(end.size, text.size())});
}

}  // namespace internal

}  // namespace mp
