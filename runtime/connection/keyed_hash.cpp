#include "runtime/connection/keyed_hash.h"

#include <nettle/hmac.h>
#include <nettle/md5.h>
#include <nettle/memops.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha2.h>
#include <nettle/sha3.h>

#include <array>
#include <cstdint>
#include <utility>

namespace mp::connection {

namespace {

constexpr std::array<std::pair<std::string_view, Digest>, 5> kNames = {{
    {"md5", Digest::kMd5},
    {"sha256", Digest::kSha256},
    {"sha384", Digest::kSha384},
    {"sha3_256", Digest::kSha3_256},
    {"sha3_384", Digest::kSha3_384},
}};

const nettle_hash& hash_of(Digest digest) noexcept {
  switch (digest) {
    case Digest::kMd5:
      return nettle_md5;
    case Digest::kSha256:
      return nettle_sha256;
    case Digest::kSha384:
      return nettle_sha384;
    case Digest::kSha3_256:
      return nettle_sha3_256;
    case Digest::kSha3_384:
      return nettle_sha3_384;
  }
  __builtin_unreachable();
}

union HashContext {
  md5_ctx md5;
  sha256_ctx sha256;
  sha384_ctx sha384;
  sha3_256_ctx sha3_256;
  sha3_384_ctx sha3_384;
};

const std::uint8_t* octets(std::string_view text) noexcept { return reinterpret_cast<const std::uint8_t*>(text.data()); }

}  // namespace

std::optional<Digest> digest_of(std::string_view name) noexcept {
  for (const auto& [known, digest] : kNames) {
    if (name == known) return digest;
  }
  return std::nullopt;
}

std::string hmac(Digest digest, std::string_view key, std::string_view message) {
  const nettle_hash& hash = hash_of(digest);
  HashContext outer, inner, state;
  hmac_set_key(&outer, &inner, &state, &hash, key.size(), octets(key));
  hmac_update(&state, &hash, message.size(), octets(message));
  std::string code(hash.digest_size, '\0');
  hmac_digest(&outer, &inner, &state, &hash, code.size(), reinterpret_cast<std::uint8_t*>(code.data()));
  return code;
}

bool equal_in_constant_time(std::string_view left, std::string_view right) noexcept {
  return left.size() == right.size() && memeql_sec(left.data(), right.data(), left.size()) != 0;
}

}  // namespace mp::connection
