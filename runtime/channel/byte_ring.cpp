#include "runtime/channel/byte_ring.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "runtime/error.h"

namespace mp::channel {

namespace {

/// Both numbers of head or tail. They wrap around at 2^32, each for itself.
struct Position {
  std::uint32_t messages;
  std::uint32_t units;

  static Position from(std::uint64_t word) { return {static_cast<std::uint32_t>(word >> 32), static_cast<std::uint32_t>(word)}; }
  std::uint64_t word() const { return std::uint64_t{messages} << 32 | units; }
  Position after_message_of(std::uint32_t message_units) const { return {messages + 1, units + message_units}; }
};

std::uint32_t units_of_message(std::size_t length) {
  return static_cast<std::uint32_t>(ByteRing::message_bytes(length) / ByteRing::kUnitBytes);
}

}  // namespace

std::size_t ByteRing::ring_bytes_for(std::size_t bytes) noexcept { return std::bit_ceil(std::max(bytes, kUnitBytes)); }

std::size_t ByteRing::message_bytes(std::size_t length) noexcept {
  return kUnitBytes + (length + kUnitBytes - 1) / kUnitBytes * kUnitBytes;
}

ByteRing::ByteRing(std::size_t ring_bytes, std::uint32_t first_position) noexcept
    : tail_(Position{first_position, first_position}.word()),
      head_(Position{first_position, first_position}.word()),
      units_(static_cast<std::uint32_t>(ring_bytes / kUnitBytes)) {
  MP_CHECK(std::has_single_bit(ring_bytes) && kUnitBytes <= ring_bytes && ring_bytes <= kLargestRingBytes);
}

std::size_t ByteRing::ring_bytes() const noexcept { return units_ * kUnitBytes; }

ByteRing::Filling ByteRing::filling() const noexcept {
  // The pair of tail and head is true of one moment if tail stood still while head was read.
  for (std::uint64_t tail = tail_.load(std::memory_order_acquire);;) {
    const Position head = Position::from(head_.load(std::memory_order_acquire));
    const std::uint64_t again = tail_.load(std::memory_order_acquire);
    if (again == tail) {
      const Position end = Position::from(tail);
      return {end.messages - head.messages, (units_ - (end.units - head.units)) * kUnitBytes};
    }
    tail = again;
  }
}

std::uint32_t ByteRing::messages_written() const noexcept {
  return Position::from(tail_.load(std::memory_order_acquire)).messages;
}

void ByteRing::prepare(std::span<const std::byte> message) noexcept {
  MP_CHECK(message_bytes(message.size()) <= filling().room_bytes);
  const Position tail = Position::from(tail_.load(std::memory_order_relaxed));
  const std::uint64_t length = message.size();
  copy_in(tail.units, std::as_bytes(std::span(&length, 1)));
  copy_in(tail.units + 1, message);
}

void ByteRing::commit(std::size_t length) noexcept {
  const Position tail = Position::from(tail_.load(std::memory_order_relaxed));
  tail_.store(tail.after_message_of(units_of_message(length)).word(), std::memory_order_release);
}

std::optional<std::size_t> ByteRing::front_length() noexcept {
  const Position tail = Position::from(tail_.load(std::memory_order_acquire));
  const Position head = Position::from(head_.load(std::memory_order_relaxed));
  if (tail.messages == head.messages) return std::nullopt;
  std::uint64_t length;
  copy_out(head.units, std::as_writable_bytes(std::span(&length, 1)));
  MP_CHECK(length <= ring_bytes() && units_of_message(length) <= tail.units - head.units);
  return length;
}

void ByteRing::copy_front(std::span<std::byte> to) noexcept {
  copy_out(Position::from(head_.load(std::memory_order_relaxed)).units + 1, to);
}

void ByteRing::pop() noexcept {
  const std::optional<std::size_t> length = front_length();
  MP_CHECK(length.has_value());
  const Position head = Position::from(head_.load(std::memory_order_relaxed));
  head_.store(head.after_message_of(units_of_message(*length)).word(), std::memory_order_release);
}

std::byte* ByteRing::bytes() noexcept { return reinterpret_cast<std::byte*>(this + 1); }

void ByteRing::copy_in(std::uint32_t unit, std::span<const std::byte> from) noexcept {
  const std::size_t begin = unit % units_ * kUnitBytes;
  const std::size_t first = std::min(from.size(), ring_bytes() - begin);
  if (first != 0) std::memcpy(bytes() + begin, from.data(), first);
  if (first != from.size()) std::memcpy(bytes(), from.data() + first, from.size() - first);
}

void ByteRing::copy_out(std::uint32_t unit, std::span<std::byte> to) noexcept {
  const std::size_t begin = unit % units_ * kUnitBytes;
  const std::size_t first = std::min(to.size(), ring_bytes() - begin);
  if (first != 0) std::memcpy(to.data(), bytes() + begin, first);
  if (first != to.size()) std::memcpy(to.data() + first, bytes(), to.size() - first);
}

}  // namespace mp::channel
