// What a member of a family says to its resource tracker, and how it finds it.
//
// One connection is one request: a message of this struct, and with kWatch the sender's pidfd and, where it is open, its
// standard error. The tracker answers kWatch with an errno, or 0. It listens at an abstract address of the kernel's, of which no
// file is left behind; the number in it is random, and stands in the family's memory (memory::Arena::Notice).
#pragma once

#include <limits.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

#include <array>
#include <cstdint>
#include <string>

#include "runtime/shared_memory/named_file.h"

namespace mp::shared_memory {

struct TrackerRequest {
  enum class Kind : std::uint32_t {
    kWatch,   ///< when the sender has ended, and the name still leads to the file: remove it
    kForget,  ///< the file has no name any more
  };

  Kind kind;
  FileId file;
  std::array<char, NAME_MAX + 1> name;  ///< ends with a NUL
};

using TrackerAnswer = int;  ///< an errno, or 0

struct TrackerAddress {
  explicit TrackerAddress(std::uint64_t number) noexcept;
  const sockaddr* get() const noexcept { return reinterpret_cast<const sockaddr*>(&address); }

  sockaddr_un address;
  socklen_t length;
};

}  // namespace mp::shared_memory
