// A stretch of memory that a process shares with the children it forks, at the same address in all of them.
//
// Backed by a memfd: nothing is left in /dev/shm, and the memory goes when its last process does. The stretch is only
// reserved at first; commit() takes real memory for a part of it, so that a machine without memory is an exception there
// and not a SIGBUS at some later access.
// Thread and process safety: the functions may be called by anybody; commits of the same part are harmless.
// Fork safety: a child inherits mapping and descriptor. The destructor unmaps for the calling process only.
#pragma once

#include <cstddef>

namespace mp::memory {

class Mapping {
 public:
  /// Reserves `bytes`; the hooks may say where. Throws OSError.
  explicit Mapping(std::size_t bytes);
  ~Mapping();
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  std::byte* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }

  /// Makes the part usable: zeros where nothing was written yet, unchanged where it is committed already. Throws MemoryError.
  void commit(std::size_t offset, std::size_t bytes);

 private:
  int descriptor_;
  std::byte* data_;
  std::size_t size_;
};

}  // namespace mp::memory
