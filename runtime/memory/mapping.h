// A stretch of memory that a process shares with the children it forks or spawns, at the same address in all of them.
//
// Backed by a memfd: nothing is left in /dev/shm, and the memory goes when its last process does. The stretch is only
// reserved at first; commit() takes real memory for a part of it, so that a machine without memory is an exception there
// and not a SIGBUS at some later access.
// Thread and process safety: the functions may be called by anybody; commits of the same part are harmless.
// Fork safety: a child inherits mapping and descriptor. The destructor unmaps for the calling process only. A spawned process
// inherits the descriptor and maps it by itself, where it lies in its parent: the first mapping of a process is at kUsualBegin,
// which neither the kernel nor a sanitizer gives to anything else.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mp::memory {

class Mapping {
 public:
  /// Above the program and its heap at the kernel's usual randomness, below all libraries; memory of the program for
  /// AddressSanitizer and ThreadSanitizer.
  static constexpr std::uintptr_t kUsualBegin = 0x5800'0000'0000;

  static constexpr const char* kFileName = "racelab";  ///< of the memfd, as /proc shows it

  /// What another process must know to map the same memory.
  struct Place {
    int descriptor;
    std::byte* begin;
    std::size_t bytes;
  };

  /// Reserves `bytes`; the hooks may say where. Throws OSError.
  explicit Mapping(std::size_t bytes);
  /// The mapping of another process, in this one. Takes the descriptor over. Throws OSError if something else lies there already.
  explicit Mapping(const Place& inherited);
  ~Mapping();
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  std::byte* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }
  Place place() const noexcept { return {descriptor_, data_, size_}; }

  /// Makes the part usable: zeros where nothing was written yet, unchanged where it is committed already. Throws MemoryError.
  void commit(std::size_t offset, std::size_t bytes);

 private:
  int descriptor_;
  std::byte* data_;
  std::size_t size_;
};

}  // namespace mp::memory
