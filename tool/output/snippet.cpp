#include "tool/output/snippet.h"

#include <fmt/core.h>

#include <algorithm>

#include "llvm/Support/Unicode.h"
#include "tool/output/utf8.h"

namespace check {
namespace {

constexpr std::size_t kTabStop = 8;  // columns, as Clang's -ftabstop

struct Glyph {
  std::size_t bytes;
  std::string shown;
  std::size_t width;  // terminal columns
};

Glyph first_glyph(std::string_view text, std::size_t indent) {
  if (text.front() == '\t') {
    const std::size_t width = kTabStop - indent % kTabStop;
    return {1, std::string(width, ' '), width};
  }
  const std::size_t bytes = std::max<std::size_t>(1, character_bytes(text));
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

}  // namespace check
