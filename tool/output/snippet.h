// A line of source and a caret below one of its columns, as Clang shows them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace check {

struct Snippet {
  std::string text;          ///< safe to print: tabs are expanded, bytes that a terminal would obey or misread are spelled out
  std::size_t caret_indent;  ///< how many terminal columns stand before the caret
};

/// REQUIRES: `column` counts bytes of `line` from 1. A column behind the line's end puts the caret behind the text.
Snippet snippet(std::string_view line, unsigned column);

}  // namespace check
