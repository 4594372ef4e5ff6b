// mmap and shmat: what the program maps for other processes too is put where the detector looks.
//
// Left as they are: private mappings, and those for which the program has a wish of its own. A file that one process maps twice
// is observed in its first mapping only. Memory of System V lies, as a file does, at one address in all processes.
#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/sanitizer/interceptors/interceptors.h"
#include "runtime/sanitizer/system/system.h"

extern "C" void* __interceptor_mmap(void* wish, size_t bytes, int protection, int flags, int file, off_t offset);
extern "C" void* __interceptor_mmap64(void* wish, size_t bytes, int protection, int flags, int file, off64_t offset);

namespace race {
namespace {

bool is_for_others(const void* wish, int flags) {
  const int type = flags & MAP_TYPE;
  return g_detector != nullptr && wish == nullptr && (type == MAP_SHARED || type == MAP_SHARED_VALIDATE) &&
         (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE | MAP_32BIT | MAP_HUGETLB)) == 0;
}

std::uintptr_t place(std::size_t bytes, int flags, int file, off_t offset) {
  ForeignMemory& memory = detector().family().foreign;
  if ((flags & MAP_ANONYMOUS) != 0) return memory.place(bytes);
  const std::optional<FileStatus> status = file_status(file);
  if (!status) return 0;
  return memory.place({status->device, status->inode}, status->bytes, static_cast<std::size_t>(offset), bytes);
}

void* unseen(void* mapped) {
  if (mapped != MAP_FAILED) mapped_elsewhere();
  return mapped;
}

template <class Map>
void* map_for_others(std::size_t bytes, int protection, int flags, int file, off_t offset, Map map, Caller caller) {
  const std::uintptr_t wish = place(bytes, flags, file, offset);
  if (wish == 0) return unseen(map(nullptr, bytes, protection, flags, file, offset));
  const int before = errno;
  void* const mapped = map(reinterpret_cast<void*>(wish), bytes, protection, flags | MAP_FIXED_NOREPLACE, file, offset);
  if (mapped == MAP_FAILED && errno == EEXIST) {
    errno = before;
    return map(nullptr, bytes, protection, flags, file, offset);
  }
  if (mapped != MAP_FAILED) detector().mapped(wish, bytes, caller);
  return mapped;
}

void* attach_segment(int segment, const void* address, int flags) {
  const long result = syscall(SYS_shmat, segment, address, flags);
  return reinterpret_cast<void*>(result);  // (void*)-1 and errno when it fails
}

/// 0: there is no such segment.
std::size_t bytes_of_segment(int segment) {
  shmid_ds status;
  return shmctl(segment, IPC_STAT, &status) == 0 ? status.shm_segsz : 0;
}

/// Segments are told from files by a device that does not exist.
std::uintptr_t place_of_segment(int segment, std::size_t bytes) {
  return bytes == 0 ? 0 : detector().family().foreign.place({~dev_t{0}, static_cast<ino_t>(segment)}, bytes, 0, bytes);
}

void* attach_for_others(int segment, int flags, Caller caller) {
  const int before = errno;
  const std::size_t bytes = bytes_of_segment(segment);
  const std::uintptr_t wish = place_of_segment(segment, bytes);
  void* const attached = wish == 0 ? MAP_FAILED : attach_segment(segment, reinterpret_cast<void*>(wish), flags);
  if (attached == MAP_FAILED) {
    errno = before;
    return unseen(attach_segment(segment, nullptr, flags));
  }
  detector().mapped(wish, bytes, caller);
  return attached;
}

}  // namespace
}  // namespace race

extern "C" void* mmap(void* wish, size_t bytes, int protection, int flags, int file, off_t offset) noexcept {
  if (!race::is_for_others(wish, flags)) return __interceptor_mmap(wish, bytes, protection, flags, file, offset);
  return race::map_for_others(bytes, protection, flags, file, offset, __interceptor_mmap, race::caller_of_entry_point());
}

extern "C" void* mmap64(void* wish, size_t bytes, int protection, int flags, int file, off64_t offset) noexcept {
  if (!race::is_for_others(wish, flags)) return __interceptor_mmap64(wish, bytes, protection, flags, file, offset);
  return race::map_for_others(bytes, protection, flags, file, offset, __interceptor_mmap64, race::caller_of_entry_point());
}

extern "C" void* shmat(int segment, const void* wish, int flags) noexcept {
  if (race::g_detector == nullptr || wish != nullptr) return race::attach_segment(segment, wish, flags);
  return race::attach_for_others(segment, flags, race::caller_of_entry_point());
}
