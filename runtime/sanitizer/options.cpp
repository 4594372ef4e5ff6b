#include "runtime/sanitizer/options.h"

#include <unistd.h>

#include <optional>

extern "C" void* __libc_stack_end;  // the dynamic linker's

namespace race {
namespace {

constexpr int kLargestExitCode = 255;

std::optional<int> to_exit_code(std::string_view digits) {
  if (digits.empty()) return std::nullopt;
  int number = 0;
  for (char digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number = number * 10 + (digit - '0');
    if (number > kLargestExitCode) return std::nullopt;
  }
  return number;
}

// Why the part is wrong; empty when it was right.
std::string_view apply(std::string_view part, Options& options) {
  const std::size_t equals = part.find('=');
  if (equals == std::string_view::npos) return "is not of the form key=value";
  const std::string_view key = part.substr(0, equals);
  const std::string_view value = part.substr(equals + 1);
  if (key == "log_path") {
    options.log_path = value;
    return value.empty() ? "names no file" : "";
  }
  if (key == "exitcode") {
    const std::optional<int> code = to_exit_code(value);
    options.exit_code = code.value_or(kDefaultExitCode);
    return code ? "" : "is not a number from 0 to 255";
  }
  return "is not an option; there are log_path=FILE and exitcode=N";
}

// What the kernel has put on the stack: the number of arguments, the arguments, nullptr, the environment.
char** first_environment() {
  auto* const stack = static_cast<long*>(__libc_stack_end);
  return reinterpret_cast<char**>(stack + 1 + *stack + 1);
}

}  // namespace

ParsedOptions parse_options(std::string_view text) {
  ParsedOptions result;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(':'));
    text.remove_prefix(part.size() < text.size() ? part.size() + 1 : part.size());
    if (part.empty()) continue;
    result.reason = apply(part, result.options);
    if (!result.reason.empty()) {
      result.wrong = part;
      return result;
    }
  }
  return result;
}

std::string_view environment(std::string_view name) {
  for (char** entry = environ != nullptr ? environ : first_environment(); entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (text.starts_with(name) && text.substr(name.size()).starts_with('=')) return text.substr(name.size() + 1);
  }
  return {};
}

}  // namespace race
