#include "runtime/process/logging.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "runtime/futex/thread_id.h"
#include "runtime/process/current_exception.h"
#include "runtime/process/identity.h"
#include "runtime/process/per_process.h"

#undef DEBUG  // the header says why

namespace mp {
namespace logging {
namespace {

struct Handlers {
  std::vector<std::shared_ptr<Handler>> list;
  bool to_stderr = false;

  void forked() noexcept {}  // they are the child's as well
};

using Own = internal::PerProcess<Handlers>;

/// In one write, so that no other line comes between its parts. Nobody can be told that stderr is closed.
void write_to_stderr(std::string_view line) noexcept {
  while (!line.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    line.remove_prefix(static_cast<std::size_t>(written));
  }
}

void emit_to_stderr(const LogRecord& record) {
  write_to_stderr(fmt::format("[{}/{}] {}\n", getLevelName(record.levelno), record.processName, record.message));
}

/// As Python's handler of last resort: a warning is not lost because nobody has asked for it.
void emit_without_handlers(const LogRecord& record) {
  if (record.levelno >= WARNING) write_to_stderr(fmt::format("{}\n", record.message));
}

void emit(Handler& handler, const LogRecord& record) {
  try {
    handler.emit(record);
  } catch (...) {
    internal::report_uncaught_exception("Handler of", "the logger");
  }
}

}  // namespace

std::string getLevelName(Level level) {
  switch (level) {
    case NOTSET:
      return "NOTSET";
    case SUBDEBUG:
      return "SUBDEBUG";
    case DEBUG:
      return "DEBUG";
    case INFO:
      return "INFO";
    case SUBWARNING:
      return "SUBWARNING";
    case WARNING:
      return "WARNING";
    case ERROR:
      return "ERROR";
    case CRITICAL:
      return "CRITICAL";
  }
  return fmt::format("Level {}", static_cast<int>(level));
}

void Logger::addHandler(std::shared_ptr<Handler> handler) {
  Own::with([&](Handlers& mine) { mine.list.push_back(std::move(handler)); });
}

void Logger::removeHandler(const std::shared_ptr<Handler>& handler) {
  std::shared_ptr<Handler> removed;  // its destructor runs when the handlers may be used again
  Own::with([&](Handlers& mine) {
    const auto found = std::find(mine.list.begin(), mine.list.end(), handler);
    if (found == mine.list.end()) return;
    removed = std::move(*found);
    mine.list.erase(found);
  });
}

void Logger::handle(Level level, const std::source_location& where, fmt::string_view format, fmt::format_args args) {
  const int error = errno;  // whoever logs a failure still wants to know it
  const std::string message = fmt::vformat(format, args);
  const CurrentProcess process = current_process();
  const LogRecord record{.levelno = level,
                         .message = message,
                         .where = where,
                         .processName = process.name(),
                         .process = process.pid(),
                         .thread = static_cast<pid_t>(futex::this_thread())};
  // A copy: a handler may take its time, and may add handlers.
  const Handlers handlers = Own::with([](const Handlers& mine) { return mine; });
  if (handlers.to_stderr) emit_to_stderr(record);
  for (const auto& handler : handlers.list) emit(*handler, record);
  if (!handlers.to_stderr && handlers.list.empty()) emit_without_handlers(record);
  errno = error;
}

}  // namespace logging

logging::Logger& get_logger() {
  static constinit logging::Logger logger;
  return logger;
}

logging::Logger& log_to_stderr(std::optional<logging::Level> level) {
  logging::Own::with([](logging::Handlers& mine) { mine.to_stderr = true; });
  if (level) get_logger().setLevel(*level);
  return get_logger();
}

internal::LoggerNature internal::logger_nature() {
  return {.level = get_logger().level(),
          .to_stderr = logging::Own::with([](const logging::Handlers& mine) { return mine.to_stderr; })};
}

void internal::inherit_logger(LoggerNature nature) {
  get_logger().setLevel(static_cast<logging::Level>(nature.level));
  if (nature.to_stderr) log_to_stderr();
}

}  // namespace mp
