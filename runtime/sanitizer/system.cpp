#include "runtime/sanitizer/system.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace race {
namespace {

// The kernel's own convention, a result or -errno: errno itself is the program's.
template <class... Args>
long call(long number, Args... args) {
  const int saved = errno;
  const long result = syscall(number, args...);
  if (result != -1) return result;
  const int error = errno;
  errno = saved;
  return -error;
}

constexpr int kNewFileMode = 0644;
constexpr long kFullPipePauseNanoseconds = 1000000;

template <class T>
long word(T* pointer) {
  return reinterpret_cast<long>(pointer);
}

int open_file(const char* path, int flags) {
  return static_cast<int>(call(SYS_openat, AT_FDCWD, word(path), flags | O_CLOEXEC, kNewFileMode));
}

}  // namespace

pid_t process_id() { return static_cast<pid_t>(call(SYS_getpid)); }
pid_t thread_id() { return static_cast<pid_t>(call(SYS_gettid)); }

static_assert(kNoSuchFile == -ENOENT);

long read_at(int file, char* out, std::size_t size, long offset) {
  long count;
  do count = call(SYS_pread64, file, word(out), static_cast<long>(size), offset);
  while (count == -EINTR);
  return count;
}

long read_file_start(const char* path, char* out, std::size_t size) {
  const int file = open_for_reading(path);
  if (file < 0) return file;
  const long count = read_at(file, out, size, 0);
  close_file(file);
  // /proc answers ESRCH when the thread ends between the two calls.
  return count == -ESRCH ? kNoSuchFile : count;
}

int open_for_reading(const char* path) { return open_file(path, O_RDONLY); }
int open_for_append(const char* path) { return open_file(path, O_WRONLY | O_APPEND | O_CREAT); }
void close_file(int file) { call(SYS_close, file); }

void write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const long count = call(SYS_write, file, word(text.data()), static_cast<long>(text.size()));
    if (count == -EAGAIN) pause_thread(kFullPipePauseNanoseconds);
    if (count == -EAGAIN || count == -EINTR) continue;
    if (count <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

void pause_thread(long nanoseconds) {
  const timespec wait{.tv_sec = 0, .tv_nsec = nanoseconds};
  call(SYS_nanosleep, word(&wait), 0);
}

void* map_shared(std::size_t bytes, unsigned long address) {
  const long flags = MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE | (address != 0 ? MAP_FIXED_NOREPLACE : 0);
  const long result = call(SYS_mmap, static_cast<long>(address), static_cast<long>(bytes), PROT_READ | PROT_WRITE, flags, -1, 0);
  if (result < 0 && result > -4096) return nullptr;
  // A core file without a terabyte of shadow.
  call(SYS_madvise, result, static_cast<long>(bytes), MADV_DONTDUMP);
  return reinterpret_cast<void*>(result);
}

void zero_pages(void* begin, std::size_t bytes) { call(SYS_madvise, word(begin), static_cast<long>(bytes), MADV_REMOVE); }

}  // namespace race
