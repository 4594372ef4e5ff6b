// Short names of contents: equal contents have equal digests, and different ones different digests (BLAKE3, 128 bits).
//
// Thread safety: pure.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace check {

inline constexpr std::size_t kDigestLetters = 32;

/// The digest of the parts in this order, in hexadecimal letters. Where one part ends and the next begins makes a difference.
std::string digest_of(std::initializer_list<std::string_view> parts);

}  // namespace check
