// HMAC (RFC 2104) with the hash functions that the handshake of CPython's multiprocessing knows, from GNU Nettle.
//
// Thread, process and fork safety: functions on values. MD5 is here because CPython up to 3.11 speaks nothing else.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mp::connection {

enum class Digest { kMd5, kSha256, kSha384, kSha3_256, kSha3_384 };

/// The digest with this name: "md5", "sha256", "sha384", "sha3_256", "sha3_384".
std::optional<Digest> digest_of(std::string_view name) noexcept;

/// The message's code under the key; keys of any length, also of none.
std::string hmac(Digest digest, std::string_view key, std::string_view message);

/// Compares in a time that depends on the length only.
bool equal_in_constant_time(std::string_view left, std::string_view right) noexcept;

}  // namespace mp::connection
