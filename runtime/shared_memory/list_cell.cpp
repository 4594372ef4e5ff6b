#include "runtime/shared_memory/list_cell.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "runtime/error.h"

namespace mp::shared_memory {

namespace {

using Bytes = std::vector<std::byte>;

constexpr std::size_t kUnit = sizeof(std::uint64_t);
constexpr int kKindShift = 32, kValuesShift = 35;

/// What a word says.
struct Content {
  std::size_t bytes;
  std::size_t kind;  // the index of the alternative in Item
  std::uint64_t values;

  explicit Content(std::uint64_t word) noexcept
      : bytes(word & std::numeric_limits<std::uint32_t>::max()), kind(word >> kKindShift & 7), values(word >> kValuesShift) {}
  Content(std::size_t bytes, std::size_t kind, std::uint64_t values) noexcept : bytes(bytes), kind(kind), values(values) {}
  std::uint64_t word() const noexcept { return values << kValuesShift | std::uint64_t{kind} << kKindShift | bytes; }
};

template <class T>
std::span<const std::byte> bytes_in(const T& value) noexcept {
  return std::as_bytes(std::span(&value, 1));
}
std::span<const std::byte> bytes_in(std::monostate) noexcept { return {}; }
std::span<const std::byte> bytes_in(const std::string& text) noexcept { return std::as_bytes(std::span(text)); }
std::span<const std::byte> bytes_in(const Bytes& bytes) noexcept { return bytes; }

std::span<const std::byte> bytes_of(const Item& item) noexcept {
  return std::visit([](const auto& value) { return bytes_in(value); }, item);
}

template <class T>
T number_in(std::span<const std::byte> bytes) {
  T number;
  if (bytes.size() != sizeof number) throw ValueError("a number in this ShareableList has no number's length: it is damaged");
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

Item item_of(std::size_t kind, std::span<const std::byte> bytes) {
  switch (kind) {
    case 0:
      return {};
    case 1:
      return number_in<unsigned char>(bytes) != 0;
    case 2:
      return number_in<std::int64_t>(bytes);
    case 3:
      return number_in<double>(bytes);
    case 4:
      return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    case 5:
      return Bytes(bytes.begin(), bytes.end());
  }
  throw ValueError("an item of this ShareableList is of no known kind: it is damaged");
}
static_assert(std::variant_size_v<Item> == 6);

}  // namespace

std::size_t room_for(const Item& item) noexcept {
  const bool is_row = std::holds_alternative<std::string>(item) || std::holds_alternative<Bytes>(item);
  return is_row ? kUnit * (bytes_of(item).size() / kUnit + 1) : kUnit;
}

Item ListCell::get() const {
  Bytes copy;
  for (std::uint64_t word = word_.load(std::memory_order_acquire);;) {
    const Content content(word);
    if (content.bytes > room_bytes_) throw ValueError("an item of this ShareableList is longer than its room: it is damaged");
    copy.resize((content.bytes + kUnit - 1) / kUnit * kUnit);
    std::uint64_t* const from = room(content.values);
    for (std::size_t unit = 0; unit < copy.size() / kUnit; ++unit) {
      const std::uint64_t part = std::atomic_ref(from[unit]).load(std::memory_order_relaxed);
      std::memcpy(&copy[unit * kUnit], &part, kUnit);
    }
    // Whoever has seen a byte of a later value in this room sees also the word that came before it.
    std::atomic_thread_fence(std::memory_order_acquire);
    const std::uint64_t now = word_.load(std::memory_order_acquire);
    if (now == word) return item_of(content.kind, std::span(copy).first(content.bytes));
    word = now;
  }
}

void ListCell::set(const Item& item) const {
  const std::span<const std::byte> bytes = bytes_of(item);
  if (bytes.size() > room_bytes_ || bytes.size() > std::numeric_limits<std::uint32_t>::max()) {
    throw ValueError(
        fmt::format("an item of {} bytes exceeds available storage: its place has room for {}, fixed when the "
                    "ShareableList was made",
                    bytes.size(), room_bytes_));
  }
  const std::uint64_t values = Content(word_.load(std::memory_order_relaxed)).values + 1;
  std::atomic_thread_fence(std::memory_order_release);
  std::uint64_t* const to = room(values);
  for (std::size_t done = 0; done < bytes.size(); done += kUnit) {
    std::uint64_t part = 0;
    std::memcpy(&part, &bytes[done], std::min(kUnit, bytes.size() - done));
    std::atomic_ref(to[done / kUnit]).store(part, std::memory_order_relaxed);
  }
  word_.store(Content(bytes.size(), item.index(), values).word(), std::memory_order_release);
}

}  // namespace mp::shared_memory
