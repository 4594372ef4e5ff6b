#include "runtime/sanitizer/symbols/symbolized_stack.h"

#include "runtime/sanitizer/system/hash.h"

namespace race {
namespace {

constexpr std::size_t kLongestAnswer = 4 << 10;  // all functions inlined at one address

// The first line, which is taken off `rest`. What the symbolizer does not know it writes as "??".
std::string_view take_line(std::string_view& rest) {
  const std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(line.size() < rest.size() ? line.size() + 1 : line.size());
  return line == "??" ? std::string_view{} : line;
}

// The number behind the last colon, both of which are taken off `rest`.
unsigned take_number(std::string_view& rest) {
  const std::size_t colon = rest.rfind(':');
  if (colon == std::string_view::npos) return 0;
  unsigned number = 0;
  for (char digit : rest.substr(colon + 1)) {
    if (digit < '0' || digit > '9') return 0;  // an answer that was cut off
    number = number * 10 + static_cast<unsigned>(digit - '0');
  }
  rest = rest.substr(0, colon);
  return number;
}

bool is_installed(std::string_view file) { return file.starts_with("/lib") || file.starts_with("/usr/"); }

Frame parse(std::string_view& functions) {
  Frame frame;
  frame.function = take_line(functions);
  frame.file = take_line(functions);
  frame.column = take_number(frame.file);
  frame.line = take_number(frame.file);
  if (frame.file == "??") frame.file = {};
  while (frame.file.starts_with("./")) frame.file.remove_prefix(2);
  return frame;
}

Frame innermost(std::string_view answer) {
  take_line(answer);  // the module
  return parse(answer);
}

/// The function that the code stands in, whatever was inlined there.
std::string_view outermost_function(std::string_view answer) {
  take_line(answer);  // the module
  Frame frame;
  while (!answer.empty()) frame = parse(answer);
  return frame.function;
}

// The compiler leaves without a line what it has moved, such as a read before a loop that stood inside. Then the line of the
// code right behind it tells more than none.
std::string_view name_near(std::uintptr_t code, Symbolizer& symbolizer, std::span<char> out) {
  constexpr unsigned kNearBytes = 48;
  std::uint64_t function = 0;
  for (unsigned distance = 0; distance < kNearBytes; ++distance) {
    const std::string_view answer = symbolizer.name(code + distance, out);
    const std::uint64_t here = mix(outermost_function(answer));
    if (distance == 0) function = here;
    const Frame frame = innermost(answer);
    if (here != function || frame.file.empty()) break;
    if (frame.line != 0) return answer;
  }
  return symbolizer.name(code, out);
}

}  // namespace

bool is_own(const Frame& frame) {
  // Not by the file alone: where its debug symbols are installed, libc's files have relative paths too.
  const bool library = frame.file.empty() || is_installed(frame.file) || is_installed(frame.module);
  const bool plumbing = frame.file.starts_with("runtime/") && !frame.file.ends_with("_test.cpp");
  return !library && !plumbing;
}

void SymbolizedStack::resolve(std::span<const std::uintptr_t> return_addresses, Symbolizer& symbolizer) {
  count_ = 0;
  std::span<char> free = names_;
  for (std::uintptr_t address : return_addresses) {
    if (free.size() < kLongestAnswer) return;
    // The call stands before the address that it returns to.
    const std::string_view answer = name_near(address - 1, symbolizer, free.first(kLongestAnswer));
    free = free.subspan(answer.size());
    add(answer);
  }
}

void SymbolizedStack::add(std::string_view answer) {
  const std::string_view module = take_line(answer);
  do {
    if (count_ == kMaxNamed) return;
    frames_[count_] = parse(answer);
    frames_[count_++].module = module;
  } while (!answer.empty());
}

const Frame* SymbolizedStack::place() const {
  for (const Frame& frame : frames()) {
    if (is_own(frame)) return &frame;
  }
  return count_ == 0 ? nullptr : &frames_[0];
}

}  // namespace race
