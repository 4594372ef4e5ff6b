// Text in a buffer that is handed in, for reports that are written where nothing may be allocated. What does not fit is cut.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace race {

class Text {
 public:
  explicit Text(std::span<char> buffer) : buffer_(buffer) {}

  Text& operator<<(std::string_view text) {
    const std::size_t count = text.size() < buffer_.size() - size_ ? text.size() : buffer_.size() - size_;
    for (std::size_t i = 0; i < count; ++i) buffer_[size_ + i] = text[i];
    size_ += count;
    return *this;
  }
  Text& operator<<(std::uint64_t number) { return append(number, 10); }
  Text& hex(std::uint64_t number) { return (*this << "0x").append(number, 16); }

  std::string_view str() const { return {buffer_.data(), size_}; }

 private:
  Text& append(std::uint64_t number, unsigned base) {
    char digits[20];
    std::size_t at = sizeof digits;
    do digits[--at] = "0123456789abcdef"[number % base];
    while ((number /= base) != 0);
    return *this << std::string_view(digits + at, sizeof digits - at);
  }

  const std::span<char> buffer_;
  std::size_t size_ = 0;
};

}  // namespace race
