// A set in a manager's server: Python's SetProxy of multiprocessing.managers (3.14).
//
//   const auto seen = manager.set<std::string>({"a"});
//   if (seen.add("b")) ...                        // true: it was not there
//   std::set<std::string> both = seen & other;    // operators give plain sets; |= &= -= ^= change the one in the server
//
// Every member is one call, and one step for whoever else uses the set. Its elements are in their order.
// Thread, process, fork and kill safety: proxy.h.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <utility>

#include "runtime/manager/containers.h"
#include "runtime/manager/exposed.h"
#include "runtime/manager/proxy_of.h"

namespace mp {

namespace manager {

enum class SetOperation { kUnion, kIntersection, kDifference, kSymmetricDifference };

template <class T>
class SetState {
 public:
  using Items = std::set<T>;

  SetState() = default;
  explicit SetState(Items items) : items_(std::move(items)) {}

  bool add(const T& item) { return items_.insert(item).second; }
  bool discard(const T& item) { return items_.erase(item) == 1; }
  T pop() {
    if (items_.empty()) throw_no_such_element("the set is empty");
    return std::move(items_.extract(items_.begin()).value());
  }
  bool contains(const T& item) const { return items_.contains(item); }
  void clear() { items_.clear(); }
  std::size_t size() const { return items_.size(); }
  Items getvalue() const { return items_; }
  bool issubset(const Items& other) const { return std::ranges::includes(other, items_); }
  bool issuperset(const Items& other) const { return std::ranges::includes(items_, other); }
  Items combined(SetOperation operation, const Items& other) const {
    Items result;
    const auto to = std::inserter(result, result.end());
    switch (operation) {
      case SetOperation::kUnion:
        std::ranges::set_union(items_, other, to);
        break;
      case SetOperation::kIntersection:
        std::ranges::set_intersection(items_, other, to);
        break;
      case SetOperation::kDifference:
        std::ranges::set_difference(items_, other, to);
        break;
      case SetOperation::kSymmetricDifference:
        std::ranges::set_symmetric_difference(items_, other, to);
        break;
    }
    return result;
  }
  void combine(SetOperation operation, const Items& other) { items_ = combined(operation, other); }

 private:
  Items items_;
};

}  // namespace manager

template <class T>
class SetProxy : public manager::ProxyOf<manager::SetState<T>> {
  using State = manager::SetState<T>;
  using Operation = manager::SetOperation;
  using manager::ProxyOf<State>::proxy_;

 public:
  using manager::ProxyOf<State>::ProxyOf;
  using Items = std::set<T>;

  /// True if it was not there.
  bool add(const T& item) const { return proxy_.template call<&State::add>(item); }
  /// True if it was there.
  bool discard(const T& item) const { return proxy_.template call<&State::discard>(item); }
  /// Throws IndexError when it is not there.
  void remove(const T& item) const {
    if (!discard(item)) manager::throw_no_such_element("the item is not in the set");
  }
  /// The first in their order. Throws IndexError when there is none.
  T pop() const { return proxy_.template call<&State::pop>(); }
  bool contains(const T& item) const { return proxy_.template call<&State::contains>(item); }
  void clear() const { proxy_.template call<&State::clear>(); }
  std::size_t size() const { return proxy_.template call<&State::size>(); }
  bool empty() const { return size() == 0; }
  Items getvalue() const { return proxy_.template call<&State::getvalue>(); }
  Items copy() const { return getvalue(); }

  bool issubset(const Items& other) const { return proxy_.template call<&State::issubset>(other); }
  bool issuperset(const Items& other) const { return proxy_.template call<&State::issuperset>(other); }
  bool isdisjoint(const Items& other) const { return intersection(other).empty(); }

  Items operator|(const Items& other) const { return combined(Operation::kUnion, other); }
  Items intersection(const Items& other) const { return combined(Operation::kIntersection, other); }
  Items operator&(const Items& other) const { return intersection(other); }
  Items difference(const Items& other) const { return combined(Operation::kDifference, other); }
  Items operator-(const Items& other) const { return difference(other); }
  Items symmetric_difference(const Items& other) const { return combined(Operation::kSymmetricDifference, other); }
  Items operator^(const Items& other) const { return symmetric_difference(other); }

  void update(const Items& other) const { combine(Operation::kUnion, other); }
  const SetProxy& operator|=(const Items& other) const { return combine(Operation::kUnion, other); }
  void intersection_update(const Items& other) const { combine(Operation::kIntersection, other); }
  const SetProxy& operator&=(const Items& other) const { return combine(Operation::kIntersection, other); }
  void difference_update(const Items& other) const { combine(Operation::kDifference, other); }
  const SetProxy& operator-=(const Items& other) const { return combine(Operation::kDifference, other); }
  void symmetric_difference_update(const Items& other) const { combine(Operation::kSymmetricDifference, other); }
  const SetProxy& operator^=(const Items& other) const { return combine(Operation::kSymmetricDifference, other); }

 private:
  Items combined(Operation operation, const Items& other) const {
    return proxy_.template call<&State::combined>(operation, other);
  }
  const SetProxy& combine(Operation operation, const Items& other) const {
    proxy_.template call<&State::combine>(operation, other);
    return *this;
  }
};

}  // namespace mp

template <class T>
struct mp::Exposed<mp::manager::SetState<T>>
    : mp::Exposes<&mp::manager::SetState<T>::add, &mp::manager::SetState<T>::discard, &mp::manager::SetState<T>::pop,
                  &mp::manager::SetState<T>::contains, &mp::manager::SetState<T>::clear, &mp::manager::SetState<T>::size,
                  &mp::manager::SetState<T>::getvalue, &mp::manager::SetState<T>::issubset, &mp::manager::SetState<T>::issuperset,
                  &mp::manager::SetState<T>::combined, &mp::manager::SetState<T>::combine> {};
