// A ring of bytes that holds messages of any length, and is right after every single instruction.
//
// It lives in shared memory and its bytes follow it there. Thread and process safety: one writer and one reader at a time, who
// need not know of each other; byte_queue.h sees to that. Kill safety: writer and reader may be killed at any instruction.
//
// Invariants:
//   1. `tail` and `head` each hold two numbers in one 64-bit word: how many messages, and how many units of 8 bytes, were ever
//      written or read, modulo 2^32. The ring's size is a power of two below 2^32 units, so differences are exact.
//   2. What stands between head and tail are whole messages: a unit with the length, then the bytes, padded to a unit.
//   3. Only the writer changes tail, by one release store when the whole message is there; before it, the bytes are nobody's.
//      Only the reader changes head, by one release store when the message is copied out; before it, the message is still there.
//   4. The writer keeps the head that it saw last, and the reader the tail, and each looks again only when that tells of no room
//      or no message: so the two take the cache lines from each other once for many messages. An old number is on the safe side.
// So a killed writer has written its message or not, and a killed reader has taken it or not.
// Visible to whom: what the writer did before the store to tail is seen by the reader that reads that message.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace mp::channel {

class ByteRing {
 public:
  static constexpr std::size_t kUnitBytes = 8;
  static constexpr std::size_t kLargestRingBytes = std::size_t{1} << 34;

  /// The ring's size for messages of up to `bytes` together with their lengths: a power of two.
  static std::size_t ring_bytes_for(std::size_t bytes) noexcept;
  /// What a message of that length takes in the ring.
  static constexpr std::size_t message_bytes(std::size_t length) noexcept {
    return kUnitBytes + (length + kUnitBytes - 1) / kUnitBytes * kUnitBytes;
  }

  /// REQUIRES: `ring_bytes` came from ring_bytes_for(), is at most kLargestRingBytes, and so many bytes follow this object.
  /// `first_position` is both numbers of head and tail at the beginning.
  explicit ByteRing(std::size_t ring_bytes, std::uint32_t first_position = 0) noexcept;
  ByteRing(const ByteRing&) = delete;
  ByteRing& operator=(const ByteRing&) = delete;

  std::size_t ring_bytes() const noexcept { return units_ * kUnitBytes; }
  struct Filling {
    std::size_t messages;    ///< whole messages in the ring
    std::size_t room_bytes;  ///< what a writer may still use, lengths included
  };
  /// How full it is at one moment between the call and the return. Anybody may ask.
  Filling filling() const noexcept;
  /// first_position and how many messages were ever written, modulo 2^32 (invariant 1). Anybody may ask.
  std::uint32_t messages_written() const noexcept;
  /// The same of those that were taken out.
  std::uint32_t messages_read() const noexcept;

  /// Whether there is room for a message of that length, as the next of at most `most_messages`. REQUIRES: one writer.
  bool find_room(std::size_t length, std::size_t most_messages) noexcept;
  /// Copies the message behind tail. REQUIRES: find_room() for its length said yes; one writer.
  void prepare(std::span<const std::byte> message) noexcept;
  /// Makes the prepared message part of the ring. REQUIRES: prepare() of a message of that length came just before.
  void commit(std::size_t length) noexcept;

  /// The length of the oldest message, if there is one. REQUIRES: one reader.
  std::optional<std::size_t> front_length() noexcept;
  /// Copies the oldest message; it stays. REQUIRES: front_length() has told that it has as many bytes as `to`; one reader.
  void copy_front(std::span<std::byte> to) noexcept;
  /// Takes the oldest message out. REQUIRES: front_length() has told that length; one reader.
  void pop(std::size_t length) noexcept;

 private:
  std::size_t room_bytes(std::uint32_t tail_units, std::uint32_t head_units) const noexcept;
  std::byte* bytes() noexcept;
  std::byte* unit(std::uint32_t number) noexcept;
  void copy_in(std::uint32_t first_unit, std::span<const std::byte> from) noexcept;
  void copy_out(std::uint32_t first_unit, std::span<std::byte> to) noexcept;
  /// How many bytes of the ring begin there, until it wraps around.
  std::size_t bytes_behind(const std::byte* begin) noexcept;

  const std::uint32_t units_;
  // The writer's, which the reader looks at, and the reader's.
  alignas(64) std::atomic<std::uint64_t> tail_;
  std::atomic<std::uint64_t> head_seen_;
  alignas(64) std::atomic<std::uint64_t> head_;
  std::atomic<std::uint64_t> tail_seen_;
};

}  // namespace mp::channel
