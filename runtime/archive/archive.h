// Packs a value into bytes and makes it again in another process of the same program.
//
//   std::vector<std::byte> bytes = archive::to_bytes(value);
//   T value = archive::from_bytes<T>(bytes);
//
// The form: plain data as its bytes; strings and containers as a 64-bit count and their elements; optionals as one byte and, if
// there is one, the value; variants as a 32-bit index and the value; arrays, pairs, tuples and structs as their elements. In the
// machine's own byte order: the bytes never leave it.
// Invariants, for whatever bytes: (1) reading stays within them; (2) memory is asked for in proportion to them: a count is
// checked against what is left, and each element takes a byte at least; (3) the values are valid ones (a bool, an optional or a
// variant inside of plain data is read by itself), but for what hides in classes that the compiler cannot look into; (4)
// recursion is no deeper than kDeepest. What cannot be is an ArchiveError. Thread and process safety: as a std::vector's. Where
// it lives: private memory.
#pragma once

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>

#include "runtime/archive/archivable.h"
#include "runtime/error.h"

namespace mp::archive {

/// The bytes are not what the type expects: cut short, too long, or a count that cannot be.
class ArchiveError : public Error {
 public:
  using Error::Error;
};

/// How deep structs and classes may lie in one another, so that no message can exhaust a stack.
inline constexpr int kDeepest = 500;

/// One level of nesting.
class Level {
 public:
  explicit Level(int& depth) : depth_(depth) {
    if (depth == kDeepest) throw_too_deep();
    ++depth;
  }
  ~Level() { --depth_; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

 private:
  [[noreturn]] static void throw_too_deep();

  int& depth_;
};
class Writer {
 public:
  void write(const void* data, std::size_t bytes) {
    if (bytes > bytes_.size() - used_) return write_and_grow(data, bytes);
    if (bytes != 0) std::memcpy(bytes_.data() + used_, data, bytes);
    used_ += bytes;
  }
  void write_count(std::size_t count) { write(&count, sizeof count); }
  std::span<const std::byte> bytes() const noexcept { return std::span(bytes_).first(used_); }
  std::vector<std::byte> take() && noexcept {
    bytes_.resize(used_);
    return std::move(bytes_);
  }
  /// Throws ArchiveError beyond kDeepest; the level lasts as long as what is returned.
  Level enter() { return Level(depth_); }

 private:
  void write_and_grow(const void* data, std::size_t bytes);

  std::vector<std::byte> bytes_;  // longer than what is written, so that a number costs a copy and no call
  std::size_t used_ = 0;
  int depth_ = 0;
};

class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) noexcept : left_(bytes) {}

  /// Throws ArchiveError, and then has read nothing.
  void read(void* to, std::size_t bytes) {
    if (bytes > left_.size()) throw_too_short(bytes);
    if (bytes != 0) std::memcpy(to, left_.data(), bytes);
    left_ = left_.subspan(bytes);
  }
  /// The number of elements that follow; each takes at least `least_bytes`, so a count beyond what is left is refused.
  std::size_t read_count(std::size_t least_bytes);
  std::size_t left() const noexcept { return left_.size(); }
  /// Throws ArchiveError when bytes are left over.
  void expect_end() const;
  /// Throws ArchiveError beyond kDeepest; the level lasts as long as what is returned.
  Level enter() { return Level(depth_); }
  [[noreturn]] static void throw_no_alternative(std::size_t index, std::size_t alternatives);

 private:
  [[noreturn]] void throw_too_short(std::size_t bytes) const;

  std::span<const std::byte> left_;
  int depth_ = 0;
};

/// How one kind of type is written and read; chosen by the type.
template <class T>
struct Codec;

template <Archivable T>
void save(Writer& writer, const T& value) {
  Codec<T>::save(writer, value);
}

template <Archivable T>
std::remove_cv_t<T> load(Reader& reader) {
  return Codec<std::remove_cv_t<T>>::load(reader);
}

template <class T>
std::vector<std::byte> to_bytes(const T& value) {
  require_archivable<T>();
  Writer writer;
  save(writer, value);
  return std::move(writer).take();
}

template <class T>
T from_bytes(std::span<const std::byte> bytes) {
  require_archivable<T>();
  Reader reader(bytes);
  T value = load<T>(reader);
  reader.expect_end();
  return value;
}

}  // namespace mp::archive

#include "runtime/archive/codecs.h"         // IWYU pragma: export
#include "runtime/archive/member_codecs.h"  // IWYU pragma: export
