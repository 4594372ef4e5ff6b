// Plain data as bytes, and back: integers in groups of seven bits, the lowest first; texts and lists with their length before
// them.
//
// A struct travels when `visit_fields(archive, value)` calls the archive with all its fields; one function serves both
// directions. Thread safety: none; one thread uses one archive. Invariants of the reader:
//   1. It never looks outside of its bytes, and never makes a list of more elements than bytes are left.
//   2. After the first thing that does not fit, it has failed, and every value that it reads is zero or empty.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace check {

/// What an integer or an enumerator looks like on its way: small for what is near to zero, or to "none" (all bits set).
template <class Value>
std::uint64_t to_wire(Value value) {
  if constexpr (std::is_enum_v<Value>) {
    using Number = std::underlying_type_t<Value>;
    return static_cast<Number>(static_cast<Number>(value) + 1);
  } else if constexpr (std::is_signed_v<Value>) {
    const auto wide = static_cast<std::int64_t>(value);
    return (static_cast<std::uint64_t>(wide) << 1) ^ static_cast<std::uint64_t>(wide >> 63);
  } else {
    return static_cast<std::uint64_t>(value);
  }
}

template <class Value>
Value from_wire(std::uint64_t wire) {
  if constexpr (std::is_enum_v<Value>) {
    // Bytes come from the very program that reads them, which a seal proves (sealed.h): what it wrote is an enumerator.
    // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange)
    return static_cast<Value>(static_cast<std::underlying_type_t<Value>>(wire - 1));
  } else if constexpr (std::is_signed_v<Value>) {
    return static_cast<Value>(static_cast<std::int64_t>((wire >> 1) ^ (0 - (wire & 1))));
  } else {
    return static_cast<Value>(wire);
  }
}

class ByteWriter {
 public:
  template <class... Fields>
  void operator()(const Fields&... fields) {
    (write(fields), ...);
  }
  std::string take() { return std::move(bytes_); }

 private:
  template <class Value>
  void write(const Value& value) {
    if constexpr (std::is_arithmetic_v<Value> || std::is_enum_v<Value>) {
      write_number(to_wire(value));
    } else {
      visit_fields(*this, value);
    }
  }
  void write(const std::string& text) {
    write_number(text.size());
    bytes_ += text;
  }
  template <class Value>
  void write(const std::optional<Value>& value) {
    write(value.has_value());
    if (value) write(*value);
  }
  template <class Element>
  void write(const std::vector<Element>& list) {
    write_number(list.size());
    for (const Element& element : list) write(element);
  }
  void write_number(std::uint64_t number) {
    for (; number >= 0x80; number >>= 7) bytes_ += static_cast<char>(number | 0x80);
    bytes_ += static_cast<char>(number);
  }

  std::string bytes_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  template <class... Fields>
  void operator()(Fields&... fields) {
    (read(fields), ...);
  }
  /// Whether everything that was read was there, and nothing is left.
  bool is_at_end() const { return !failed_ && rest_.empty(); }

 private:
  template <class Value>
  void read(Value& value) {
    if constexpr (std::is_arithmetic_v<Value> || std::is_enum_v<Value>) {
      const std::uint64_t wire = read_number();
      value = from_wire<Value>(wire);
      if (to_wire(value) != wire) fail();
    } else {
      visit_fields(*this, value);
    }
  }
  void read(std::string& text) {
    const std::size_t size = read_size();
    text = rest_.substr(0, size);
    rest_.remove_prefix(size);
  }
  template <class Value>
  void read(std::optional<Value>& value) {
    bool is_there = false;
    read(is_there);
    value.reset();
    if (is_there) read(value.emplace());
  }
  template <class Element>
  void read(std::vector<Element>& list) {
    const std::size_t size = read_size();
    list.clear();
    list.reserve(size);
    for (std::size_t i = 0; i < size && !failed_; ++i) read(list.emplace_back());
  }
  /// Each element takes a byte or more.
  std::size_t read_size() {
    const std::uint64_t size = read_number();
    if (size > rest_.size()) fail();
    return failed_ ? 0 : static_cast<std::size_t>(size);
  }
  std::uint64_t read_number() {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return number;
    }
    fail();
    return 0;
  }
  void fail() {
    failed_ = true;
    rest_ = {};
  }

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace check
