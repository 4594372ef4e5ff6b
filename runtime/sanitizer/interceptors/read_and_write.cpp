// Messages: read, write and their like on pipes, sockets and eventfds, and message queues (messages.h says what they order).
//
// These calls read and write the program's memory, too: accesses as any others.
#include <errno.h>
#include <mqueue.h>
#include <sys/eventfd.h>
#include <sys/msg.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

#include "runtime/sanitizer/behind.h"
#include "runtime/sanitizer/interceptors/interceptors.h"
#include "runtime/sanitizer/interceptors/message_keys.h"
#include "runtime/sanitizer/interceptors/messages.h"
#include "runtime/sanitizer/system/system.h"

namespace race {
namespace {

void sends_to(int descriptor, const sockaddr* to, socklen_t bytes) {
  if (g_detector == nullptr) return;
  const std::uintptr_t key = key_of_datagrams(to, bytes);
  if (key != 0) {
    release_key(key);
  } else {
    sends(descriptor);
  }
}

// What a call writes into the program's memory, of which `count` bytes came; and what it reads there.

void note_received(void* bytes, long count, Caller caller) {
  if (count > 0) note_access(bytes, static_cast<std::size_t>(count), kWrite, caller);
}
void note_received(const iovec* pieces, std::size_t count_of_pieces, long count, Caller caller) {
  for (std::size_t i = 0; i < count_of_pieces && count > 0; ++i) {
    const long bytes = std::min(static_cast<long>(pieces[i].iov_len), count);
    note_received(pieces[i].iov_base, bytes, caller);
    count -= bytes;
  }
}
void note_received(const msghdr* message, long count, Caller caller) {
  note_received(message->msg_iov, message->msg_iovlen, count, caller);
}

void note_sent(const void* bytes, std::size_t size, Caller caller) { note_access(bytes, size, kRead, caller); }
void note_sent(const iovec* pieces, std::size_t count_of_pieces, Caller caller) {
  for (std::size_t i = 0; i < count_of_pieces; ++i) note_sent(pieces[i].iov_base, pieces[i].iov_len, caller);
}
void note_sent(const msghdr* message, Caller caller) { note_sent(message->msg_iov, message->msg_iovlen, caller); }

std::size_t bytes_of(const iovec* pieces, int of) {
  std::size_t bytes = 0;
  for (int i = 0; i < of; ++i) bytes += pieces[i].iov_len;
  return bytes;
}

void accepted(int listener, int result) {
  if (g_detector == nullptr || result < 0) return;
  if (const std::uintptr_t key = key_of_listener(listener)) acquire_key(key);
}

/// A queue of System V: told from all else by a device that does not exist.
std::uintptr_t key_of_queue(int queue) { return key_of(~std::uintptr_t{1}, static_cast<unsigned>(queue)); }

void put(std::uintptr_t key) {
  if (g_detector != nullptr && key != 0) release_key(key);
}
void got(std::uintptr_t key, long count) {
  if (g_detector != nullptr && key != 0 && count >= 0) acquire_key(key);
}

int put(mqd_t queue, const char* bytes, size_t size, unsigned priority, const timespec* until, Caller caller) {
  note_sent(bytes, size, caller);
  put(key_of_message_queue(queue));
  return static_cast<int>(syscall(SYS_mq_timedsend, queue, bytes, size, priority, until));
}

ssize_t get(mqd_t queue, char* bytes, size_t size, unsigned* priority, const timespec* until, Caller caller) {
  const ssize_t count = syscall(SYS_mq_timedreceive, queue, bytes, size, priority, until);
  got(key_of_message_queue(queue), count);
  note_received(bytes, count, caller);
  return count;
}

}  // namespace
}  // namespace race

#define RACE_RECEIVE(name, size, noted, parameters, arguments) \
  extern "C" ssize_t __interceptor_##name parameters;          \
  extern "C" ssize_t name parameters {                         \
    const race::Caller caller = race::caller_of_entry_point(); \
    const race::ProgramFrame frame(caller);                    \
    const race::Receiving receiving(descriptor, size);         \
    const ssize_t count = __interceptor_##name arguments;      \
    receiving.received(count);                                 \
    race::note_received noted;                                 \
    return count;                                              \
  }

#define RACE_SEND(name, size, noted, parameters, arguments)    \
  extern "C" ssize_t __interceptor_##name parameters;          \
  extern "C" ssize_t name parameters {                         \
    const race::Caller caller = race::caller_of_entry_point(); \
    race::note_sent noted;                                     \
    const race::Sending sending(descriptor, size);             \
    const ssize_t count = __interceptor_##name arguments;      \
    sending.sent(count);                                       \
    return count;                                              \
  }

// To an address, which no pipe has.
#define RACE_SEND_TO(name, to, to_size, noted, parameters, arguments) \
  extern "C" ssize_t __interceptor_##name parameters;                 \
  extern "C" ssize_t name parameters {                                \
    const race::Caller caller = race::caller_of_entry_point();        \
    race::note_sent noted;                                            \
    race::sends_to(descriptor, to, to_size);                          \
    return __interceptor_##name arguments;                            \
  }

