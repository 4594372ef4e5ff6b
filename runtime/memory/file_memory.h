// Real memory for a file that holds shared memory, taken when it is promised: a machine without room is an error then, and no
// SIGBUS at some later access.
//
// Thread and process safety: the functions may be called by anybody; taking the same part twice is harmless.
#pragma once

#include <cstddef>

namespace mp::memory {

/// Throws OSError (EFBIG) beyond ulimit -f: growing a file so far would not fail but kill this process, by SIGXFSZ.
void require_file_size_allowed(std::size_t bytes);

/// Takes memory for a part of the file, which grows to its end: zeros where nothing was written yet. Returns an errno, or 0; of a
/// part that does not fit, some may be taken.
int take_file_memory(int descriptor, std::size_t offset, std::size_t bytes) noexcept;

}  // namespace mp::memory
