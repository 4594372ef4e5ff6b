// One object in the family's shared memory, owned by the process that made it.
//
// The handle is private memory; the object is in the arena. Thread safety: as T's. Fork safety: a child inherits the handle
// and uses the same object, but only the process that made the object destroys it and gives its memory back.
// REQUIRES at destruction in that process: no other process uses the object any more.
// Kill safety: what a killed process has placed stays until the family ends.
#pragma once

#include <unistd.h>

#include <cstddef>
#include <memory>
#include <utility>

#include "runtime/memory/arena.h"

namespace mp::memory {

/// T is asked before it is destroyed, if it can be: `bool retire() noexcept` says whether its memory may be used again.
template <class T>
concept Retiring = requires(T object) {
  { object.retire() } noexcept -> std::same_as<bool>;
};

/// Bytes that follow the object in the same block: an array whose length is known at run time.
enum class TrailingBytes : std::size_t {};

template <class T>
class Placed {
 public:
  template <class... Args>
  explicit Placed(std::in_place_t, Args&&... args) : Placed(TrailingBytes{0}, std::forward<Args>(args)...) {}

  template <class... Args>
  explicit Placed(TrailingBytes trailing, Args&&... args) : creator_(getpid()) {
    Arena& arena = family_arena();
    void* memory = arena.allocate(sizeof(T) + static_cast<std::size_t>(trailing), alignof(T));
    try {
      object_ = std::construct_at(static_cast<T*>(memory), std::forward<Args>(args)...);
    } catch (...) {
      arena.free(memory);
      throw;
    }
  }

  ~Placed() {
    if (getpid() != creator_) return;
    if constexpr (Retiring<T>) {
      if (!object_->retire()) return;
    }
    std::destroy_at(object_);
    family_arena().free(object_);
  }

  Placed(const Placed&) = delete;
  Placed& operator=(const Placed&) = delete;

  T& operator*() const noexcept { return *object_; }
  T* operator->() const noexcept { return object_; }
  /// Whether the calling process made the object.
  bool is_mine() const noexcept { return getpid() == creator_; }

 private:
  T* object_;
  const pid_t creator_;
};

}  // namespace mp::memory
