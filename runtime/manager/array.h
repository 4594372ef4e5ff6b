// An array in a manager's server: what Python's Manager().Array() gives. Its length stays.
//
//   const auto array = manager.Array<int>(10);       // zeros; or a std::vector
//   array.set(3, 7);
//
// Every member is one call, and one step for whoever else uses the array. For processes of one family mp::Array is faster.
// Thread, process, fork and kill safety: proxy.h.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "runtime/manager/containers.h"
#include "runtime/manager/exposed.h"
#include "runtime/manager/proxy_iterator.h"
#include "runtime/manager/proxy_of.h"

namespace mp {

namespace manager {

template <class T>
class ArrayState {
 public:
  explicit ArrayState(std::vector<T> items) : items_(std::move(items)) {}

  T get(long index) const { return items_[place_of(index, items_.size())]; }
  std::optional<T> find(std::size_t index) const {
    return index < items_.size() ? std::optional<T>(items_[index]) : std::nullopt;
  }
  void set(long index, const T& item) { items_[place_of(index, items_.size())] = item; }
  std::vector<T> slice(long begin, long end) const {
    const auto [first, last] = slice_of(begin, end, items_.size());
    return std::vector<T>(items_.begin() + static_cast<long>(first), items_.begin() + static_cast<long>(last));
  }
  void set_slice(long begin, long end, const std::vector<T>& items) {
    const auto [first, last] = slice_of(begin, end, items_.size());
    require_length(last - first, items.size());
    std::ranges::copy(items, items_.begin() + static_cast<long>(first));
  }
  std::size_t size() const { return items_.size(); }

 private:
  std::vector<T> items_;
};

}  // namespace manager

template <class T>
class ArrayProxy : public manager::ProxyOf<manager::ArrayState<T>> {
  using State = manager::ArrayState<T>;
  using manager::ProxyOf<State>::proxy_;

 public:
  using manager::ProxyOf<State>::ProxyOf;

  /// A negative index counts from the end. Throws IndexError.
  manager::Result<T> operator[](long index) const { return proxy_.template call<&State::get>(index); }
  manager::Result<T> get(long index) const { return proxy_.template call<&State::get>(index); }
  void set(long index, const T& item) const { proxy_.template call<&State::set>(index, item); }
  /// As Python's array[begin:end].
  std::vector<T> slice(long begin, long end) const { return proxy_.template call<&State::slice>(begin, end); }
  /// As Python's array[begin:end] = items. Throws ValueError when there are more or fewer of them.
  void set_slice(long begin, long end, const std::vector<T>& items) const {
    proxy_.template call<&State::set_slice>(begin, end, items);
  }
  std::size_t size() const { return proxy_.template call<&State::size>(); }
  std::vector<T> getvalue() const { return slice(0, static_cast<long>(size())); }
  /// A call for each element.
  auto begin() const {
    return manager::ProxyIterator(
        [array = proxy_, place = std::size_t{0}]() mutable { return array.template call<&State::find>(place++); });
  }
  std::default_sentinel_t end() const { return {}; }
};

}  // namespace mp

template <class T>
struct mp::Exposed<mp::manager::ArrayState<T>>
    : mp::Exposes<&mp::manager::ArrayState<T>::get, &mp::manager::ArrayState<T>::find, &mp::manager::ArrayState<T>::set,
                  &mp::manager::ArrayState<T>::slice, &mp::manager::ArrayState<T>::set_slice, &mp::manager::ArrayState<T>::size> {
};
