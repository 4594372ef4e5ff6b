#include "tool/output/utf8.h"

#include <algorithm>

#include "llvm/Support/ConvertUTF.h"

namespace check {

std::size_t character_bytes(std::string_view text) {
  const auto* begin = reinterpret_cast<const llvm::UTF8*>(text.data());
  const std::size_t wanted = llvm::getNumBytesForUTF8(*begin);
  return wanted <= text.size() && llvm::isLegalUTF8Sequence(begin, begin + wanted) ? wanted : 0;
}

std::size_t code_points(std::string_view text, std::size_t bytes) {
  std::size_t count = 0;
  const std::size_t end = std::min(bytes, text.size());
  for (std::size_t at = 0; at < end; ++count) at += std::max<std::size_t>(1, character_bytes(text.substr(at)));
  return count;
}

}  // namespace check
