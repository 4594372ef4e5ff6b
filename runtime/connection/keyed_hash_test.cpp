#include "runtime/connection/keyed_hash.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace mp::connection {
namespace {

std::string hex(std::string_view bytes) {
  std::string digits;
  for (const char each : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(each));
  return digits;
}

TEST(KeyedHash, AgreesWithTheRFCs) {
  // RFC 2202, 2. test case 2; RFC 4231, 4.3.
  EXPECT_EQ(hex(hmac(Digest::kMd5, "Jefe", "what do ya want for nothing?")), "750c783e6ab0b503eaa86e310a5db738");
  EXPECT_EQ(hex(hmac(Digest::kSha256, "Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex(hmac(Digest::kSha384, "Jefe", "what do ya want for nothing?")),
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649");
}

TEST(KeyedHash, TakesKeysOfAnyLength) {
  // Made by CPython's hmac.new(key, message, digest).
  EXPECT_EQ(hex(hmac(Digest::kSha256, "", "")), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  EXPECT_EQ(hex(hmac(Digest::kSha3_256, std::string(200, 'k'), "m")),
            "a41e46de1079a2cbab7f7e5b3791b11d612b29d44f00bf37a7bc229c7bb67cfd");
}

TEST(KeyedHash, KnowsPythonsNames) {
  EXPECT_EQ(digest_of("md5"), Digest::kMd5);
  EXPECT_EQ(digest_of("sha256"), Digest::kSha256);
  EXPECT_EQ(digest_of("sha384"), Digest::kSha384);
  EXPECT_EQ(digest_of("sha3_256"), Digest::kSha3_256);
  EXPECT_EQ(digest_of("sha3_384"), Digest::kSha3_384);
  EXPECT_EQ(digest_of("sha1"), std::nullopt);
  EXPECT_EQ(digest_of(""), std::nullopt);
}

TEST(KeyedHash, ComparesAllBytes) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("xbc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abcd"));
}

}  // namespace
}  // namespace mp::connection
