// mp::SharedMemory, Python's multiprocessing.shared_memory.SharedMemory: memory with a name, for processes of any program.
//
//   mp::SharedMemory mine = mp::SharedMemory::create(4096);        // a name like "psm_21467a02"; or create(4096, "frames")
//   mp::SharedMemory same = mp::SharedMemory::open(mine.name());   // in any process, also one of CPython's
//   same.buf()[0] = std::byte{7};
//   mp::Process reader(read, mine);                                // a handle travels as its name, also through an mp::Queue
//
// Who made a segment ends it: the name goes with the handle that create() returned, or with its process, also when that is
// killed; the resource tracker sees to it (resource_tracker.h) and says so on standard error. No other handle and no other
// process ends it, unless it calls unlink(). The memory goes when the last process has closed it. Thread safety: as a
// std::span's; close(), moves and the destructor have the handle to themselves. Nothing guards the bytes: a std::atomic_ref in
// them, or an mp::Lock, does. Fork safety: a child has the same memory at the same address; its copy of the maker's handle ends
// nothing. Where it lives: in the file /dev/shm/<name> (mode 0600), the handle in private memory. Kill safety: a name is there
// only while the tracker knows its maker, and leads to whole memory only; so after a kill at any instruction, of one process or
// all of a family (but for the tracker itself), /dev/shm is as it was. All memory is taken when the segment is made: a full
// /dev/shm is an OSError (ENOSPC) there, and no SIGBUS later. Hooks: none. What other programs do
// here, a race detector does not see.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <span>
#include <string>

#include "runtime/archive/archive.h"
#include "runtime/shared_memory/named_file.h"

namespace mp {

class SharedMemory;

namespace shared_memory {

/// SharedMemory::create(size) with other names, of which the first free one is taken.
SharedMemory create_with_free_name(std::ptrdiff_t size, std::string (*next_name)());

}  // namespace shared_memory

class SharedMemory {
 public:
  /// Zeros. Keep the handle while the segment is needed; an argument of a Process is a copy, unless it is moved in, and then the
  /// segment may end before the other process has opened it. Throws ValueError when `size` is not positive, OSError when there is
  /// no room.
  static SharedMemory create(std::ptrdiff_t size);
  /// Throws FileExistsError when the name is taken, and ValueError when it is empty, too long, or has a slash or a NUL.
  static SharedMemory create(std::ptrdiff_t size, const std::string& name);
  /// What another handle has created. Throws FileNotFoundError, and ValueError as create.
  static SharedMemory open(const std::string& name);

  /// A second handle of the same memory, at another address; it never ends the segment. Throws OSError.
  SharedMemory(const SharedMemory& other);
  SharedMemory(SharedMemory&& other) noexcept;
  SharedMemory& operator=(SharedMemory other) noexcept;
  /// close(); and unlink() if this is the handle that create() returned, in the process that made it.
  ~SharedMemory();

  /// Both stay after close().
  const std::string& name() const noexcept { return name_; }
  std::size_t size() const noexcept { return size_; }
  /// Empty after close().
  std::span<std::byte> buf() const noexcept { return {data_, data_ == nullptr ? 0 : size_}; }

  /// Gives this handle's view of the memory back; other handles keep theirs. May be called again.
  void close() noexcept;
  /// Takes the name away, in Python's manner: once for a segment, from any handle. Whoever has the memory keeps it. Throws
  /// FileNotFoundError when the name is gone, or stands for another segment now.
  void unlink();

 private:
  using NextName = std::string (*)();
  friend SharedMemory shared_memory::create_with_free_name(std::ptrdiff_t size, NextName next_name);

  SharedMemory(const shared_memory::NamedFile& file, std::string name);
  bool is_creator() const noexcept;
  /// With the file's name, if that is free.
  bool take_name(const shared_memory::NamedFile& file, std::string name);

  std::string name_;
  shared_memory::FileId file_;
  std::byte* data_;  // nullptr when closed
  std::size_t size_;
  pid_t creator_ = 0;  // 0: the end of this handle is not the segment's
};

namespace internal {
template <class... Within>
inline constexpr bool kArchivable<SharedMemory, Within...> = true;
}  // namespace internal

/// It travels as its name. Loading throws FileNotFoundError when the name is gone meanwhile.
template <>
struct archive::Codec<SharedMemory> {
  static void save(Writer& writer, const SharedMemory& memory);
  static SharedMemory load(Reader& reader);
};

}  // namespace mp
