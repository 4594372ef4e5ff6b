#include "runtime/sanitizer/system/system.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <cstring>

#include "runtime/sanitizer/system/text.h"

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

SocketName name_by(long number, int socket) {
  SocketName name;
  name.bytes = sizeof name.address;
  if (call(number, socket, word(&name.address), word(&name.bytes)) != 0) return {};
  return name;
}

constexpr int kFirstOtherDescriptor = 3;

/// A copy that an exec leaves open, with a high number, or -errno. Not a higher one than this: each fork copies a table of all
/// numbers up to the highest.
int out_of_the_way(int file) {
  constexpr unsigned long kUsualLimit = 1024, kBelowTheLimit = 40;
  rlimit most{};
  call(SYS_prlimit64, 0L, RLIMIT_NOFILE, 0L, word(&most));
  const unsigned long limit = most.rlim_cur < kUsualLimit ? most.rlim_cur : kUsualLimit;
  const unsigned long wish = limit > 2 * kBelowTheLimit ? limit - kBelowTheLimit : 0;
  return static_cast<int>(call(SYS_fcntl, file, F_DUPFD, static_cast<long>(wish)));
}

// In the new process, which is a copy of a program with threads: nothing but system calls.
[[noreturn]] void become_helper(int socket, pid_t parent, const char* const* arguments) {
  call(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
  const bool orphaned = call(SYS_getppid) != parent;  // it died before the line above
  // Not 0 or 1 already: then the descriptor would stay one that an exec closes.
  const long other = call(SYS_fcntl, socket, F_DUPFD, kFirstOtherDescriptor);
  if (!orphaned && call(SYS_dup3, other, STDIN_FILENO, 0) >= 0 && call(SYS_dup3, other, STDOUT_FILENO, 0) >= 0) {
    call(SYS_close_range, kFirstOtherDescriptor, UINT_MAX, 0);
    call(SYS_execve, word(arguments[0]), word(arguments), word(environ));
  }
  for (;;) call(SYS_exit_group, EXIT_FAILURE);
}

}  // namespace

pid_t process_id() { return static_cast<pid_t>(call(SYS_getpid)); }
pid_t parent_id() { return static_cast<pid_t>(call(SYS_getppid)); }
pid_t thread_id() { return static_cast<pid_t>(call(SYS_gettid)); }

std::uint64_t thread_key() { return static_cast<std::uint64_t>(process_id()) << 32 | static_cast<std::uint32_t>(thread_id()); }

// kill(pid, 0) succeeds on a zombie, whose threads run no more; the kernel's own word on the thread's state does not lie.
bool is_thread_dead(std::uint64_t key) {
  char path[64];
  Text name(path);
  name << "/proc/" << (key >> 32) << "/task/" << (key & UINT32_MAX) << "/stat" << std::string_view("\0", 1);
  char buffer[512];
  const long count = read_file_start(path, buffer, sizeof buffer);
  // Without /proc nobody is known to be dead.
  if (count < 0) return count == kNoSuchFile && read_file_start("/proc/self/stat", buffer, sizeof buffer) > 0;
  const std::string_view stat(buffer, static_cast<std::size_t>(count));
  const std::size_t name_end = stat.rfind(')');  // "pid (name) state ...", and a name may hold anything
  if (name_end == std::string_view::npos || name_end + 2 >= stat.size()) return false;
  const char state = stat[name_end + 2];
  return state == 'Z' || state == 'X' || state == 'x';
}

static_assert(kNoSuchFile == -ENOENT);

