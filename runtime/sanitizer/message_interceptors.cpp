// read, write and their like on pipes and socket pairs: who has read something knows what was done before it was written.
//
// The two ends of a pipe have one inode; those of a socket pair have two, which are noted when it is made. The order accumulates:
// who reads knows what was done before anything that was written until then. Other sockets order nothing: who is at their other
// end is not known here.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "runtime/sanitizer/interceptors.h"
#include "runtime/sanitizer/system.h"

namespace race {
namespace {

/// What stands for the messages behind a descriptor; 0: nothing does.
std::uintptr_t key_of_descriptor(int descriptor) {
  if (g_detector == nullptr) return 0;
  const std::optional<FileStatus> status = file_status(descriptor);
  if (!status || !(S_ISFIFO(status->mode) || S_ISSOCK(status->mode))) return 0;
  if (S_ISFIFO(status->mode)) return key_of(status->device, status->inode);
  return detector().family().socket_pairs.key(status->inode);
}

void received(int descriptor, long count) {
  if (count <= 0) return;
  if (const std::uintptr_t key = key_of_descriptor(descriptor)) acquire_key(key);
}

void sends(int descriptor) {
  if (const std::uintptr_t key = key_of_descriptor(descriptor)) release_key(key);
}

}  // namespace
}  // namespace race

#define RACE_RECEIVE(name, parameters, arguments)         \
  extern "C" ssize_t __interceptor_##name parameters;     \
  extern "C" ssize_t name parameters {                    \
    const ssize_t count = __interceptor_##name arguments; \
    race::received(descriptor, count);                    \
    return count;                                         \
  }

#define RACE_SEND(name, parameters, arguments)        \
  extern "C" ssize_t __interceptor_##name parameters; \
  extern "C" ssize_t name parameters {                \
    race::sends(descriptor);                          \
    return __interceptor_##name arguments;            \
  }

RACE_RECEIVE(read, (int descriptor, void* bytes, size_t size), (descriptor, bytes, size))
RACE_RECEIVE(readv, (int descriptor, const iovec* pieces, int count_of_pieces), (descriptor, pieces, count_of_pieces))
RACE_RECEIVE(recv, (int descriptor, void* bytes, size_t size, int flags), (descriptor, bytes, size, flags))
RACE_RECEIVE(recvmsg, (int descriptor, msghdr* message, int flags), (descriptor, message, flags))
RACE_SEND(write, (int descriptor, const void* bytes, size_t size), (descriptor, bytes, size))
RACE_SEND(writev, (int descriptor, const iovec* pieces, int count_of_pieces), (descriptor, pieces, count_of_pieces))
RACE_SEND(send, (int descriptor, const void* bytes, size_t size, int flags), (descriptor, bytes, size, flags))
RACE_SEND(sendmsg, (int descriptor, const msghdr* message, int flags), (descriptor, message, flags))

extern "C" int __interceptor_socketpair(int domain, int type, int protocol, int ends[2]);
extern "C" int socketpair(int domain, int type, int protocol, int ends[2]) noexcept {
  const int result = __interceptor_socketpair(domain, type, protocol, ends);
  if (result == 0 && race::g_detector != nullptr) {
    const std::optional<race::FileStatus> one = race::file_status(ends[0]);
    const std::optional<race::FileStatus> other = race::file_status(ends[1]);
    if (one && other) race::detector().family().socket_pairs.note(one->inode, other->inode);
  }
  return result;
}
