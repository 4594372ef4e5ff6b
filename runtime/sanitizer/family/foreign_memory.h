// Where the program's own shared mappings lie: those that it makes by mmap, and not through the runtime.
//
// They get the upper half of the window, in which every byte is looked at. A mapping of a file, of shm_open or of memfd lies at
// one address in all processes that map it, so that one granule of the shadow stands for one place in the file.
//
// Where it lives: in memory of the whole family. All bytes zero: nothing is mapped.
// Thread and process safety: a spin lock for the files. Kill safety: an entry counts by its last store.
//
// Invariants:
//   1. An address is handed out once, or always for the same place of the same file. So no access of an earlier mapping is there.
//   2. Who finds no room maps elsewhere, and is not observed.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "runtime/sanitizer/system/ids.h"
#include "runtime/sanitizer/system/spin_lock.h"

namespace race {

struct FileId {
  dev_t device;
  ino_t inode;
  bool operator==(const FileId&) const = default;
};

/// A mapping, for the reports.
struct Mapping {
  std::uintptr_t begin;
  std::size_t bytes;
  StackId made_at;
};

class ForeignMemory {
 public:
  /// REQUIRES: before the first fork. The stretch is page-aligned.
  void open(std::uintptr_t begin, std::size_t bytes);

  /// Where to put an anonymous mapping, or `bytes` of a file that is `file_bytes` long; 0: there is no room.
  std::uintptr_t place(std::size_t bytes);
  std::uintptr_t place(FileId file, std::size_t file_bytes, std::size_t offset, std::size_t bytes);

  void note(const Mapping& mapping);
  /// The mapping that holds the address, of those that are remembered the latest.
  std::optional<Mapping> find(std::uintptr_t address) const;

 private:
  static constexpr unsigned kFiles = 1 << 12;
  static constexpr unsigned kMappings = 1 << 12;

  struct File {
    FileId id;
    std::size_t bytes;                  // that are kept free for it
    std::atomic<std::uintptr_t> begin;  // 0: no entry
  };
  struct Noted {
    Mapping mapping;
    std::atomic<bool> whole;
  };

  std::atomic<std::uintptr_t> until_;
  std::uintptr_t end_;
  SpinLock lock_;
  File files_[kFiles];
  std::atomic<std::uint32_t> noted_;
  Noted mappings_[kMappings];
};

}  // namespace race
