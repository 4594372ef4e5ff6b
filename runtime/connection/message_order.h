// What the hooks hear of the messages between two ends of a Pipe: an address in shared memory for each direction.
//
// The messages themselves are in the kernel, where no address names them. A race detector learns from these that what was done
// before a message was sent happens before its receipt; order accumulates, as with a queue: a later message brings what came
// before the earlier ones, too. Lives in shared memory; never read or written.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "runtime/memory/placed.h"

namespace mp::connection {

/// Shared by both ends in one process; a fork has the same addresses.
using DirectionMarks = std::shared_ptr<const memory::Placed<std::array<std::uint64_t, 2>>>;

/// How one end sees it. Without marks it announces nothing.
struct MessageOrder {
  DirectionMarks marks;
  std::size_t sends_to = 0;  ///< which of the two marks; the other is that of the messages it receives

  const void* sent() const { return mark(sends_to); }
  const void* received() const { return mark(1 - sends_to); }

  const void* mark(std::size_t which) const { return marks == nullptr ? nullptr : &(**marks)[which]; }
};

}  // namespace mp::connection
