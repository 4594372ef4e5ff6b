#include "runtime/sanitizer/interceptors/message_keys.h"

#include <netinet/in.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "runtime/sanitizer/family/keys.h"
#include "runtime/sanitizer/system/system.h"
#include "runtime/sanitizer/system/text.h"

namespace race {
namespace {

// What the key of a name is for.
constexpr std::uintptr_t kDatagrams = 1;
constexpr std::uintptr_t kListener = 2;
constexpr std::uintptr_t kEvents = 3;

std::uint64_t name_of_path(const sockaddr_un& address, socklen_t bytes) {
  std::string_view path(address.sun_path, bytes - offsetof(sockaddr_un, sun_path));
  const bool is_abstract = path.starts_with('\0');
  return mix(is_abstract ? path : path.substr(0, path.find('\0')));
}

/// The name as a number; 0: it has none. An internet address goes by its port, since a machine has many names.
std::uint64_t name_of(const sockaddr* address, socklen_t bytes) {
  if (address == nullptr || bytes <= offsetof(sockaddr_un, sun_path)) return 0;
  switch (address->sa_family) {
    case AF_UNIX:
      return name_of_path(*reinterpret_cast<const sockaddr_un*>(address), bytes);
    case AF_INET:
      return reinterpret_cast<const sockaddr_in*>(address)->sin_port;
    case AF_INET6:
      return reinterpret_cast<const sockaddr_in6*>(address)->sin6_port;
    default:
      return 0;
  }
}

std::uint64_t name_of(const SocketName& name) { return name_of(reinterpret_cast<const sockaddr*>(&name.address), name.bytes); }

MessageKeys keys_of_socket(int descriptor, ino_t inode, const SocketPairs& pairs) {
  if (const std::uintptr_t pair = pairs.key(inode)) return {.sent = pair, .received = pair, .is_local = true};
  const SocketName own = socket_name(descriptor);
  const std::uint64_t here = name_of(own);
  const std::uint64_t there = name_of(peer_name(descriptor));
  if (is_datagram_socket(descriptor)) {
    return {.sent = there != 0 ? key_of(there, kDatagrams) : 0, .received = here != 0 ? key_of(here, kDatagrams) : 0};
  }
  if (here == 0 && there == 0) return {};
  return {.sent = key_of(here, there), .received = key_of(there, here), .is_local = own.address.ss_family == AF_UNIX};
}

/// The number of an eventfd; nothing when it is another of the things that are no files.
std::optional<std::uintptr_t> number_of_events(int descriptor) {
  constexpr std::string_view kField = "eventfd-id:";
  char path[64];
  Text name(path);
  name << "/proc/self/fdinfo/" << static_cast<std::uint64_t>(descriptor) << std::string_view("\0", 1);
  char text[512];
  const long bytes = read_file_start(path, text, sizeof text);
  if (bytes <= 0) return std::nullopt;
  const std::string_view told(text, static_cast<std::size_t>(bytes));
  std::size_t at = told.find(kField);
  if (at == std::string_view::npos) return std::nullopt;
  at = told.find_first_not_of(' ', at + kField.size());
  if (at == std::string_view::npos) return std::nullopt;
  std::uintptr_t number = 0;
  std::from_chars(told.data() + at, told.data() + told.size(), number);
  return number;
}

MessageKeys keys_of_events(int descriptor) {
  const std::optional<std::uintptr_t> number = number_of_events(descriptor);
  if (!number) return {};
  const std::uintptr_t key = key_of(*number, kEvents);
  return {.sent = key, .received = key, .is_local = true};
}

}  // namespace

MessageKeys message_keys(int descriptor, const SocketPairs& pairs) {
  const std::optional<FileStatus> status = file_status(descriptor);
  if (!status) return {};
  if (S_ISSOCK(status->mode)) return keys_of_socket(descriptor, status->inode, pairs);
  if ((status->mode & S_IFMT) == 0) return keys_of_events(descriptor);
  if (!S_ISFIFO(status->mode)) return {};
  const std::uintptr_t key = key_of(status->device, status->inode);
  return {.sent = key, .received = key, .is_local = true, .is_pipe = true};
}

std::uintptr_t key_of_message_queue(int queue) {
  const std::optional<FileStatus> status = file_status(queue);
  return status ? key_of(status->device, status->inode) : 0;
}

std::uintptr_t key_of_datagrams(const sockaddr* to, socklen_t bytes) {
  const std::uint64_t name = name_of(to, bytes);
  return name != 0 ? key_of(name, kDatagrams) : 0;
}

std::uintptr_t key_of_listener(const sockaddr* at, socklen_t bytes) {
  const std::uint64_t name = name_of(at, bytes);
  return name != 0 ? key_of(name, kListener) : 0;
}

std::uintptr_t key_of_listener(int descriptor) {
  const SocketName own = socket_name(descriptor);
  return key_of_listener(reinterpret_cast<const sockaddr*>(&own.address), own.bytes);
}

}  // namespace race
