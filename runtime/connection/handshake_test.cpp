// CPython's ChallengeResponseTest and OtherTest, and both handshakes byte for byte against responses that CPython 3.13 made:
// multiprocessing.connection._create_response(b"secret", challenge).
#include "runtime/connection/handshake.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "runtime/connection/bytes_for_test.h"
#include "runtime/connection/keyed_hash.h"
#include "runtime/connection/pipe.h"
#include "runtime/error.h"
#include "runtime/testing/forked_child.h"

namespace mp::connection {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using test::kPatience;
using test::to_bytes;
using test::to_text;

futex::Deadline patient() { return futex::deadline_after(kPatience); }

/// `count` bytes 0, 1, 2, ...
std::string counting(int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(i);
  return bytes;
}

std::string from_hex(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

/// What this end answers to a challenge, and what becomes of the handshake after the verdict.
std::string answer(const std::string& challenge, std::string_view authkey, std::string_view verdict = "#WELCOME#") {
  auto [here, there] = Pipe();
  there.send_bytes(to_bytes("#CHALLENGE#" + challenge));
  there.send_bytes(to_bytes(verdict));
  answer_challenge(here, authkey, patient());
  return to_text(there.recv_bytes());
}

TEST(ChallengeResponse, AnswersEveryModernDigest) {
  for (const auto& [tag, code] : {
           std::pair("{md5}"sv, "e8928e8cca3ace2d777017168dc6a0b2"sv),
           std::pair("{sha256}"sv, "fc57fbe650d6124b98215e7b5d197d5807ad69982d275a9735ea2d56f1fa6989"sv),
           std::pair("{sha384}"sv,
                     "bae78a3376369f7b803a8473318a9b7062495b47434159ac84fc92ddb33c51b277c44c3edd9a5f9cb7d628f21abe2665"sv),
           std::pair("{sha3_256}"sv, "82e8fa62f363295b6655abecf0e98e510224c559e9745af9741c357aec358f90"sv),
           std::pair("{sha3_384}"sv,
                     "bfbe71d4e622f58ebf6cbe049af4c8fe518645b482915af0940d678c37c0b46dd1a2a448f9ee5141c91bba42b46a7862"sv),
       }) {
    EXPECT_EQ(answer(std::string(tag) + counting(40), "secret"), std::string(tag) + from_hex(code));
  }
}

TEST(ChallengeResponse, AnswersALegacyChallenge) {
  EXPECT_EQ(answer(counting(20), "secret"), from_hex("7defa9cc46abc3583325d17ccda75190"));
}

TEST(ChallengeResponse, AnswerChallengeAuthFailure) {
  EXPECT_THROW(answer(counting(20), "secret", "#FAILURE#"), AuthenticationError);
  EXPECT_THROW(answer(counting(20), "secret", "something bogus"), AuthenticationError);
  EXPECT_THROW(answer(counting(19), "secret"), AuthenticationError);
  EXPECT_THROW(answer(counting(16), "secret"), AuthenticationError) << "as short as a legacy response";
  EXPECT_THROW(answer("{sha256}abc", "secret"), AuthenticationError);
  EXPECT_THROW(answer("{sha1}" + counting(40), "secret"), AuthenticationError);
  EXPECT_THROW(answer("{sha256" + counting(40), "secret"), AuthenticationError);
  EXPECT_THROW(answer(std::string(300, 'x'), "secret"), OSError) << "more than 256 bytes";
  auto [here, there] = Pipe();
  there.send_bytes(to_bytes("something bogus"));
  EXPECT_THROW(answer_challenge(here, "secret", patient()), AuthenticationError);
}

/// Delivers a challenge and answers with what `respond` makes of it. Returns the verdict on the wire.
template <class Respond>
std::string deliver(std::string_view authkey, Respond respond) {
  auto [here, there] = Pipe();
  bool refused = false;
  std::jthread server([&, &end = here] {
    try {
      deliver_challenge(end, authkey, patient());
    } catch (const AuthenticationError&) {
      refused = true;
    }
  });
  const std::string challenge = to_text(*there.recv_bytes_for(kPatience));
  EXPECT_TRUE(challenge.starts_with("#CHALLENGE#{sha256}"));
  EXPECT_EQ(challenge.size(), 59u);
  there.send_bytes(to_bytes(respond(challenge.substr(11))));
  const std::string verdict = to_text(*there.recv_bytes_for(kPatience));
  server.join();
  EXPECT_EQ(refused, verdict != "#WELCOME#");
  return verdict;
}

TEST(ChallengeResponse, TakesEveryDigestThatCoversTheChallenge) {
  for (const auto& [name, digest] :
       {std::pair("sha256", Digest::kSha256), std::pair("sha384", Digest::kSha384), std::pair("sha3_256", Digest::kSha3_256),
        std::pair("sha3_384", Digest::kSha3_384), std::pair("md5", Digest::kMd5)}) {
    const auto respond = [&](const std::string& challenge) {
      return "{" + std::string(name) + "}" + hmac(digest, "key", challenge);
    };
    EXPECT_EQ(deliver("key", respond), "#WELCOME#") << name;
    EXPECT_EQ(deliver("other", respond), "#FAILURE#") << name;
  }
}

TEST(ChallengeResponse, TakesALegacyResponse) {
  const auto respond = [](const std::string& challenge) { return hmac(Digest::kMd5, "key", challenge); };
  EXPECT_EQ(deliver("key", respond), "#WELCOME#");
  EXPECT_EQ(deliver("other", respond), "#FAILURE#");
}

TEST(ChallengeResponse, DeliverChallengeAuthFailure) {
  EXPECT_EQ(deliver("key", [](const std::string&) { return "something bogus"; }), "#FAILURE#");
  EXPECT_EQ(deliver("key", [](const std::string&) { return ""; }), "#FAILURE#");
  EXPECT_EQ(deliver("key", [](const std::string&) { return "{sha256}"; }), "#FAILURE#");
  EXPECT_EQ(deliver("key", [](const std::string& challenge) { return challenge; }), "#FAILURE#");
  // The code of the random part alone is not enough: it covers the digest's name too, so nobody can exchange that on the way.
  EXPECT_EQ(deliver("key", [](const std::string& c) { return "{sha256}" + hmac(Digest::kSha256, "key", c.substr(8)); }),
            "#FAILURE#");
}

TEST(ChallengeResponse, ChallengesAreFresh) {
  std::string first, second;
  const auto keep = [](std::string& to) {
    return [&to](const std::string& challenge) {
      to = challenge;
      return "{sha256}" + hmac(Digest::kSha256, "key", challenge);
    };
  };
  EXPECT_EQ(deliver("key", keep(first)), "#WELCOME#");
  EXPECT_EQ(deliver("key", keep(second)), "#WELCOME#");
  EXPECT_NE(first, second);
  EXPECT_EQ(deliver("key", [&](const std::string&) { return "{sha256}" + hmac(Digest::kSha256, "key", first); }), "#FAILURE#")
      << "a response from before";
}

TEST(ChallengeResponse, OnTheWire) {
  test::RawPair pair;
  Connection connection(pair.take_first());
  pair.write("\0\0\0\x33#CHALLENGE#{sha384}"sv);
  pair.write(counting(32));
  pair.write("\0\0\0\x09#WELCOME#"sv);
  answer_challenge(connection, "key", patient());
  EXPECT_EQ(pair.read(12), "\0\0\0\x38{sha384}"sv);
  EXPECT_EQ(pair.read(48), hmac(Digest::kSha384, "key", "{sha384}" + counting(32)));

  std::jthread server([&] { EXPECT_THROW(deliver_challenge(connection, "key", patient()), AuthenticationError); });
  EXPECT_EQ(pair.read(23), "\0\0\0\x3b#CHALLENGE#{sha256}"sv);
  EXPECT_EQ(pair.read(40).size(), 40u);
  pair.write("\0\0\0\2no"sv);
  EXPECT_EQ(pair.read(13), "\0\0\0\x09#FAILURE#"sv);
}

TEST(ChallengeResponse, IsBoundByTheDeadline) {
  auto [here, there] = Pipe();
  EXPECT_THROW(answer_challenge(here, "key", futex::deadline_after(20ms)), TimeoutError);
  EXPECT_THROW(deliver_challenge(here, "key", futex::deadline_after(20ms)), TimeoutError);
}

TEST(ChallengeResponse, AnOtherEndThatLeavesIsAnEnd) {
  auto [here, there] = Pipe();
  there.close();
  EXPECT_THROW(answer_challenge(here, "key", patient()), EOFError);
  EXPECT_THROW(deliver_challenge(here, "key", patient()), OSError);
}

}  // namespace
}  // namespace mp::connection
