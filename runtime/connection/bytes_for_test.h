// What the tests of connections share: messages made of text or of a pattern, and the other end of a connection as a plain
// socket.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mp::test {

std::vector<std::byte> to_bytes(std::string_view text);
std::string to_text(const std::vector<std::byte>& bytes);

/// `length` bytes, of which no two stretches are equal, so that a piece in the wrong place is seen.
std::vector<std::byte> pattern(std::size_t length);

/// Two connected sockets, closed at the end, unless a Connection took one over.
struct RawPair {
  RawPair();
  ~RawPair();
  RawPair(const RawPair&) = delete;
  RawPair& operator=(const RawPair&) = delete;

  /// Hands the first socket over.
  int take_first();
  void write(std::string_view bytes) const;
  /// Waits for exactly so many bytes, at most for kPatience.
  std::string read(std::size_t length) const;
  void close_second();

  int first, second;
};

}  // namespace mp::test
