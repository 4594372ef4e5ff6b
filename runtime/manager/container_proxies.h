// The containers of a SyncManager as its clients see them: Python's ListProxy, DictProxy, QueueProxy, ValueProxy.
//
//   mp::ListProxy<int> list = manager.list<int>({1, 2});
//   list.append(3);
//   int last = list[-1];                        // a copy: list[-1] = 4 does not compile, list.set(-1, 4) does it
//   for (int each : list.getvalue()) ...        // one call, one moment
//   for (int each : list) ...                   // a call for each element, as it is then
//
// Every member is one call, and one step for whoever else uses the container; two of them are two steps. An element that is
// itself a container is a proxy: manager.list<mp::ListProxy<int>>(). A plain std::vector as an element is a value, and what an
// access hands out is a const copy of it, so that no update can get lost in silence.
// Thread, process, fork and kill safety: proxy.h.
#pragma once

#include <chrono>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "runtime/error.h"
#include "runtime/manager/containers.h"
#include "runtime/manager/proxy_iterator.h"
#include "runtime/manager/proxy_of.h"

namespace mp {

template <class T>
class ListProxy : public manager::ProxyOf<manager::ListState<T>> {
  using State = manager::ListState<T>;
  using manager::ProxyOf<State>::proxy_;

 public:
  using manager::ProxyOf<State>::ProxyOf;

  /// A negative index counts from the end. Throws IndexError.
  manager::Result<T> operator[](long index) const { return proxy_.template call<&State::get>(index); }
  manager::Result<T> get(long index) const { return proxy_.template call<&State::get>(index); }
  void set(long index, const T& item) const { proxy_.template call<&State::set>(index, item); }
  /// As Python's list[begin:end].
  std::vector<T> slice(long begin, long end) const { return proxy_.template call<&State::slice>(begin, end); }
  void append(const T& item) const { proxy_.template call<&State::append>(item); }
  void extend(const std::vector<T>& items) const { proxy_.template call<&State::extend>(items); }
  void insert(long index, const T& item) const { proxy_.template call<&State::insert>(index, item); }
  T pop(long index = -1) const { return proxy_.template call<&State::pop>(index); }
  /// Throw ValueError when the item is not there.
  void remove(const T& item) const { proxy_.template call<&State::remove>(item); }
  long index(const T& item) const { return proxy_.template call<&State::index>(item); }
  std::size_t count(const T& item) const { return proxy_.template call<&State::count>(item); }
  void reverse() const { proxy_.template call<&State::reverse>(); }
  void sort() const
    requires requires(const T& a) { a < a; }
  {
    proxy_.template call<&State::sort>();
  }
  void clear() const { proxy_.template call<&State::clear>(); }
  std::size_t size() const { return proxy_.template call<&State::size>(); }
  bool empty() const { return size() == 0; }
  std::vector<T> getvalue() const { return proxy_.template call<&State::getvalue>(); }
  /// As Python's list[begin:end] = items.
  void replace(long begin, long end, const std::vector<T>& items) const {
    proxy_.template call<&State::replace>(begin, end, items);
  }
  /// Goes over the list that is there at each step, and ends where it ends then.
  auto begin() const {
    return manager::ProxyIterator([list = proxy_, place = 0L]() mutable { return list.template call<&State::find>(place++); });
  }
  std::default_sentinel_t end() const { return {}; }
  const ListProxy& operator+=(const std::vector<T>& items) const {
    extend(items);
    return *this;
  }
  const ListProxy& operator*=(std::size_t times) const {
    proxy_.template call<&State::repeat>(times);
    return *this;
  }
};

/// Its keys are in their order, not in that of their arrival.
template <class K, class V>
class DictProxy : public manager::ProxyOf<manager::DictState<K, V>> {
  using State = manager::DictState<K, V>;
  using manager::ProxyOf<State>::proxy_;

 public:
  using manager::ProxyOf<State>::ProxyOf;
  using Items = typename State::Items;

