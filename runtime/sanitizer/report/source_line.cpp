#include "runtime/sanitizer/report/source_line.h"

#include "runtime/sanitizer/system/system.h"
#include "runtime/sanitizer/system/text.h"

namespace race {
namespace {

constexpr std::size_t kLongestPath = 4096;

int open_source(std::string_view file, std::string_view workspace) {
  char buffer[kLongestPath];
  Text path(buffer);
  path << file << std::string_view("\0", 1);
  const int found = open_for_reading(buffer);
  if (found >= 0 || workspace.empty() || file.starts_with('/')) return found;
  Text elsewhere(buffer);
  elsewhere << workspace << "/" << file << std::string_view("\0", 1);
  return open_for_reading(buffer);
}

// Where the line begins in the file, or -1.
long line_offset(int file, unsigned line, std::span<char> buffer) {
  long offset = 0;
  for (unsigned current = 1; current < line;) {
    const long count = read_at(file, buffer.data(), buffer.size(), offset);
    if (count <= 0) return -1;
    long used = 0;
    while (used < count && current < line) current += buffer[static_cast<std::size_t>(used++)] == '\n';
    offset += used;
  }
  return offset;
}

}  // namespace

std::string_view source_line(std::string_view file, unsigned line, std::string_view workspace, std::span<char> buffer) {
  if (file.empty() || line == 0) return {};
  const int source = open_source(file, workspace);
  if (source < 0) return {};
  const long offset = line_offset(source, line, buffer);
  const long count = offset < 0 ? -1 : read_at(source, buffer.data(), buffer.size(), offset);
  close_file(source);
  if (count <= 0) return {};
  const std::string_view text(buffer.data(), static_cast<std::size_t>(count));
  const std::string_view whole = text.substr(0, text.find('\n'));
  const std::size_t first = whole.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view{} : whole.substr(first);
}

}  // namespace race
