// What stands in the tables for the messages that go through a descriptor, so that who receives them knows what their sender had
// done.
//
//   a pipe                 its inode, which both ends share
//   a socket pair          what was noted when it was made (SocketPairs)
//   a connection           the names of its two ends, in each direction; of the internet's, only the ports
//   datagrams              the name that they are sent to
//   an eventfd             its number, which /proc tells
//   a message queue        its inode
//
// Two things of one key are taken for one, which adds an order and may hide a race. A descriptor of which nothing is known orders
// nothing. Thread, process and signal safe; no function touches errno.
#pragma once

#include <sys/socket.h>

#include <cstdint>

#include "runtime/sanitizer/family/socket_pairs.h"

namespace race {

/// 0: nothing stands for them.
struct MessageKeys {
  std::uintptr_t sent = 0;
  std::uintptr_t received = 0;
  bool is_local = false;  ///< no process of another machine is at the other end
  bool is_pipe = false;
};

MessageKeys message_keys(int descriptor, const SocketPairs& pairs);
/// Of POSIX, which is a file to the system.
std::uintptr_t key_of_message_queue(int queue);
/// Of datagrams to the address; 0: it is none.
std::uintptr_t key_of_datagrams(const sockaddr* to, socklen_t bytes);
/// Of who waits for connections at the address, and of who does behind the descriptor.
std::uintptr_t key_of_listener(const sockaddr* at, socklen_t bytes);
std::uintptr_t key_of_listener(int descriptor);

}  // namespace race
