// A process sends through a descriptor, and receives through one: what that orders, whichever function of libc it was.
//
// Who has received something knows what was done before it was sent. In a pipe, messages are told apart, where it is known how
// much each is (Pipes); elsewhere the order accumulates: who receives knows what was done before anything that was sent there
// until then. Thread, process and signal safety: as message_keys.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/sanitizer/family/pipes.h"
#include "runtime/sanitizer/interceptors/message_keys.h"

namespace race {

/// Stands around a call that sends.
class Sending {
 public:
  Sending(int descriptor, std::size_t bytes);
  /// `count` is what write() returns.
  void sent(long count) const;

 private:
  const MessageKeys keys_;
  Pipes::Transfer transfer_{.pipe = Pipes::kNone};
};

/// Stands around a call that receives.
class Receiving {
 public:
  Receiving(int descriptor, std::size_t bytes);
  /// `count` is what read() returns: nothing was received where it is negative. At 0, the end of a pipe or of a connection on
  /// this machine, all its other holders have closed it or ended, and nobody knows here who they were: what all have done is
  /// known then.
  void received(long count) const;

 private:
  const MessageKeys keys_;
  Pipes::Transfer transfer_{.pipe = Pipes::kNone};
};

/// The same where nobody knows how much is sent and received: before and after. sends() returns what stands for what is sent
/// there; 0: nothing.
std::uintptr_t sends(int descriptor);
void receives(int descriptor);
void received(int descriptor, long count);

}  // namespace race
