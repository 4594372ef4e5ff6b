// What a process and its forkserver say to each other, as parcels (parcel.h): one request, and for each kFork one answer.
//
//   request   with these descriptors                                        answer   with
//   kFork     the event of an ExitReport, the letter, those of the Outfit,  Born     the child as a pidfd, if one was born
//             standard output and standard error as far as they are open
//   kKill     -                                                             none
//
// Thread and process safety: values. The two are one program, so the structs are the same in both.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <cstdint>

namespace mp::internal {

struct ForkRequest {
  enum class Verb : std::uint32_t { kFork, kKill };
  Verb verb;
  pid_t child = 0;            ///< kKill: whom
  sigset_t signal_mask = {};  ///< that of the thread which asks, and so the child's
  bool has_output = false;
  bool has_errors = false;
};

struct Born {
  pid_t pid;  ///< or 0
  int error;  ///< why there is no child
};

}  // namespace mp::internal
