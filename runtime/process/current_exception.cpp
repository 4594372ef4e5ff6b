#include "runtime/process/current_exception.h"

#include <fmt/format.h>
#include <unistd.h>

#include <exception>
#include <utility>

#include "runtime/error.h"
#include "runtime/process/identity.h"
#include "runtime/process/standard_streams.h"
#include "runtime/process/system_exit.h"
#include "runtime/process/throw_stack.h"
#include "runtime/type_name.h"

namespace mp::internal {
namespace {

/// Throws the exception once more, and catches it by the types whose text can be read.
std::string text_of_current_exception() {
  try {
    throw;
  } catch (const std::exception& error) {
    return error.what();
  } catch (const std::string& text) {
    return text;
  } catch (const char* text) {
    return text;
  } catch (int number) {
    return fmt::to_string(number);
  } catch (const SystemExit& request) {
    return fmt::format("mp::exit({})", request.code);
  } catch (...) {
    return "";
  }
}

/// What was thrown in another process keeps the name of its type on its way through this one.
std::string type_name_of_current_exception() {
  try {
    throw;
  } catch (const RemoteError& error) {
    return error.type_name();
  } catch (...) {
    return current_exception_type_name();
  }
}

/// What was thrown in another process keeps the stack that it had there.
std::string backtrace_of_current_exception() {
  const std::string stack = take_throw_stack();
  try {
    throw;
  } catch (const RemoteError& error) {
    if (!error.backtrace().empty()) return error.backtrace();
  } catch (...) {
  }
  return stack.empty() ? "" : fmt::format("{}, pid {}:\n{}", current_process().name(), ::getpid(), stack);
}

}  // namespace

ExceptionText describe_current_exception() {
  std::string backtrace = backtrace_of_current_exception();  // first, since the others throw once more
  return {type_name_of_current_exception(), text_of_current_exception(), std::move(backtrace), pack_current_exception()};
}

std::exception_ptr to_exception(ExceptionText exception) {
  try {
    throw_packed(exception.packed);
    throw RemoteError(std::move(exception.type_name), exception.text, std::move(exception.backtrace));
  } catch (...) {
    return std::current_exception();
  }
}

void report_uncaught_exception(std::string_view kind, std::string_view name) noexcept {
  flush_standard_streams();
  const ExceptionText exception = describe_current_exception();
  const std::string line = fmt::format("{} {}: uncaught exception {}{}{}\n", kind, name, exception.type_name,
                                       exception.text.empty() ? "" : ": ", exception.text);
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace mp::internal