  /// Throw IndexError when there is no such key.
  manager::Result<V> operator[](const K& key) const { return proxy_.template call<&State::at>(key); }
  manager::Result<V> at(const K& key) const { return proxy_.template call<&State::at>(key); }
  V pop(const K& key) const { return proxy_.template call<&State::pop>(key); }
  /// The last one. Throws IndexError when there is none.
  std::pair<K, V> popitem() const { return proxy_.template call<&State::popitem>(); }
  /// Nothing when there is no such key.
  std::optional<V> get(const K& key) const { return proxy_.template call<&State::get>(key); }
  void set(const K& key, const V& value) const { proxy_.template call<&State::set>(key, value); }
  /// The value that is there; or else this one, which is there from now on.
  V setdefault(const K& key, const V& value) const { return proxy_.template call<&State::setdefault>(key, value); }
  void update(const Items& items) const { proxy_.template call<&State::update>(items); }
  bool contains(const K& key) const { return proxy_.template call<&State::contains>(key); }
  void clear() const { proxy_.template call<&State::clear>(); }
  std::size_t size() const { return proxy_.template call<&State::size>(); }
  bool empty() const { return size() == 0; }
  std::vector<K> keys() const { return proxy_.template call<&State::keys>(); }
  std::vector<V> values() const { return proxy_.template call<&State::values>(); }
  Items items() const { return proxy_.template call<&State::items>(); }
  /// Goes over pairs of key and value. A step throws Error when there are more or fewer keys than at the beginning.
  auto begin() const {
    return manager::ProxyIterator([dict = *this, size = size(), last = std::optional<K>()]() mutable {
      auto [now, item] = dict.proxy_.template call<&State::after>(last);
      if (now != size) throw Error("the dict has changed its size while it was gone over");
      if (item) last = item->first;
      return item;
    });
  }
  std::default_sentinel_t end() const { return {}; }
};

template <class T>
class ValueProxy : public manager::ProxyOf<manager::ValueState<T>> {
  using State = manager::ValueState<T>;
  using manager::ProxyOf<State>::proxy_;

 public:
  using manager::ProxyOf<State>::ProxyOf;

  manager::Result<T> get() const { return proxy_.template call<&State::get>(); }
  void set(const T& value) const { proxy_.template call<&State::set>(value); }
};

template <class T>
class QueueProxy : public manager::ProxyOf<manager::QueueState<T>> {
 protected:
  using State = manager::QueueState<T>;
  using manager::ProxyOf<State>::proxy_;

 public:
  using manager::ProxyOf<State>::ProxyOf;

  void put(const T& item) const { static_cast<void>(proxy_.template call<&State::put>(item, manager::Patience())); }
  /// Waits at most that long; a negative time is none. False: there was no room.
  template <class Rep, class Period>
  [[nodiscard]] bool put_for(const T& item, const std::chrono::duration<Rep, Period>& timeout) const {
    return proxy_.template call<&State::put>(item, manager::patience_of(timeout));
  }
  [[nodiscard]] bool try_put(const T& item) const { return proxy_.template call<&State::put>(item, manager::kDoNotWait); }
  /// Throws Full.
  void put_nowait(const T& item) const {
    if (!try_put(item)) throw Full("the manager's queue has no room now");
  }

  T get() const { return *proxy_.template call<&State::get>(manager::Patience()); }
  template <class Rep, class Period>
  [[nodiscard]] std::optional<T> get_for(const std::chrono::duration<Rep, Period>& timeout) const {
    return proxy_.template call<&State::get>(manager::patience_of(timeout));
  }
  [[nodiscard]] std::optional<T> try_get() const { return proxy_.template call<&State::get>(manager::kDoNotWait); }
  /// Throws Empty.
  T get_nowait() const {
    std::optional<T> item = try_get();
    if (!item) throw Empty("the manager's queue has no item now");
    return *std::move(item);
  }
  std::size_t qsize() const { return proxy_.template call<&State::qsize>(); }
  bool empty() const { return qsize() == 0; }
};

template <class T>
class JoinableQueueProxy : public QueueProxy<T> {
  using State = manager::QueueState<T>;
  using manager::ProxyOf<State>::proxy_;

 public:
  using QueueProxy<T>::QueueProxy;

  /// Throws ValueError when it is called more often than there were items.
  void task_done() const { proxy_.template call<&State::task_done>(); }
  /// Waits until task_done() was called for every item.
  void join() const { static_cast<void>(proxy_.template call<&State::join>(manager::Patience())); }
  template <class Rep, class Period>
  [[nodiscard]] bool join_for(const std::chrono::duration<Rep, Period>& timeout) const {
    return proxy_.template call<&State::join>(manager::patience_of(timeout));
  }
};

}  // namespace mp