long read_link(const char* path, char* out, std::size_t size) {
  return call(SYS_readlinkat, AT_FDCWD, word(path), word(out), static_cast<long>(size));
}

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
    // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): its size is the next argument
    const long count = call(SYS_write, file, word(text.data()), static_cast<long>(text.size()));
    if (count == -EAGAIN) pause_thread(kFullPipePauseNanoseconds);
    if (count == -EAGAIN || count == -EINTR) continue;
    if (count <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

std::optional<FileStatus> file_status(int file) {
  struct stat status;
  if (call(SYS_fstat, file, word(&status)) != 0) return std::nullopt;
  return FileStatus{
      .device = status.st_dev, .inode = status.st_ino, .mode = status.st_mode, .bytes = static_cast<std::size_t>(status.st_size)};
}

SocketName socket_name(int socket) { return name_by(SYS_getsockname, socket); }
SocketName peer_name(int socket) { return name_by(SYS_getpeername, socket); }

bool is_datagram_socket(int socket) {
  int type = 0;
  socklen_t bytes = sizeof type;
  return call(SYS_getsockopt, socket, SOL_SOCKET, SO_TYPE, word(&type), word(&bytes)) == 0 && type == SOCK_DGRAM;
}

void pause_thread(long nanoseconds) {
  const timespec wait{.tv_sec = 0, .tv_nsec = nanoseconds};
  call(SYS_nanosleep, word(&wait), 0);
}

void end_process(int code) {
  for (;;) syscall(SYS_exit_group, code);
}

Helper start_helper(const char* const* arguments) {
  int ends[2];
  if (call(SYS_socketpair, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, word(ends)) < 0) return {};
  const pid_t self = process_id();
  // A fork of the kernel's, without libc's handlers and ThreadSanitizer's.
  const long pid = call(SYS_clone, SIGCHLD, 0L, 0L, 0L, 0L);
  if (pid == 0) become_helper(ends[1], self, arguments);
  close_file(ends[1]);
  if (pid > 0) return {.pid = static_cast<pid_t>(pid), .socket = ends[0]};
  close_file(ends[0]);
  return {};
}

void stop_helper(Helper helper) {
  close_file(helper.socket);
  call(SYS_kill, helper.pid, SIGKILL);
  while (call(SYS_wait4, helper.pid, 0L, 0L, 0L) == -EINTR) {
  }
}

bool send_all(int socket, std::string_view text) {
  while (!text.empty()) {
    // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): its size is the next argument
    const long count = call(SYS_sendto, socket, word(text.data()), static_cast<long>(text.size()), MSG_NOSIGNAL, 0L, 0L);
    if (count == -EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

long receive(int socket, char* out, std::size_t size, long milliseconds) {
  constexpr long kNanosecondsOfMillisecond = 1000000;
  pollfd ready{.fd = socket, .events = POLLIN, .revents = 0};
  timespec left{.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * kNanosecondsOfMillisecond};
  for (;;) {
    // The kernel takes from `left` what has passed.
    const long found = call(SYS_ppoll, word(&ready), 1L, word(&left), 0L, 0L);
    if (found == 0) return -ETIMEDOUT;
    if (found < 0 && found != -EINTR) return found;
    if (found < 0) continue;
    const long count = call(SYS_read, socket, word(out), static_cast<long>(size));
    if (count != -EINTR) return count;
  }
}

int make_memory_file(std::size_t bytes) {
  rlimit longest{};
  // Beyond the limit the kernel sends a signal.
  if (call(SYS_prlimit64, 0L, RLIMIT_FSIZE, 0L, word(&longest)) != 0 || longest.rlim_cur < bytes) return -1;
  const long file = call(SYS_memfd_create, word("racelab-sanitizer"), MFD_CLOEXEC);
  if (file < 0) return -1;
  const bool is_long = call(SYS_ftruncate, file, static_cast<long>(bytes)) == 0;
  const int kept = is_long ? out_of_the_way(static_cast<int>(file)) : -1;
  close_file(static_cast<int>(file));
  return kept;
}

int open_memory_file(const char* path) {
  const int file = open_file(path, O_RDWR);
  if (file < 0) return file;
  const int kept = out_of_the_way(file);
  close_file(file);
  return kept;
}

void* map_shared(std::size_t bytes, unsigned long address, int file, std::size_t offset) {
  const long flags = MAP_SHARED | MAP_NORESERVE | (file < 0 ? MAP_ANONYMOUS : 0) | (address != 0 ? MAP_FIXED_NOREPLACE : 0);
  const long result = call(SYS_mmap, static_cast<long>(address), static_cast<long>(bytes), PROT_READ | PROT_WRITE, flags, file,
                           static_cast<long>(offset));
  if (result < 0 && result > -4096) return nullptr;
  // A core file without a terabyte of shadow.
  call(SYS_madvise, result, static_cast<long>(bytes), MADV_DONTDUMP);
  return reinterpret_cast<void*>(result);
}

void unmap(void* begin, std::size_t bytes) { call(SYS_munmap, word(begin), static_cast<long>(bytes)); }

void zero_pages(void* begin, std::size_t bytes) {
  if (call(SYS_madvise, word(begin), static_cast<long>(bytes), MADV_REMOVE) < 0) std::memset(begin, 0, bytes);
}

}  // namespace race
