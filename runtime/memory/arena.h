// The shared memory of one family of processes, and its allocator.
//
// The first process that needs shared memory makes the arena; every process that is forked or spawned later has it at the same
// address. A spawned one learns from its environment where it is (inherited_arena.h).
// What stands in it lives until it is freed, or until the last process of the family ends.
// Thread and process safety: every function may be called by anybody; a robust mutex in the arena guards the list of blocks.
// Fork safety: a child inherits everything. Kill safety: a process may be killed at any instruction of any function here; the
// others go on, and nothing must be repaired (block_list.h says why). The block that a killed process had just taken, and had
// told nobody of, stays taken.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "runtime/futex/robust_mutex.h"
#include "runtime/memory/block_list.h"
#include "runtime/memory/mapping.h"
#include "runtime/memory/offset.h"
#include "runtime/memory/process_names.h"

namespace mp::memory {

class Arena {
 public:
  static constexpr std::size_t kReservedBytes = std::size_t{64} << 30;  ///< of address space; memory is taken as needed
  static constexpr std::size_t kLeastReservedBytes = std::size_t{64} << 20;

  /// A word that every member of the family finds without being told where, and a mutex for whoever changes it. There is one: it
  /// says where the family's resource tracker is (runtime/shared_memory).
  struct Notice {
    futex::RobustMutex changing;
    std::atomic<std::uint64_t> word = 0;
  };

  explicit Arena(std::size_t reserved_bytes = kReservedBytes);
  /// The arena that another process has made, in this one. Throws OSError.
  explicit Arena(const Mapping::Place& inherited);

  /// Memory of at least `bytes`, with any content. `alignment` is a power of two; 16 is the least that is given.
  /// Throws MemoryError.
  [[nodiscard]] void* allocate(std::size_t bytes, std::size_t alignment = BlockList::kAlignment);
  /// REQUIRES: `memory` came from allocate() of this arena, in any process, and is not free yet.
  void free(void* memory) noexcept;

  bool contains(const void* address) const noexcept;
  Mapping::Place place() const noexcept { return mapping_.place(); }

  template <class T>
  Offset<T> offset(const T* object) const noexcept {
    return {object == nullptr ? 0 : static_cast<std::uint64_t>(reinterpret_cast<const std::byte*>(object) - mapping_.data())};
  }
  template <class T>
  T* pointer(Offset<T> offset) const noexcept {
    return offset ? reinterpret_cast<T*>(mapping_.data() + offset.bytes) : nullptr;
  }

  /// What the processes of the family are called.
  ProcessNames& names() noexcept;
  Notice& notice() const noexcept;

  /// Walks all blocks and checks every invariant of the list on the way (MP_CHECK).
  BlockList::Census census();

 private:
  struct Header;

  Mapping mapping_;
  Header& header_;    // at the beginning of the mapping
  BlockList blocks_;  // the rest of it
};

/// The arena of this process and of all that it will fork. Made at the first call; lives as long as the process.
Arena& family_arena();

}  // namespace mp::memory
