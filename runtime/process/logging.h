// mp::get_logger and mp::log_to_stderr, Python's multiprocessing.get_logger and log_to_stderr: what the runtime tells about
// itself, and what the program tells beside it.
//
//   mp::log_to_stderr(mp::logging::INFO);
//   mp::get_logger().info("{} of {} done", done, all);           // [INFO/Process-1] 3 of 7 done
//
// A record below the logger's level costs one load and one branch: its text is not formatted. The text is a format of fmt,
// checked when the program is compiled; the line of the call is in the record. The runtime itself says at INFO when a process
// begins and ends, and at DEBUG what a pool does with its workers. A line on stderr is one write: lines of threads and processes
// never mix (in a pipe: up to PIPE_BUF, 4096 bytes). Nobody waits for a lock of another process, so a process that is killed
// harms no other. Thread safety: every function may be called from any thread. Fork safety: a child has its parent's level and
// handlers, whatever the parent's threads were doing. A spawned process has the level, and log_to_stderr if that was called;
// other handlers not. Where it lives: private memory. Different from Python: a logger without a level takes WARNING and above, as
// there is no other logger above it; and a second log_to_stderr() does not write each line twice.
#pragma once

#include <fmt/core.h>
#include <sys/types.h>

#include <atomic>
#include <concepts>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// Many programs are built with -DDEBUG. They have no name for that level, but they compile.
#pragma push_macro("DEBUG")
#undef DEBUG

namespace mp {
namespace logging {

/// Any number may be a level; these have names. Of Python's logging, and the SUB ones of multiprocessing.util.
enum Level : int {
  NOTSET = 0,  ///< of a logger: as if it were WARNING
  SUBDEBUG = 5,
  DEBUG = 10,
  INFO = 20,
  SUBWARNING = 25,
  WARNING = 30,
  ERROR = 40,
  CRITICAL = 50,
};

/// "INFO"; "Level 15" where there is no name.
std::string getLevelName(Level level);

/// One call of the logger. Its texts live as long as the call of emit().
struct LogRecord {
  Level levelno;
  std::string_view message;
  std::source_location where;  ///< of the call
  std::string_view processName;
  pid_t process;
  pid_t thread;  ///< the kernel's number
};

/// Who gets the records. It is called in the thread that logs, perhaps in several at once, and perhaps in the middle of an
/// operation of the runtime: it must not use the pool or process that the record is about. What it throws is printed on stderr.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual void emit(const LogRecord& record) = 0;
};

/// The text of a call, and the line where it stands.
template <class... Args>
struct Text {
  template <std::convertible_to<std::string_view> Format>
  consteval Text(const Format& text, std::source_location call = std::source_location::current()) : format(text), where(call) {}

  fmt::format_string<Args...> format;
  std::source_location where;
};

class Logger {
 public:
  constexpr Logger() = default;
  Logger(const Logger&) = delete;
  Logger& operator=(const Logger&) = delete;

  /// Records below it are dropped. For this process and those that it starts from now on.
  void setLevel(Level level) noexcept { level_.store(level, std::memory_order_relaxed); }
  Level level() const noexcept { return level_.load(std::memory_order_relaxed); }
  Level getEffectiveLevel() const noexcept { return level() == NOTSET ? WARNING : level(); }
  bool isEnabledFor(Level level) const noexcept { return level >= getEffectiveLevel(); }

  /// A logger without any handler prints the bare message on stderr, from WARNING up.
  void addHandler(std::shared_ptr<Handler> handler);
  /// Does nothing if it was not added.
  void removeHandler(const std::shared_ptr<Handler>& handler);

  template <class... Args>
  void debug(Text<std::type_identity_t<Args>...> text, Args&&... args) {
    log<Args...>(DEBUG, text, std::forward<Args>(args)...);
  }
  template <class... Args>
  void info(Text<std::type_identity_t<Args>...> text, Args&&... args) {
    log<Args...>(INFO, text, std::forward<Args>(args)...);
  }
  template <class... Args>
  void warning(Text<std::type_identity_t<Args>...> text, Args&&... args) {
    log<Args...>(WARNING, text, std::forward<Args>(args)...);
  }
  template <class... Args>
  void error(Text<std::type_identity_t<Args>...> text, Args&&... args) {
    log<Args...>(ERROR, text, std::forward<Args>(args)...);
  }
  template <class... Args>
  void critical(Text<std::type_identity_t<Args>...> text, Args&&... args) {
    log<Args...>(CRITICAL, text, std::forward<Args>(args)...);
  }
  template <class... Args>
  void log(Level level, Text<std::type_identity_t<Args>...> text, Args&&... args) {
    if (isEnabledFor(level)) handle(level, text.where, text.format, fmt::make_format_args(args...));
  }

 private:
  static void handle(Level level, const std::source_location& where, fmt::string_view format, fmt::format_args args);

  std::atomic<Level> level_ = NOTSET;
};

}  // namespace logging

/// The one logger of the runtime, which a program may use as well.
logging::Logger& get_logger();

/// From now on each record is a line on stderr: "[INFO/Process-1] message". Sets the level, if one is given.
logging::Logger& log_to_stderr(std::optional<logging::Level> level = {});

namespace internal {

/// What a spawned process has of its parent's logger.
struct LoggerNature {
  int level;
  bool to_stderr;
};
LoggerNature logger_nature();
void inherit_logger(LoggerNature nature);

}  // namespace internal
}  // namespace mp

#pragma pop_macro("DEBUG")
