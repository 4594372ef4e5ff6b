// What stands in a manager's server behind its lists, dicts, sets, queues and values (container_proxies.h).
//
// Elements that are proxies keep what they stand for. Thread safety: the server calls one method of an object at a time; a
// QueueState guards itself, because its methods wait. Where it lives: private memory of the server.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "runtime/error.h"
#include "runtime/manager/caller.h"
#include "runtime/manager/exposed.h"
#include "runtime/manager/synchronizers.h"

namespace mp::manager {

/// A place in a sequence of `size`, counted from the end when negative. Throws IndexError.
std::size_t place_of(long index, std::size_t size);
/// The two ends of Python's sequence[begin:end], which never fail.
std::pair<std::size_t, std::size_t> slice_of(long begin, long end, std::size_t size);
/// Throws ValueError when as many items are to stand where `room` others do.
void require_length(std::size_t room, std::size_t items);
[[noreturn]] void throw_no_such_element(const char* where);

template <class T>
class ListState {
 public:
  ListState() = default;
  explicit ListState(std::vector<T> items) : items_(std::move(items)) {}

  void append(const T& item) { items_.push_back(item); }
  void extend(const std::vector<T>& more) { items_.insert(items_.end(), more.begin(), more.end()); }
  void insert(long index, const T& item) {
    items_.insert(items_.begin() + static_cast<long>(slice_of(index, index, items_.size()).first), item);
  }
  T get(long index) const { return items_[place_of(index, items_.size())]; }
  void set(long index, const T& item) { items_[place_of(index, items_.size())] = item; }
  std::vector<T> slice(long begin, long end) const {
    const auto [first, last] = slice_of(begin, end, items_.size());
    return std::vector<T>(items_.begin() + static_cast<long>(first), items_.begin() + static_cast<long>(last));
  }
  void replace(long begin, long end, const std::vector<T>& items) {
    const auto [first, last] = slice_of(begin, end, items_.size());
    const auto rest = items_.erase(items_.begin() + static_cast<long>(first), items_.begin() + static_cast<long>(last));
    items_.insert(rest, items.begin(), items.end());
  }
  /// Nothing beyond the end.
  std::optional<T> find(long index) const {
    return index < static_cast<long>(items_.size()) ? std::optional<T>(get(index)) : std::nullopt;
  }
  T pop(long index) {
    const auto place = items_.begin() + static_cast<long>(place_of(index, items_.size()));
    T item = std::move(*place);
    items_.erase(place);
    return item;
  }
  void remove(const T& item) { items_.erase(items_.begin() + index(item)); }
  long index(const T& item) const {
    const auto found = std::ranges::find(items_, item);
    if (found == items_.end()) throw ValueError("the item is not in the list");
    return found - items_.begin();
  }
  std::size_t count(const T& item) const { return static_cast<std::size_t>(std::ranges::count(items_, item)); }
  void reverse() { std::ranges::reverse(items_); }
  /// Equal ones stay in their order; elements that have no order stay as they are.
  void sort() {
    if constexpr (requires(const T& a) { a < a; }) {
      const std::multiset<T> sorted(items_.begin(), items_.end());
      items_.assign(sorted.begin(), sorted.end());
    }
  }
  void repeat(std::size_t times) {
    const std::vector<T> once = std::exchange(items_, {});
    for (; times > 0; --times) extend(once);
  }
  void clear() { items_.clear(); }
  std::size_t size() const { return items_.size(); }
  std::vector<T> getvalue() const { return items_; }

 private:
  std::vector<T> items_;
};

template <class K, class V>
class DictState {
 public:
  using Items = std::vector<std::pair<K, V>>;

  DictState() = default;
  explicit DictState(const Items& items) { update(items); }

  V at(const K& key) const {
    const auto found = values_.find(key);
    if (found == values_.end()) throw_no_such_element("the key is not in the dict");
    return found->second;
  }
  std::optional<V> get(const K& key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? std::nullopt : std::optional<V>(found->second);
  }
  void set(const K& key, const V& value) { values_.insert_or_assign(key, value); }
  V setdefault(const K& key, const V& value) { return values_.try_emplace(key, value).first->second; }
  void update(const Items& items) {
    for (const auto& [key, value] : items) set(key, value);
  }
  V pop(const K& key) {
    V value = at(key);
    values_.erase(key);
    return value;
  }
  std::pair<K, V> popitem() {
    if (values_.empty()) throw_no_such_element("the dict is empty");
    const auto last = std::prev(values_.end());
    std::pair<K, V> item(last->first, last->second);
    values_.erase(last);
    return item;
  }
  bool contains(const K& key) const { return values_.contains(key); }
  void clear() { values_.clear(); }
  std::size_t size() const { return values_.size(); }
  std::vector<K> keys() const {
    std::vector<K> result;
    for (const auto& [key, value] : values_) result.push_back(key);
    return result;
  }
  std::vector<V> values() const {
    std::vector<V> result;
    for (const auto& [key, value] : values_) result.push_back(value);
    return result;
  }
  Items items() const { return Items(values_.begin(), values_.end()); }
  /// How many there are, and the one that follows this key; the first of all when there is no key.
  std::pair<std::size_t, std::optional<std::pair<K, V>>> after(const std::optional<K>& key) const {
    const auto next = key ? values_.upper_bound(*key) : values_.begin();
    return {size(), next == values_.end() ? std::nullopt : std::optional<std::pair<K, V>>(*next)};
  }

