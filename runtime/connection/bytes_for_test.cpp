#include "runtime/connection/bytes_for_test.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

#include "runtime/error.h"
#include "runtime/testing/forked_child.h"

namespace mp::test {

std::vector<std::byte> to_bytes(std::string_view text) {
  std::vector<std::byte> bytes(text.size());
  std::transform(text.begin(), text.end(), bytes.begin(), [](char each) { return static_cast<std::byte>(each); });
  return bytes;
}

std::string to_text(const std::vector<std::byte>& bytes) {
  std::string text(bytes.size(), ' ');
  std::transform(bytes.begin(), bytes.end(), text.begin(), [](std::byte each) { return static_cast<char>(each); });
  return text;
}

std::vector<std::byte> pattern(std::size_t length) {
  std::vector<std::byte> bytes(length);
  std::uint32_t state = 1;
  for (std::byte& each : bytes) {
    state = state * 1664525 + 1013904223;  // Numerical Recipes' generator
    each = static_cast<std::byte>(state >> 24);
  }
  return bytes;
}

RawPair::RawPair() {
  int ends[2];
  MP_CHECK(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
  first = ends[0];
  second = ends[1];
}

RawPair::~RawPair() {
  if (first >= 0) ::close(first);
  if (second >= 0) ::close(second);
}

int RawPair::take_first() { return std::exchange(first, -1); }

void RawPair::write(std::string_view bytes) const {
  MP_CHECK(::send(second, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
}

std::string RawPair::read(std::size_t length) const {
  std::string bytes(length, ' ');
  for (std::size_t have = 0; have < length;) {
    pollfd readable{second, POLLIN, 0};
    MP_CHECK(::poll(&readable, 1, static_cast<int>(std::chrono::milliseconds(kPatience).count())) == 1);
    const ssize_t more = ::recv(second, bytes.data() + have, length - have, 0);
    MP_CHECK(more > 0);
    have += static_cast<std::size_t>(more);
  }
  return bytes;
}

void RawPair::close_second() { ::close(std::exchange(second, -1)); }

}  // namespace mp::test
