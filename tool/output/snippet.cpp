#include "tool/output/snippet.h"

#include <fmt/core.h>

#include <algorithm>

#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Unicode.h"

namespace check {
namespace {

constexpr std::size_t kTabStop = 8;  // columns, as Clang's -ftabstop

struct Glyph {
  std::size_t bytes;
  std::string shown;
  std::size_t width;  // terminal columns
};

/// How many bytes the character at the front has; 1 for a byte that does not begin a whole one.
std::size_t glyph_bytes(std::string_view text) {
  const auto* begin = reinterpret_cast<const llvm::UTF8*>(text.data());
  const std::size_t wanted = llvm::getNumBytesForUTF8(*begin);
  return wanted <= text.size() && llvm::isLegalUTF8Sequence(begin, begin + wanted) ? wanted : 1;
}

Glyph first_glyph(std::string_view text, std::size_t indent) {
  if (text.front() == '\t') {
    const std::size_t width = kTabStop - indent % kTabStop;
    return {1, std::string(width, ' '), width};
  }
  const std::size_t bytes = glyph_bytes(text);
  const std::string_view character = text.substr(0, bytes);
  const int width = llvm::sys::unicode::columnWidthUTF8({character.data(), character.size()});
  if (width >= 0) return {bytes, std::string(character), static_cast<std::size_t>(width)};
  std::string spelled;
  for (const char c : character) spelled += fmt::format("<{:02X}>", static_cast<unsigned char>(c));
  return {bytes, spelled, spelled.size()};
}

}  // namespace

Snippet snippet(std::string_view line, unsigned column) {
  Snippet result{"", 0};
  std::size_t indent = 0;
  for (std::size_t at = 0; at < line.size();) {
    const Glyph glyph = first_glyph(line.substr(at), indent);
    if (at + 1 <= column) result.caret_indent = indent;
    result.text += glyph.shown;
    indent += glyph.width;
    at += glyph.bytes;
  }
  if (column > line.size()) result.caret_indent = indent;
  return result;
}

std::size_t code_points(std::string_view text, std::size_t bytes) {
  std::size_t count = 0;
  const std::size_t end = std::min(bytes, text.size());
  for (std::size_t at = 0; at < end; at += glyph_bytes(text.substr(at))) ++count;
  return count;
}

}  // namespace check
