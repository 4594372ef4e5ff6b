// mp::synchronized(obj, lock) and mp::copy(obj), Python's multiprocessing.sharedctypes: a lock for what has none, and a copy.
//
//   mp::RawValue<Point> point({1, 2});
//   auto guarded = mp::synchronized(point, lock);       // without a lock it makes one: an RLock of its own
//   { std::lock_guard guard(guarded.get_lock());  guarded.value.x *= 2; }
//   auto other = mp::copy(point);                       // another RawValue<Point>, independent of the first
//
// A Synchronized refers to the object and does not own it. REQUIRES: object and given lock outlive it.
// Thread, process and fork safety: as Value. Where it lives: its own lock in the family's shared memory, the handle in private
// memory; neither copied nor moved.
#pragma once

#include <source_location>
#include <span>

#include "runtime/memory/shared_object.h"
#include "runtime/sync/given_lock.h"
#include "runtime/sync/rlock.h"
#include "runtime/value/raw_array.h"
#include "runtime/value/raw_value.h"

namespace mp {

template <class T>
class Synchronized {
 public:
  using mp_shared_object = void;

  /// With a lock of its own. Throws MemoryError.
  explicit Synchronized(RawValue<T>& obj, std::source_location created = std::source_location::current())
      : value(obj.value), lock_(created) {}
  Synchronized(RawValue<T>& obj, sync::GivenLock lock, std::source_location created = std::source_location::current())
      : value(obj.value), lock_(lock.state(), created) {}
  Synchronized(const Synchronized&) = delete;
  Synchronized& operator=(const Synchronized&) = delete;

  T& value;

  /// The object without its lock: the same T as `value`.
  T& get_obj() noexcept { return value; }
  RLock& get_lock() noexcept { return lock_; }
  std::source_location created() const noexcept { return lock_.created(); }

 private:
  RLock lock_;
};

template <class T>
class SynchronizedArray {
 public:
  using mp_shared_object = void;

  /// With a lock of its own. Throws MemoryError.
  explicit SynchronizedArray(RawArray<T>& obj, std::source_location created = std::source_location::current())
      : elements_(obj.data(), obj.size()), lock_(created) {}
  SynchronizedArray(RawArray<T>& obj, sync::GivenLock lock, std::source_location created = std::source_location::current())
      : elements_(obj.data(), obj.size()), lock_(lock.state(), created) {}
  SynchronizedArray(const SynchronizedArray&) = delete;
  SynchronizedArray& operator=(const SynchronizedArray&) = delete;

  /// Throws IndexError.
  T& operator[](std::size_t index) {
    if (index >= size()) internal::throw_index_error(index, size());
    return elements_[index];
  }
  std::size_t size() const noexcept { return elements_.size(); }
  /// The elements without their lock.
  std::span<T> get_obj() noexcept { return elements_; }
  RLock& get_lock() noexcept { return lock_; }
  std::source_location created() const noexcept { return lock_.created(); }

 private:
  const std::span<T> elements_;
  RLock lock_;
};

template <class T>
Synchronized<T> synchronized(RawValue<T>& obj, std::source_location created = std::source_location::current()) {
  return Synchronized<T>(obj, created);
}
template <class T>
Synchronized<T> synchronized(RawValue<T>& obj, sync::GivenLock lock,
                             std::source_location created = std::source_location::current()) {
  return Synchronized<T>(obj, lock, created);
}
template <class T>
SynchronizedArray<T> synchronized(RawArray<T>& obj, std::source_location created = std::source_location::current()) {
  return SynchronizedArray<T>(obj, created);
}
template <class T>
SynchronizedArray<T> synchronized(RawArray<T>& obj, sync::GivenLock lock,
                                  std::source_location created = std::source_location::current()) {
  return SynchronizedArray<T>(obj, lock, created);
}

/// A new object with the same content. REQUIRES: nobody writes to the old one meanwhile. Throws MemoryError.
template <class T>
RawValue<T> copy(const RawValue<T>& obj, std::source_location created = std::source_location::current()) {
  return RawValue<T>(obj.value, created);
}
template <class T>
RawArray<T> copy(const RawArray<T>& obj, std::source_location created = std::source_location::current()) {
  return RawArray<T>(std::span(obj.data(), obj.size()), created);
}

}  // namespace mp
