#include "tool/store/identity.h"

#include "clang/Basic/Version.h"
#include "llvm/Support/MemoryBuffer.h"
#include "tool/store/digest.h"

namespace check {

std::string identity_of_racecheck(std::string_view settings) {
  const auto program = llvm::MemoryBuffer::getFile("/proc/self/exe", /*IsText=*/false, /*RequiresNullTerminator=*/false);
  const std::string clang = clang::getClangFullVersion();
  // Without its own file the program is known by its library alone.
  const llvm::StringRef text = program ? (*program)->getBuffer() : llvm::StringRef();
  return digest_of({{text.data(), text.size()}, clang, settings});
}

}  // namespace check
