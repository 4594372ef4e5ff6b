// The system calls that the sanitizer makes, raw: libc's functions are ThreadSanitizer's in this build, and calling
// them inside an access of the program's would make it look at the sanitizer's own memory.
//
// Thread, process and signal safe. No function touches errno.
#pragma once

#include <sys/socket.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace race {

pid_t process_id();
pid_t parent_id();
pid_t thread_id();

/// The calling thread among all of the machine. Never 0.
std::uint64_t thread_key();
/// Whether it runs no more: it has ended, or its process is a zombie. Without /proc nobody is known to be dead.
bool is_thread_dead(std::uint64_t key);

/// What read_file_start returns when there is no such file (or process).
inline constexpr long kNoSuchFile = -2;
/// Up to `size` bytes from the start of the file, or -errno.
long read_file_start(const char* path, char* out, std::size_t size);
/// Where the link leads, up to `size` bytes, or -errno.
long read_link(const char* path, char* out, std::size_t size);
/// The bytes from `offset` of an open file, or -errno.
long read_at(int file, char* out, std::size_t size, long offset);

/// What the kernel says of an open file; nothing when the descriptor is none.
struct FileStatus {
  dev_t device;
  ino_t inode;
  mode_t mode;
  std::size_t bytes;
};
std::optional<FileStatus> file_status(int file);

/// The names of a socket and of its peer; no bytes: it has none.
struct SocketName {
  sockaddr_storage address;
  socklen_t bytes;
};
SocketName socket_name(int socket);
SocketName peer_name(int socket);
bool is_datagram_socket(int socket);

/// The descriptor, or -errno. open_for_append makes the file if it is not there.
int open_for_reading(const char* path);
int open_for_append(const char* path);
void close_file(int file);
/// Writes all of it, or as much as the file takes.
void write_all(int file, std::string_view text);

void pause_thread(long nanoseconds);
/// At once: nothing is flushed, no function of the program is called.
[[noreturn]] void end_process(int code);

/// A program that runs beside this one and is asked through `socket`, which is its standard input and output.
struct Helper {
  pid_t pid = 0;  ///< 0: none
  int socket = -1;
};

/// Starts the program arguments[0] with this process's environment; `arguments` ends with nullptr. It is killed when the
/// calling thread ends. No pid: the system refuses. A program that is not there ends at once.
Helper start_helper(const char* const* arguments);
void stop_helper(Helper helper);

/// False when the other end is closed; never raises SIGPIPE.
bool send_all(int socket, std::string_view text);
/// What has come, at most `size` bytes: 0 when the other end is closed, or -errno, also when nothing comes in time.
long receive(int socket, char* out, std::size_t size, long milliseconds);

/// A file of memory, as long as that, on a high descriptor that no exec closes; -1 where the system or a limit does not allow it.
int make_memory_file(std::size_t bytes);
/// Such a descriptor of an open file of another process's, by its path in /proc; or -errno.
int open_memory_file(const char* path);

/// Zeroed memory that forked children share, at `address` or, when that is 0, where there is room; nullptr when the system
/// refuses. Pages are only taken when they are touched. With a file, that file's from `offset` on.
void* map_shared(std::size_t bytes, unsigned long address = 0, int file = -1, std::size_t offset = 0);
void unmap(void* begin, std::size_t bytes);
/// The page-aligned stretch reads as zero again, and its pages go back to the system.
void zero_pages(void* begin, std::size_t bytes);

}  // namespace race
