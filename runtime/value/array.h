// mp::Array<T>, Python's multiprocessing.Array: a row of Ts of fixed length that all processes of the family share.
//
//   mp::Array<int> counts(10);            // ten zeros
//   mp::Array<double> xs{1.5, 2.5};       // two elements; also from any range: mp::Array<int> copy(vector)
//
// Elements are plain Ts in shared memory; get_lock() is the lock that travels with them. They begin on a cache line of their own.
// Thread and process safety: size(), begin() and get_lock() may be called by anybody; accesses to one element by several need an
// order that the user makes. Fork safety: a child uses the same elements. Only the process that made the Array ends it; REQUIRES
// then: nobody else uses it.
// Where it lives: elements and lock in the family's shared memory, the handle in private memory; neither copied nor moved.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <memory>
#include <ranges>
#include <source_location>

#include "runtime/futex/robust_mutex.h"
#include "runtime/hooks.h"
#include "runtime/memory/placed.h"
#include "runtime/memory/plain_data.h"
#include "runtime/memory/shared_object.h"
#include "runtime/sync/rlock.h"
#include "runtime/type_name.h"

namespace mp {

namespace internal {
[[noreturn]] void throw_index_error(std::size_t index, std::size_t size);
/// The bytes of so many elements; throws MemoryError when no size_t holds them.
memory::TrailingBytes bytes_of_array(std::size_t elements, std::size_t element_bytes);
}  // namespace internal

template <class T>
class Array {
  struct alignas(std::max<std::size_t>(64, alignof(T))) Shared {
    explicit Shared(std::size_t elements) : size(elements) {}
    bool retire() noexcept { return lock.retire(); }

    sync::LockState lock{futex::RobustMutex::Kind::kRecursive};
    const std::size_t size;  // the elements follow
  };

 public:
  using mp_shared_object = void;
  using value_type = T;

  /// `size` zeros (value-initialised Ts). Throws MemoryError.
  explicit Array(std::size_t size, std::source_location created = std::source_location::current()) : Array(Raw{}, size, created) {
    std::uninitialized_value_construct_n(data(), size);
    announce_created();
  }
  /// A copy of the elements. Throws MemoryError.
  Array(std::initializer_list<T> elements, std::source_location created = std::source_location::current())
      : Array(Raw{}, elements.size(), created) {
    std::ranges::uninitialized_copy(elements, *this);
    announce_created();
  }
  template <std::ranges::forward_range Range>
    requires(std::convertible_to<std::ranges::range_reference_t<Range>, T> && !std::same_as<std::remove_cvref_t<Range>, Array>)
  explicit Array(Range&& elements, std::source_location created = std::source_location::current())
      : Array(Raw{}, static_cast<std::size_t>(std::ranges::distance(elements)), created) {
    T* next = data();
    for (auto&& element : elements) std::construct_at(next++, static_cast<T>(element));
    announce_created();
  }
  ~Array() {
    if (shared_.is_mine()) hooks::announce(&hooks::Listener::destroying, data(), size() * sizeof(T));
  }
  Array(const Array&) = delete;
  Array& operator=(const Array&) = delete;

  /// Throws IndexError. The iterators and data() check nothing.
  T& operator[](std::size_t index) {
    if (index >= size()) internal::throw_index_error(index, size());
    return data()[index];
  }
  const T& operator[](std::size_t index) const { return const_cast<Array&>(*this)[index]; }

  std::size_t size() const noexcept { return shared_->size; }
  T* data() noexcept { return reinterpret_cast<T*>(&*shared_ + 1); }
  const T* data() const noexcept { return reinterpret_cast<const T*>(&*shared_ + 1); }
  T* begin() noexcept { return data(); }
  T* end() noexcept { return data() + size(); }
  const T* begin() const noexcept { return data(); }
  const T* end() const noexcept { return data() + size(); }

  RLock& get_lock() noexcept { return lock_; }
  std::source_location created() const noexcept { return lock_.created(); }

 private:
  struct Raw {};
  Array(Raw, std::size_t size, std::source_location created)
      : shared_(internal::bytes_of_array(size, sizeof(T)), size), lock_(shared_->lock, created) {
    require_shareable<T>();
  }
  void announce_created() {
    hooks::announce(&hooks::Listener::created, hooks::Region{data(), size() * sizeof(T), type_name<Array>(), created()});
  }

  memory::Placed<Shared> shared_;
  RLock lock_;
};

template <std::ranges::forward_range Range>
Array(Range&&) -> Array<std::ranges::range_value_t<Range>>;

}  // namespace mp