 private:
  std::map<K, V> values_;
};

template <class T>
class QueueState {
 public:
  /// Room for `maxsize` items; 0: no limit.
  explicit QueueState(std::size_t maxsize) : maxsize_(maxsize) {}

  bool put(const T& item, Patience patience) {
    std::unique_lock lock(mutex_);
    const auto room = [&] { return maxsize_ == 0 || items_.size() < maxsize_; };
    if (!wait_for_change(lock, changed_, deadline_of(patience), room)) return false;
    items_.push_back(item);
    ++unfinished_;
    changed_.notify_all();
    return true;
  }
  std::optional<T> get(Patience patience) {
    std::unique_lock lock(mutex_);
    if (!wait_for_change(lock, changed_, deadline_of(patience), [&] { return !items_.empty(); })) return std::nullopt;
    std::optional<T> item = std::move(items_.front());
    items_.pop_front();
    changed_.notify_all();
    return item;
  }
  std::size_t qsize() {
    const std::lock_guard lock(mutex_);
    return items_.size();
  }
  void task_done() {
    const std::lock_guard lock(mutex_);
    if (unfinished_ == 0) throw ValueError("task_done() was called more often than there were items");
    if (--unfinished_ == 0) changed_.notify_all();
  }
  bool join(Patience patience) {
    std::unique_lock lock(mutex_);
    return wait_for_change(lock, changed_, deadline_of(patience), [&] { return unfinished_ == 0; });
  }

 private:
  std::mutex mutex_;  // of all below
  std::condition_variable changed_;
  const std::size_t maxsize_;
  std::deque<T> items_;
  std::size_t unfinished_ = 0;
};

template <class T>
class ValueState {
 public:
  explicit ValueState(T value) : value_(std::move(value)) {}
  T get() const { return value_; }
  void set(const T& value) { value_ = value; }

 private:
  T value_;
};

}  // namespace mp::manager

template <class T>
struct mp::Exposed<mp::manager::ListState<T>>
    : mp::Exposes<&mp::manager::ListState<T>::append, &mp::manager::ListState<T>::extend, &mp::manager::ListState<T>::insert,
                  &mp::manager::ListState<T>::get, &mp::manager::ListState<T>::set, &mp::manager::ListState<T>::slice,
                  &mp::manager::ListState<T>::pop, &mp::manager::ListState<T>::remove, &mp::manager::ListState<T>::index,
                  &mp::manager::ListState<T>::count, &mp::manager::ListState<T>::reverse, &mp::manager::ListState<T>::sort,
                  &mp::manager::ListState<T>::repeat, &mp::manager::ListState<T>::clear, &mp::manager::ListState<T>::size,
                  &mp::manager::ListState<T>::getvalue, &mp::manager::ListState<T>::replace, &mp::manager::ListState<T>::find> {};

template <class K, class V>
struct mp::Exposed<mp::manager::DictState<K, V>>
    : mp::Exposes<&mp::manager::DictState<K, V>::at, &mp::manager::DictState<K, V>::get, &mp::manager::DictState<K, V>::set,
                  &mp::manager::DictState<K, V>::setdefault, &mp::manager::DictState<K, V>::update,
                  &mp::manager::DictState<K, V>::pop, &mp::manager::DictState<K, V>::popitem,
                  &mp::manager::DictState<K, V>::contains, &mp::manager::DictState<K, V>::clear,
                  &mp::manager::DictState<K, V>::size, &mp::manager::DictState<K, V>::keys, &mp::manager::DictState<K, V>::values,
                  &mp::manager::DictState<K, V>::items, &mp::manager::DictState<K, V>::after> {};

template <class T>
struct mp::Exposed<mp::manager::QueueState<T>>
    : mp::ExposesUnlocked<&mp::manager::QueueState<T>::put, &mp::manager::QueueState<T>::get, &mp::manager::QueueState<T>::qsize,
                          &mp::manager::QueueState<T>::task_done, &mp::manager::QueueState<T>::join> {};

template <class T>
struct mp::Exposed<mp::manager::ValueState<T>> : mp::Exposes<&mp::manager::ValueState<T>::get, &mp::manager::ValueState<T>::set> {
};
