// Where something lies in the family's shared memory: a distance from its beginning, never an address.
//
// Structures in shared memory refer to each other by Offset. It is one 64-bit word, so it can be stored in one piece
// (std::atomic<Offset<T>>), and it means the same in a process that maps the memory elsewhere. Arena turns it into a pointer.
#pragma once

#include <cstdint>

namespace mp::memory {

template <class T>
struct Offset {
  std::uint64_t bytes = 0;  ///< from the beginning of the mapping; 0 refers to nothing

  explicit operator bool() const noexcept { return bytes != 0; }
  friend bool operator==(Offset, Offset) = default;
};

}  // namespace mp::memory
