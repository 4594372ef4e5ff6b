#include "runtime/channel/byte_ring.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "runtime/error.h"

namespace mp::channel {

namespace {

constexpr std::uint32_t kUnitsAhead = 16;  // two cache lines

/// Brings a cache line that the reader has to the writer, before the writer's next lock would wait for it. The compiler's
/// builtin prefetches to read, unless it is told of a processor.
void prefetch_to_write(const std::byte* line) { asm volatile("prefetchw %0" : : "m"(*line)); }

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

ByteRing::ByteRing(std::size_t ring_bytes, std::uint32_t first_position) noexcept
    : units_(static_cast<std::uint32_t>(ring_bytes / kUnitBytes)),
      tail_(Position{first_position, first_position}.word()),
      head_seen_(tail_.load(std::memory_order_relaxed)),
      head_(tail_.load(std::memory_order_relaxed)),
      tail_seen_(tail_.load(std::memory_order_relaxed)) {
  MP_CHECK(std::has_single_bit(ring_bytes) && kUnitBytes <= ring_bytes && ring_bytes <= kLargestRingBytes);
}

ByteRing::Filling ByteRing::filling() const noexcept {
  // The pair of tail and head is true of one moment if tail stood still while head was read.
  for (std::uint64_t tail = tail_.load(std::memory_order_acquire);;) {
    const Position head = Position::from(head_.load(std::memory_order_acquire));
    const std::uint64_t again = tail_.load(std::memory_order_acquire);
    if (again == tail) {
      const Position end = Position::from(tail);
      return {end.messages - head.messages, room_bytes(end.units, head.units)};
    }
    tail = again;
  }
}

std::uint32_t ByteRing::messages_written() const noexcept {
  return Position::from(tail_.load(std::memory_order_acquire)).messages;
}

std::uint32_t ByteRing::messages_read() const noexcept { return Position::from(head_.load(std::memory_order_acquire)).messages; }

bool ByteRing::find_room(std::size_t length, std::size_t most_messages) noexcept {
  const Position tail = Position::from(tail_.load(std::memory_order_relaxed));
  const auto has_room = [&](std::uint64_t head_word) {
    const Position head = Position::from(head_word);
    return tail.messages - head.messages < most_messages && message_bytes(length) <= room_bytes(tail.units, head.units);
  };
  if (has_room(head_seen_.load(std::memory_order_relaxed))) return true;
  head_seen_.store(head_.load(std::memory_order_acquire), std::memory_order_relaxed);
  return has_room(head_seen_.load(std::memory_order_relaxed));
}

void ByteRing::prepare(std::span<const std::byte> message) noexcept {
  const Position tail = Position::from(tail_.load(std::memory_order_relaxed));
  const Position head = Position::from(head_seen_.load(std::memory_order_relaxed));
  MP_CHECK(message_bytes(message.size()) <= room_bytes(tail.units, head.units));
  const std::uint64_t length = message.size();
  std::memcpy(unit(tail.units), &length, sizeof length);
  copy_in(tail.units + 1, message);
  prefetch_to_write(unit(tail.units + kUnitsAhead));
}

void ByteRing::commit(std::size_t length) noexcept {
  const Position tail = Position::from(tail_.load(std::memory_order_relaxed));
  tail_.store(tail.after_message_of(units_of_message(length)).word(), std::memory_order_release);
}

std::optional<std::size_t> ByteRing::front_length() noexcept {
  const Position head = Position::from(head_.load(std::memory_order_relaxed));
  Position tail = Position::from(tail_seen_.load(std::memory_order_relaxed));
  if (tail.messages == head.messages) {
    tail_seen_.store(tail_.load(std::memory_order_acquire), std::memory_order_relaxed);
    tail = Position::from(tail_seen_.load(std::memory_order_relaxed));
    if (tail.messages == head.messages) return std::nullopt;
  }
  std::uint64_t length;
  std::memcpy(&length, unit(head.units), sizeof length);
  MP_CHECK(length <= ring_bytes() && units_of_message(length) <= tail.units - head.units);
  return length;
}

void ByteRing::copy_front(std::span<std::byte> to) noexcept {
  copy_out(Position::from(head_.load(std::memory_order_relaxed)).units + 1, to);
}

void ByteRing::pop(std::size_t length) noexcept {
  const Position head = Position::from(head_.load(std::memory_order_relaxed));
  head_.store(head.after_message_of(units_of_message(length)).word(), std::memory_order_release);
}

std::size_t ByteRing::room_bytes(std::uint32_t tail_units, std::uint32_t head_units) const noexcept {
  return (units_ - (tail_units - head_units)) * kUnitBytes;
}

std::byte* ByteRing::bytes() noexcept { return reinterpret_cast<std::byte*>(this + 1); }

std::byte* ByteRing::unit(std::uint32_t number) noexcept { return bytes() + (number & (units_ - 1)) * kUnitBytes; }

void ByteRing::copy_in(std::uint32_t first_unit, std::span<const std::byte> from) noexcept {
  std::byte* const begin = unit(first_unit);
  const std::size_t first = std::min(from.size(), bytes_behind(begin));
  if (first != 0) std::memcpy(begin, from.data(), first);
  if (first != from.size()) std::memcpy(bytes(), from.data() + first, from.size() - first);
}

void ByteRing::copy_out(std::uint32_t first_unit, std::span<std::byte> to) noexcept {
  const std::byte* const begin = unit(first_unit);
  const std::size_t first = std::min(to.size(), bytes_behind(begin));
  if (first != 0) std::memcpy(to.data(), begin, first);
  if (first != to.size()) std::memcpy(to.data() + first, bytes(), to.size() - first);
}

std::size_t ByteRing::bytes_behind(const std::byte* begin) noexcept {
  return static_cast<std::size_t>(bytes() + ring_bytes() - begin);
}

}  // namespace mp::channel
