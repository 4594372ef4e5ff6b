#include "runtime/connection/handshake.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/connection/keyed_hash.h"
#include "runtime/error.h"

namespace mp::connection {

namespace {

constexpr std::string_view kChallenge = "#CHALLENGE#";
constexpr std::string_view kWelcome = "#WELCOME#";
constexpr std::string_view kFailure = "#FAILURE#";
constexpr std::string_view kPreferred = "{sha256}";
constexpr std::size_t kRandomBytes = 40;
constexpr std::size_t kLegacyRandomBytes = 20;
constexpr std::size_t kLegacyResponseBytes = 16;
constexpr std::size_t kLongestMessage = 256;

std::string random_bytes() {
  std::string bytes(kRandomBytes, '\0');
  if (::getentropy(bytes.data(), bytes.size()) != 0) throw OSError("random bytes for a challenge: getentropy", errno);
  return bytes;
}

void send(Connection& connection, std::string_view message, futex::Deadline deadline) {
  if (connection.send_bytes_until(std::as_bytes(std::span(message)), deadline)) return;
  throw TimeoutError("the other end did not take its part of the handshake in time");
}

std::string receive(Connection& connection, futex::Deadline deadline) {
  const auto message = connection.recv_bytes_until(deadline, kLongestMessage);
  if (!message) throw TimeoutError("the other end did not say its part of the handshake in time");
  return {reinterpret_cast<const char*>(message->data()), message->size()};
}

struct Tagged {
  std::optional<Digest> digest;  ///< none: the legacy form, HMAC-MD5 without a tag
  std::string_view payload;
};

/// Takes a message apart, as its length or its tag tells. Throws AuthenticationError.
Tagged take_apart(std::string_view message) {
  if (message.size() == kLegacyRandomBytes || message.size() == kLegacyResponseBytes) return {std::nullopt, message};
  const std::size_t end = message.starts_with('{') ? message.find('}') : std::string_view::npos;
  if (end != std::string_view::npos) {
    const std::optional<Digest> digest = digest_of(message.substr(1, end - 1));
    if (digest) return {digest, message.substr(end + 1)};
  }
  throw AuthenticationError("unsupported message length, missing digest prefix, or unsupported digest in the handshake");
}

std::string response_to(std::string_view challenge, std::string_view authkey) {
  const std::optional<Digest> digest = take_apart(challenge).digest;
  if (!digest) return hmac(Digest::kMd5, authkey, challenge);
  return std::string(challenge.substr(0, challenge.find('}') + 1)) + hmac(*digest, authkey, challenge);
}

bool verify(std::string_view response, std::string_view challenge, std::string_view authkey) {
  const Tagged answer = take_apart(response);
  return equal_in_constant_time(answer.payload, hmac(answer.digest.value_or(Digest::kMd5), authkey, challenge));
}

bool is_right(std::string_view response, std::string_view challenge, std::string_view authkey) {
  try {
    return verify(response, challenge, authkey);
  } catch (const AuthenticationError&) {
    return false;
  }
}

}  // namespace

void deliver_challenge(Connection& connection, std::string_view authkey, futex::Deadline deadline) {
  const std::string challenge = std::string(kPreferred) + random_bytes();
  send(connection, std::string(kChallenge) + challenge, deadline);
  const bool welcome = is_right(receive(connection, deadline), challenge, authkey);
  send(connection, welcome ? kWelcome : kFailure, deadline);
  if (!welcome) throw AuthenticationError("digest received was wrong: the other end does not have this authkey");
}

void answer_challenge(Connection& connection, std::string_view authkey, futex::Deadline deadline) {
  const std::string message = receive(connection, deadline);
  if (!message.starts_with(kChallenge)) throw AuthenticationError("protocol error: the other end sent no challenge");
  const std::string_view challenge = std::string_view(message).substr(kChallenge.size());
  if (challenge.size() < kLegacyRandomBytes) throw AuthenticationError("the challenge is too short");
  send(connection, response_to(challenge, authkey), deadline);
  if (receive(connection, deadline) != kWelcome) {
    throw AuthenticationError("digest sent was rejected: the other end does not have this authkey");
  }
}

}  // namespace mp::connection