RACE_RECEIVE(read, size, (bytes, count, caller), (int descriptor, void* bytes, size_t size), (descriptor, bytes, size))
RACE_RECEIVE(readv, race::bytes_of(pieces, of), (pieces, static_cast<size_t>(of), count, caller),
             (int descriptor, const iovec* pieces, int of), (descriptor, pieces, of))
RACE_RECEIVE(recv, size, (bytes, count, caller), (int descriptor, void* bytes, size_t size, int flags),
             (descriptor, bytes, size, flags))
RACE_RECEIVE(recvfrom, size, (bytes, count, caller),
             (int descriptor, void* bytes, size_t size, int flags, sockaddr* from, socklen_t* from_size),
             (descriptor, bytes, size, flags, from, from_size))
RACE_RECEIVE(recvmsg, 0, (message, count, caller), (int descriptor, msghdr* message, int flags), (descriptor, message, flags))

RACE_SEND(write, size, (bytes, size, caller), (int descriptor, const void* bytes, size_t size), (descriptor, bytes, size))
RACE_SEND(writev, race::bytes_of(pieces, of), (pieces, static_cast<size_t>(of), caller),
          (int descriptor, const iovec* pieces, int of), (descriptor, pieces, of))
RACE_SEND(send, size, (bytes, size, caller), (int descriptor, const void* bytes, size_t size, int flags),
          (descriptor, bytes, size, flags))

RACE_SEND_TO(sendto, to, to_size, (bytes, size, caller),
             (int descriptor, const void* bytes, size_t size, int flags, const sockaddr* to, socklen_t to_size),
             (descriptor, bytes, size, flags, to, to_size))
RACE_SEND_TO(sendmsg, static_cast<const sockaddr*>(message->msg_name), message->msg_namelen, (message, caller),
             (int descriptor, const msghdr* message, int flags), (descriptor, message, flags))

extern "C" int __interceptor_eventfd_read(int descriptor, eventfd_t* value);
extern "C" int eventfd_read(int descriptor, eventfd_t* value) {
  const int result = __interceptor_eventfd_read(descriptor, value);
  race::received(descriptor, result == 0 ? 1 : -1);
  return result;
}

extern "C" int __interceptor_eventfd_write(int descriptor, eventfd_t value);
extern "C" int eventfd_write(int descriptor, eventfd_t value) {
  race::sends(descriptor);
  return __interceptor_eventfd_write(descriptor, value);
}

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

extern "C" int __interceptor_connect(int descriptor, const sockaddr* to, socklen_t bytes);
extern "C" int connect(int descriptor, const sockaddr* to, socklen_t bytes) {
  const std::uintptr_t key = race::g_detector != nullptr ? race::key_of_listener(to, bytes) : 0;
  if (key != 0) race::release_key(key);
  return __interceptor_connect(descriptor, to, bytes);
}

extern "C" int __interceptor_accept(int descriptor, sockaddr* from, socklen_t* bytes);
extern "C" int accept(int descriptor, sockaddr* from, socklen_t* bytes) {
  const int result = __interceptor_accept(descriptor, from, bytes);
  race::accepted(descriptor, result);
  return result;
}

extern "C" int __interceptor_accept4(int descriptor, sockaddr* from, socklen_t* bytes, int flags);
extern "C" int accept4(int descriptor, sockaddr* from, socklen_t* bytes, int flags) {
  const int result = __interceptor_accept4(descriptor, from, bytes, flags);
  race::accepted(descriptor, result);
  return result;
}

// Message queues. ThreadSanitizer does not know those of POSIX; those of System V are system calls.

extern "C" int mq_timedsend(mqd_t queue, const char* bytes, size_t size, unsigned priority, const timespec* until) {
  return race::put(queue, bytes, size, priority, until, race::caller_of_entry_point());
}
extern "C" int mq_send(mqd_t queue, const char* bytes, size_t size, unsigned priority) {
  return race::put(queue, bytes, size, priority, nullptr, race::caller_of_entry_point());
}
extern "C" ssize_t mq_timedreceive(mqd_t queue, char* bytes, size_t size, unsigned* priority, const timespec* until) {
  return race::get(queue, bytes, size, priority, until, race::caller_of_entry_point());
}
extern "C" ssize_t mq_receive(mqd_t queue, char* bytes, size_t size, unsigned* priority) {
  return race::get(queue, bytes, size, priority, nullptr, race::caller_of_entry_point());
}

extern "C" int msgsnd(int queue, const void* message, size_t size, int flags) {
  race::note_sent(message, sizeof(long) + size, race::caller_of_entry_point());
  race::put(race::key_of_queue(queue));
  return static_cast<int>(syscall(SYS_msgsnd, queue, message, size, flags));
}
extern "C" ssize_t msgrcv(int queue, void* message, size_t size, long type, int flags) {
  const race::Caller caller = race::caller_of_entry_point();
  const ssize_t count = syscall(SYS_msgrcv, queue, message, size, type, flags);
  race::got(race::key_of_queue(queue), count);
  race::note_received(message, count < 0 ? count : count + static_cast<ssize_t>(sizeof(long)), caller);
  return count;
}
