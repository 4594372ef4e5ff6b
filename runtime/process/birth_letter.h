// What a new process must know before its own work, as bytes in a memfd: written by its parent, read by the child, or by the
// forkserver that makes it.
//
// Thread and process safety: values; the memfd has one writer before it has a reader.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/process/descriptor.h"
#include "runtime/process/identity.h"
#include "runtime/process/logging.h"
#include "runtime/process/start_method.h"

namespace mp::internal {

struct BirthLetter {
  static constexpr const char* kFileName = "racelab-task";  ///< of the memfd, as /proc shows it

  Identity identity;
  std::string parent_name;
  pid_t parent_pid;
  bool dies_with_parent;
  std::size_t arguments;  ///< that are descriptors
  bool has_lifeline;
  std::string authkey;
  std::optional<StartMethod> chosen_method;
  LoggerNature logger;
  std::vector<std::byte> call;
};

/// A memfd with the letter, closed by exec. Throws OSError.
Descriptor write_letter(const BirthLetter& letter);

/// Reads it all. Throws OSError, and ArchiveError if it is no letter.
BirthLetter read_letter(int descriptor);

}  // namespace mp::internal
