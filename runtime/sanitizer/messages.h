// A process sends through a descriptor, and receives through one: what that orders, whichever function of libc it was.
//
// Who has received something knows what was done before it was sent. The order accumulates: who receives knows what was done
// before anything that was sent there until then. Thread, process and signal safety: as message_keys.h.
#pragma once

#include <cstdint>

namespace race {

/// Returns what stands for what is sent there; 0: nothing. REQUIRES: called before the program's own.
std::uintptr_t sends(int descriptor);

/// `count` is what read() returns: nothing was received where it is negative. At 0, the end of a pipe or of a connection on this
/// machine, all its other holders have closed it or ended, and nobody knows here who they were: what all have done is known then.
void received(int descriptor, long count);

}  // namespace race
