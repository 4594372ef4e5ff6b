// mp::RawArray<T>, Python's multiprocessing.sharedctypes.RawArray: an mp::Array without a lock.
//
//   mp::RawArray<double> xs(10);          // ten zeros; also {1.5, 2.5}, or from any range
//
// Everything else is as with Array (elements.h). For data that only one process writes, or whose users have another order.
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <ranges>
#include <source_location>

#include "runtime/memory/created_at.h"
#include "runtime/memory/shared_object.h"
#include "runtime/type_name.h"
#include "runtime/value/elements.h"

namespace mp {

namespace internal {
struct NoLock {};
}  // namespace internal

template <class T>
class RawArray : public internal::Elements<T, internal::NoLock> {
  using Base = internal::Elements<T, internal::NoLock>;
  using Where = std::source_location;

 public:
  using mp_shared_object = void;

  /// `size` zeros (value-initialised Ts). Throws MemoryError.
  explicit RawArray(std::size_t size, Where created = Where::current()) : Base(typename Base::Raw{}, size), created_(created) {
    this->fill_with_zeros();
    this->announce_created(type_name<RawArray>(), created_);
  }
  /// A copy of the elements. Throws MemoryError.
  RawArray(std::initializer_list<T> elements, Where created = Where::current())
      : Base(typename Base::Raw{}, elements.size()), created_(created) {
    this->fill_with(elements);
    this->announce_created(type_name<RawArray>(), created_);
  }
  template <std::ranges::forward_range Range>
    requires(std::convertible_to<std::ranges::range_reference_t<Range>, T> && !std::same_as<std::remove_cvref_t<Range>, RawArray>)
  explicit RawArray(Range&& elements, Where created = Where::current())
      : Base(typename Base::Raw{}, static_cast<std::size_t>(std::ranges::distance(elements))), created_(created) {
    this->fill_with(elements);
    this->announce_created(type_name<RawArray>(), created_);
  }

  std::source_location created() const noexcept { return created_; }

 private:
  const memory::CreatedAt created_;
};

template <std::ranges::forward_range Range>
RawArray(Range&&) -> RawArray<std::ranges::range_value_t<Range>>;

}  // namespace mp
