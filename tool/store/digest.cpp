#include "tool/store/digest.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"

namespace check {

std::string digest_of(std::initializer_list<std::string_view> parts) {
  llvm::BLAKE3 hash;
  for (const std::string_view part : parts) {
    hash.update(std::to_string(part.size()) + ':');
    hash.update(llvm::StringRef(part.data(), part.size()));
  }
  return llvm::toHex(hash.final<kDigestLetters / 2>(), /*LowerCase=*/true);
}

}  // namespace check
