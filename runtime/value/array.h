// mp::Array<T>, Python's multiprocessing.Array: a row of Ts of fixed length that all processes of the family share.
//
//   mp::Array<int> counts(10);            // ten zeros
//   mp::Array<double> xs{1.5, 2.5};       // two elements; also from any range: mp::Array<int> copy(vector)
//   mp::Array<int> guarded(10, lock);     // get_lock() locks the given mp::Lock or mp::RLock, which outlives the array
//   counts.assign(2, {7, 8});             // Python: counts[2:4] = [7, 8];  counts.subspan(2, 2) is counts[2:4]
//
// Elements are plain Ts in shared memory (elements.h); get_lock() is the lock that travels with them, and nothing takes it by
// itself. An index counts from the beginning; a negative one is an IndexError.
// Thread and process safety: size(), begin() and get_lock() may be called by anybody; accesses to one element by several need an
// order that the user makes. Fork safety: a child uses the same elements. Only the process that made the Array ends it; REQUIRES
// then: nobody else uses it.
// Where it lives: elements and lock in the family's shared memory, the handle in private memory; neither copied nor moved.
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <ranges>
#include <source_location>
#include <span>

#include "runtime/futex/robust_mutex.h"
#include "runtime/memory/shared_object.h"
#include "runtime/sync/given_lock.h"
#include "runtime/sync/lock_state.h"
#include "runtime/sync/rlock.h"
#include "runtime/type_name.h"
#include "runtime/value/elements.h"

namespace mp {

template <class T>
class Array : public internal::Elements<T, sync::LockState> {
  using Base = internal::Elements<T, sync::LockState>;
  using Where = std::source_location;

 public:
  using mp_shared_object = void;

  /// `size` zeros (value-initialised Ts). Throws MemoryError.
  explicit Array(std::size_t size, Where created = Where::current()) : Array(size, created, nullptr) {
    this->fill_with_zeros();
    announce_created();
  }
  Array(std::size_t size, sync::GivenLock lock, Where created = Where::current()) : Array(size, created, &lock.state()) {
    this->fill_with_zeros();
    announce_created();
  }
  /// A copy of the elements. Throws MemoryError.
  Array(std::initializer_list<T> elements, Where created = Where::current()) : Array(elements.size(), created, nullptr) {
    this->fill_with(elements);
    announce_created();
  }
  Array(std::initializer_list<T> elements, sync::GivenLock lock, Where created = Where::current())
      : Array(elements.size(), created, &lock.state()) {
    this->fill_with(elements);
    announce_created();
  }
  template <std::ranges::forward_range Range>
    requires(std::convertible_to<std::ranges::range_reference_t<Range>, T> && !std::same_as<std::remove_cvref_t<Range>, Array>)
  explicit Array(Range&& elements, Where created = Where::current())
      : Array(static_cast<std::size_t>(std::ranges::distance(elements)), created, nullptr) {
    this->fill_with(elements);
    announce_created();
  }
  template <std::ranges::forward_range Range>
    requires std::convertible_to<std::ranges::range_reference_t<Range>, T>
  Array(Range&& elements, sync::GivenLock lock, Where created = Where::current())
      : Array(static_cast<std::size_t>(std::ranges::distance(elements)), created, &lock.state()) {
    this->fill_with(elements);
    announce_created();
  }

  /// The elements without their lock.
  std::span<T> get_obj() noexcept { return {this->data(), this->size()}; }
  RLock& get_lock() noexcept { return lock_; }
  std::source_location created() const noexcept { return lock_.created(); }

 private:
  Array(std::size_t size, const Where& created, sync::LockState* given)
      : Base(typename Base::Raw{}, size, futex::RobustMutex::Kind::kRecursive),
        lock_(given != nullptr ? *given : this->head(), created) {}
  void announce_created() { Base::announce_created(type_name<Array>(), created()); }

  RLock lock_;
};

template <std::ranges::forward_range Range>
Array(Range&&) -> Array<std::ranges::range_value_t<Range>>;
template <std::ranges::forward_range Range>
Array(Range&&, sync::GivenLock) -> Array<std::ranges::range_value_t<Range>>;

}  // namespace mp
