// The elements that mp::Array and mp::RawArray consist of: a row of Ts in shared memory, with whatever `Head` stands before it.
//
// Elements are plain Ts; nothing guards them. They begin on a cache line of their own.
// Thread and process safety: size() and begin() may be called by anybody; accesses to one element by several need an order that
// the user makes. Fork safety: a child uses the same elements. Only the process that made them ends them; REQUIRES then: nobody
// else uses them. Kill safety: a write that is killed in the middle leaves some elements written and others not.
// Where it lives: the elements in the family's shared memory, the handle in private memory; neither copied nor moved.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <memory>
#include <ranges>
#include <source_location>
#include <span>
#include <string>
#include <string_view>

#include "runtime/hooks.h"
#include "runtime/memory/placed.h"
#include "runtime/memory/plain_data.h"

namespace mp::internal {

[[noreturn]] void throw_index_error(std::size_t index, std::size_t size);
/// Throws IndexError when [begin, begin + count) is no part of an array of `size` elements.
void require_part(std::size_t begin, std::size_t count, std::size_t size);
/// Throws ValueError when the text has more characters than the array.
void require_room_for_text(std::size_t length, std::size_t size);
/// The bytes of so many elements; throws MemoryError when no size_t holds them.
memory::TrailingBytes bytes_of_array(std::size_t elements, std::size_t element_bytes);

template <class T, class Head>
class Elements {
 public:
  using value_type = T;

  Elements(const Elements&) = delete;
  Elements& operator=(const Elements&) = delete;

  /// Throws IndexError, also for a negative index. The iterators and data() check nothing.
  T& operator[](std::size_t index) {
    if (index >= size()) throw_index_error(index, size());
    return data()[index];
  }
  const T& operator[](std::size_t index) const { return const_cast<Elements&>(*this)[index]; }

  std::size_t size() const noexcept { return shared_->size; }
  T* data() noexcept { return reinterpret_cast<T*>(&*shared_ + 1); }
  const T* data() const noexcept { return reinterpret_cast<const T*>(&*shared_ + 1); }
  T* begin() noexcept { return data(); }
  T* end() noexcept { return data() + size(); }
  const T* begin() const noexcept { return data(); }
  const T* end() const noexcept { return data() + size(); }

  /// Python's a[begin:begin + count], as a view. Throws IndexError when it does not lie inside.
  std::span<T> subspan(std::size_t begin, std::size_t count) {
    require_part(begin, count, size());
    return {data() + begin, count};
  }
  std::span<const T> subspan(std::size_t begin, std::size_t count) const {
    return const_cast<Elements&>(*this).subspan(begin, count);
  }
  /// Python's a[begin:begin + n] = elements, n of them. Throws IndexError, and then has changed nothing.
  template <std::ranges::forward_range Range>
    requires std::convertible_to<std::ranges::range_reference_t<Range>, T>
  void assign(std::size_t begin, Range&& elements) {
    T* next = subspan(begin, static_cast<std::size_t>(std::ranges::distance(elements))).data();
    for (auto&& element : elements) *next++ = static_cast<T>(element);
  }
  void assign(std::size_t begin, std::initializer_list<T> elements) { assign(begin, std::span(elements)); }

  /// Of a char array, Python's `value`: the characters before the first NUL, or all.
  std::string value() const
    requires std::same_as<T, char>
  {
    return {data(), strnlen(data(), size())};
  }
  /// Copies the text, and a NUL behind it where there is room. Throws ValueError for a text that is too long.
  void set_value(std::string_view text)
    requires std::same_as<T, char>
  {
    set_raw(text);
    if (text.size() < size()) data()[text.size()] = '\0';
  }
  /// Of a char array, Python's `raw`: all characters.
  std::string raw() const
    requires std::same_as<T, char>
  {
    return {data(), size()};
  }
  /// Copies the text; the characters behind it stay. Throws ValueError for a text that is too long.
  void set_raw(std::string_view text)
    requires std::same_as<T, char>
  {
    require_room_for_text(text.size(), size());
    std::ranges::copy(text, data());
  }

 protected:
  struct Raw {};
  /// Room for the elements, which the caller makes, and announces then.
  template <class... HeadArgs>
  Elements(Raw, std::size_t size, HeadArgs&&... head)
      : shared_(bytes_of_array(size, sizeof(T)), size, std::forward<HeadArgs>(head)...) {
    require_shareable<T>();
  }
  ~Elements() {
    if (shared_.is_mine()) hooks::announce(&hooks::Listener::destroying, data(), size() * sizeof(T));
  }
  void fill_with_zeros() { std::uninitialized_value_construct_n(data(), size()); }
  template <class Range>
  void fill_with(Range&& elements) {
    T* next = data();
    for (auto&& element : elements) std::construct_at(next++, static_cast<T>(element));
  }
  void announce_created(std::string_view type, const std::source_location& created) {
    hooks::announce(&hooks::Listener::created, hooks::Region{data(), size() * sizeof(T), type, created});
  }
  Head& head() noexcept { return shared_->head; }

 private:
  struct alignas(std::max<std::size_t>(64, alignof(T))) Shared {
    template <class... HeadArgs>
    explicit Shared(std::size_t elements, HeadArgs&&... args) : head(std::forward<HeadArgs>(args)...), size(elements) {}
    bool retire() noexcept {
      if constexpr (memory::Retiring<Head>) return head.retire();
      return true;
    }

    [[no_unique_address]] Head head;
    const std::size_t size;  // the elements follow
  };

  memory::Placed<Shared> shared_;
};

}  // namespace mp::internal
