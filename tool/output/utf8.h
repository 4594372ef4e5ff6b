// Source text as UTF-8, which it need not be.
//
// Thread safety: pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace check {

/// How many bytes the character at the front of `text` has; 0 when they are not UTF-8. REQUIRES: `text` is not empty.
std::size_t character_bytes(std::string_view text);

/// How many code points the first `bytes` bytes of `text` hold. A byte that is not UTF-8 counts as one.
std::size_t code_points(std::string_view text, std::size_t bytes);

}  // namespace check
