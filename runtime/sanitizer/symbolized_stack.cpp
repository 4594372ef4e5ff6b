#include "runtime/sanitizer/symbolized_stack.h"

#include <cstring>

namespace race {
namespace {

constexpr const char* kFormat = "%f\n%s\n%l\n%c\n%m";  // function, source file, line, column, module
constexpr std::size_t kLongestFrame = 4 << 10;         // all functions inlined at one address

// The text up to the next line break, which is taken off `rest`. What the symbolizer does not know it writes as <null>.
std::string_view take_field(std::string_view& rest) {
  const std::string_view field = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(field.size() < rest.size() ? field.size() + 1 : field.size());
  return field == "<null>" || field == "(null)" || field == "??" ? std::string_view{} : field;
}

bool is_installed(std::string_view module) { return module.starts_with("/lib") || module.starts_with("/usr/"); }

unsigned to_number(std::string_view digits) {
  unsigned number = 0;
  for (char digit : digits) number = number * 10 + static_cast<unsigned>(digit - '0');
  return number;
}

Frame parse(std::string_view rendered) {
  Frame frame;
  frame.function = take_field(rendered);
  frame.file = take_field(rendered);
  if (frame.file.starts_with("./")) frame.file.remove_prefix(2);
  frame.line = to_number(take_field(rendered));
  frame.column = to_number(take_field(rendered));
  frame.module = take_field(rendered);
  return frame;
}

void render(std::uintptr_t code, SymbolizeFunction symbolize, char* out) {
  std::memset(out, 0, kLongestFrame);
  // The two last bytes stay the end of the last text.
  symbolize(reinterpret_cast<void*>(code), kFormat, out, kLongestFrame - 2);
}

// The compiler leaves without a line what it has moved, such as a read before a loop that stood inside. Then the line of the
// code right behind it tells more than none.
void render_near(std::uintptr_t code, SymbolizeFunction symbolize, char* out) {
  constexpr unsigned kNearBytes = 48;
  for (unsigned distance = 0; distance < kNearBytes; ++distance) {
    render(code + distance, symbolize, out);
    const Frame frame = parse(out);
    if (frame.line != 0) return;
    if (frame.file.empty()) break;
  }
  render(code, symbolize, out);
}

}  // namespace

bool is_own(const Frame& frame) {
  // Not by the file alone: where its debug symbols are installed, libc's files have relative paths too.
  const bool library = frame.file.empty() || frame.file.starts_with('/') || is_installed(frame.module);
  const bool plumbing = frame.file.starts_with("runtime/") && !frame.file.ends_with("_test.cpp");
  return !library && !plumbing;
}

void SymbolizedStack::resolve(std::span<const std::uintptr_t> return_addresses, SymbolizeFunction symbolize) {
  count_ = 0;
  char* out = names_;
  for (std::uintptr_t address : return_addresses) {
    if (out + kLongestFrame > names_ + sizeof names_) return;
    // The call stands before the address that it returns to.
    render_near(address - 1, symbolize, out);
    for (std::string_view text = out; !text.empty(); text = out) {
      if (count_ < kMaxNamed) frames_[count_++] = parse(text);
      out += text.size() + 1;
    }
  }
}

const Frame* SymbolizedStack::place() const {
  for (const Frame& frame : frames()) {
    if (is_own(frame)) return &frame;
  }
  return count_ == 0 ? nullptr : &frames_[0];
}

}  // namespace race
