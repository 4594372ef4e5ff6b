// Bytes in a file that tells what it holds, who wrote it, and whether it is whole.
//
// A file is a line of text ("racecheck summary, written by ..."), the digest of the rest, and the rest. Only the very program
// that wrote a file reads it: numbers in it have no meaning of their own. Thread safety: pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace check {

struct Seal {
  std::string_view holds;   ///< "summary"
  std::string_view writer;  ///< identity_of_racecheck()
};

std::string sealed(const Seal& seal, std::string_view content);

/// The content, a part of `file`; or nothing, and `problem` says why and what to do.
std::optional<std::string_view> unsealed(const Seal& seal, std::string_view file, std::string& problem);

}  // namespace check
