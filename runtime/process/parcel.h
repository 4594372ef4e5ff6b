// A message with descriptors from one process to another, over a pair of sockets (AF_UNIX, SOCK_SEQPACKET).
//
// The kernel keeps the message in one piece with its descriptors, and keeps it although its sender dies: what was sent can be
// received. Thread safety: functions on values; several threads may send, and of several that receive one gets the message.
// Signals are invisible, and a receiver that is gone is no SIGPIPE.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "runtime/process/descriptor.h"

namespace mp::internal {

/// The kernel's own limit (SCM_MAX_FD).
inline constexpr std::size_t kMostDescriptors = 253;

/// Sends copies of `descriptors` along. REQUIRES: at most kMostDescriptors. False if the other end is gone; throws OSError.
bool send_parcel(int socket, std::span<const std::byte> message, std::span<const int> descriptors);

struct Parcel {
  std::size_t bytes;  ///< of the message; 0: the other end is closed, and everything that was sent has been received
  std::vector<Descriptor> descriptors;  ///< closed by exec
  bool complete;                        ///< this process had room for all descriptors
};
/// Takes the next message, of at most `to.size()` bytes; nothing if none is there. Throws OSError.
std::optional<Parcel> receive_parcel(int socket, std::span<std::byte> to);

}  // namespace mp::internal
