#include "runtime/sanitizer/options.h"

#include <unistd.h>

#include <optional>

extern "C" void* __libc_stack_end;  // the dynamic linker's

namespace race {
namespace {

constexpr std::uint32_t kLargestExitCode = 255;
constexpr std::uint32_t kLargestNumber = 1'000'000'000;

std::optional<std::uint32_t> to_number(std::string_view digits, std::uint32_t largest) {
  if (digits.empty()) return std::nullopt;
  std::uint64_t number = 0;
  for (char digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number = number * 10 + static_cast<unsigned>(digit - '0');
    if (number > largest) return std::nullopt;
  }
  return static_cast<std::uint32_t>(number);
}

// Why a value is wrong; empty when it was right.
std::string_view apply_format(std::string_view value, Options& options) {
  options.format = value == "json" ? ReportFormat::kJson : ReportFormat::kText;
  return value == "json" || value == "text" ? "" : "is neither text nor json";
}

std::string_view apply_file(std::string_view value, std::string_view& file) {
  file = value;
  return value.empty() ? "names no file" : "";
}

// Why the part is wrong; empty when it was right.
std::string_view apply(std::string_view part, Options& options) {
  const std::size_t equals = part.find('=');
  if (equals == std::string_view::npos) return "is not of the form key=value";
  const std::string_view key = part.substr(0, equals);
  const std::string_view value = part.substr(equals + 1);
  if (key == "log_path") return apply_file(value, options.log_path);
  if (key == "suppressions") return apply_file(value, options.suppressions);
  if (key == "format") return apply_format(value, options);
  if (key == "exitcode") {
    const std::optional<std::uint32_t> code = to_number(value, kLargestExitCode);
    options.exit_code = static_cast<int>(code.value_or(kDefaultExitCode));
    return code ? "" : "is not a number from 0 to 255";
  }
  if (key == "max_reports") {
    const std::optional<std::uint32_t> most = to_number(value, kLargestNumber);
    options.max_reports = most.value_or(UINT32_MAX);
    return most ? "" : "is not a number";
  }
  if (key == "halt_on_error") {
    options.halt_on_error = value == "1";
    return value == "0" || value == "1" ? "" : "is neither 0 nor 1";
  }
  return "is not an option; there are log_path=FILE, exitcode=N, halt_on_error=1, max_reports=N, suppressions=FILE and "
         "format=json";
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
